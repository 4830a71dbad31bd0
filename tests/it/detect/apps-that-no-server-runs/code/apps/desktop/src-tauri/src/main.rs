fn main() {
    axum::serve(listener, app);
}
