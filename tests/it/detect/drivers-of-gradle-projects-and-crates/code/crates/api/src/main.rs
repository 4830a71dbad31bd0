#[tokio::main]
async fn main() {
    let broker = env("KAFKA", "localhost:9092");
    let server_port = 8081;
    serve(broker, server_port).await;
}
