import asyncio
import os

import asyncpg


async def main():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    # Each `up` does it again.
    await connection.execute("INSERT INTO seen SELECT 'test data' WHERE NOT EXISTS (SELECT FROM seen)")
    await connection.close()


asyncio.run(main())
