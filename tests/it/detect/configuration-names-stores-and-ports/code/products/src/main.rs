impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 3002,
        }
    }
}

fn main() {
    let server = HttpServer::new(App::new);
}
