#[tokio::main]
async fn main() {
    serve("0.0.0.0:8083").await;
}
