public sealed class MySqlContext : Context
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseMySql(address, version);
}
