public static class Databases
{
    public static void AddPostgres(this IServiceCollection services, string address) =>
        services.AddDbContext<Context>(options => options.UseNpgsql(address));

    public static void AddMySql(this IServiceCollection services, string address) =>
        services.AddDbContext<Context>(options => options.UseMySql(address, ServerVersion.AutoDetect(address)));
}
