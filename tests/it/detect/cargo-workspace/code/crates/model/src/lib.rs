pub struct Entry;
