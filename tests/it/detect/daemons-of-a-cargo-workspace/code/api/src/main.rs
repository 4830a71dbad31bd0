#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 7704));
    let listener = TcpListener::bind(&address).await?;
    axum::serve(listener, Router::new()).await
}
