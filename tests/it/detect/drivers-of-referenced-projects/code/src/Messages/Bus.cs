public static class Bus
{
    public static void AddBus(this IServiceCollection services) => services.AddMassTransit(bus => bus.UsingRabbitMq());
}
