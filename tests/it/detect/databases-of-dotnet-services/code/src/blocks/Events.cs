using Confluent.Kafka;

public sealed class Events(IConsumer<string, string> consumer);
