record Account(String name) {}
