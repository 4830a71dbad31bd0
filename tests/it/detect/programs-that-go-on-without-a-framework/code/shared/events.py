async def listen(channel):
    channel.basic_consume("events")
