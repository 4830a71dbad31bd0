pub fn put() {}
