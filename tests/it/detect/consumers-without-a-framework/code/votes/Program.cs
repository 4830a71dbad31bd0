var redis = Connect();
while (true)
{
    Store(redis.ListLeftPop("votes"));
}
