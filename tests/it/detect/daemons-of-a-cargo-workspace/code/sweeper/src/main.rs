mod task;

#[tokio::main]
async fn main() {
    task::sweep().await;
}
