using Npgsql;

namespace Notes;

internal sealed record Note(long Id, string Text);

/// <summary>Rows of the database.</summary>
internal sealed class NoteStore(NpgsqlDataSource database)
{
    public async Task<List<Note>> AllAsync()
    {
        await using var command = database.CreateCommand("SELECT id, text FROM notes ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<Note>();
        while (await rows.ReadAsync())
        {
            all.Add(new Note(rows.GetInt64(0), rows.GetString(1)));
        }
        return all;
    }

    public async Task<Note> AddAsync(string text)
    {
        await using var command = database.CreateCommand("INSERT INTO notes (text) VALUES ($1) RETURNING id");
        command.Parameters.AddWithValue(text);
        return new Note((long)(await command.ExecuteScalarAsync())!, text);
    }
}
