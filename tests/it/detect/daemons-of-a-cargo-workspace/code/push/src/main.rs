mod consumer;

#[tokio::main]
async fn main() {
    consumer::take().await;
}
