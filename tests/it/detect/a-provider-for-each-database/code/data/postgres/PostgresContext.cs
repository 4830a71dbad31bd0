public sealed class PostgresContext : Context
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseNpgsql(address);
}
