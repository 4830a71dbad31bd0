public sealed class BillsContext : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) =>
        options.UseMySql(address, ServerVersion.AutoDetect(address));
}
