fn main() {
    let client = GreeterClient::connect("http://[::1]:50051");
}
