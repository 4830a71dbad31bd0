package notes;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of the database; Flyway makes the table, of src/main/resources/db/migration. */
@Repository
class Notes {

    private final JdbcClient database;

    Notes(JdbcClient database) {
        this.database = database;
    }

    List<Note> all() {
        return database.sql("SELECT id, text FROM notes ORDER BY id").query(Note.class).list();
    }

    Note add(String text) {
        return database.sql("INSERT INTO notes (text) VALUES (?) RETURNING id, text")
            .param(text)
            .query(Note.class)
            .single();
    }
}
