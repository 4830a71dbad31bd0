async with aiohttp.ClientSession() as session:
    channel = grpc.insecure_channel("localhost:50051")
