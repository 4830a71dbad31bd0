package notes;

record Note(long id, String text) {
}
