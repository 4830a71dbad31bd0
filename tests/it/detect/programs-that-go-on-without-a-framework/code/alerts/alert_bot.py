async def run():
    while True:
        await check()

if __name__ == "__main__":
    asyncio.run(run())
