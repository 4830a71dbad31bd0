pub async fn take() {
    channel.basic_consume(Consumer, arguments).await.unwrap();
}
