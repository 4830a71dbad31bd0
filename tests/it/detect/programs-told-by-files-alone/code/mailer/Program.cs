var builder = Host.CreateApplicationBuilder(args);
builder.AddRabbitMQClient("queue");
builder.Build().Run();
