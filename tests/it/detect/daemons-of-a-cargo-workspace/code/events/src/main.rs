#[async_std::main]
async fn main() {
    let listener = TcpListener::bind("0.0.0.0:7703").await.unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        async_std::task::spawn(talk(stream));
    }
}
