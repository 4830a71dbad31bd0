impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 3002,
        }
    }
}
