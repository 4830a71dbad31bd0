import redis

print(redis.Redis().get("count"))
