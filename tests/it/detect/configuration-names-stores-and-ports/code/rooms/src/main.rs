#[tokio::main]
async fn main() {
    serve(config().port).await;
}
