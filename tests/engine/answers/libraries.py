"""Asks each server through its library, with what the environment says."""

import asyncio
import os
from pathlib import Path

import asyncpg
import boto3
import pika
import pymysql
import redis


def env(name):
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else os.environ[name]


async def postgres():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    print("asyncpg", await connection.fetchval("SELECT 40 + 2"))
    await connection.close()


asyncio.run(postgres())

with pymysql.connect(
    host=env("MYSQL_HOST"), user=env("MYSQL_USER"), password=env("MYSQL_PASSWORD"), database=env("MYSQL_DATABASE")
) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT 40 + 2")
    print("pymysql", *cursor.fetchone())

connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
channel = connection.channel()
channel.queue_declare("asked")
channel.basic_publish("", "asked", b"42")
print("pika", channel.basic_get("asked", auto_ack=True)[2].decode())
connection.close()

s3 = boto3.client("s3")
s3.put_object(Bucket=os.environ["S3_BUCKET"], Key="asked", Body=b"42")
print("boto3", s3.get_object(Bucket=os.environ["S3_BUCKET"], Key="asked")["Body"].read().decode())

store = redis.Redis.from_url(os.environ["REDIS_URL"])
store.set("asked", 42)
print("redis", store.get("asked").decode())
