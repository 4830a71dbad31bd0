pub async fn sweep() {
    loop {
        for file in store::deleted().await {
            store::forget(file).await;
        }

        sleep(Duration::from_secs(60)).await;
    }
}
