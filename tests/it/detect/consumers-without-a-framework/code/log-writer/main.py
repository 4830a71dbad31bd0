import redis

channel = redis.Redis().pubsub()
channel.subscribe("log")
for message in channel.listen():
    print(message)
