using System.Reflection;
using Npgsql;

namespace Notes;

internal static class Database
{
    /// <summary>
    /// By ConnectionStrings:Default. The password comes from PGPASSWORD, which Npgsql reads, or
    /// from the file PGPASSWORD_FILE.
    /// </summary>
    public static NpgsqlDataSource Connect(IConfiguration configuration)
    {
        var connection = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Default"));
        if (configuration["PGPASSWORD_FILE"] is { } path)
        {
            connection.Password = File.ReadAllText(path).Trim();
        }
        return NpgsqlDataSource.Create(connection);
    }

    /// <summary>
    /// Runs the migrations that have not run yet, in the order of their names: all or none, and
    /// one setup at a time.
    /// </summary>
    public static async Task SetUpAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, """
            SELECT pg_advisory_xact_lock(hashtext('migrations'));
            CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now());
            """);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql")).Order())
        {
            await using var fresh = new NpgsqlCommand("INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING", connection)
            {
                Parameters = { new() { Value = name } },
            };
            if (await fresh.ExecuteNonQueryAsync() == 0)
            {
                continue;
            }
            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await ExecuteAsync(connection, await text.ReadToEndAsync());
            Console.WriteLine($"migrated: {name}");
        }
        await transaction.CommitAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }
}
