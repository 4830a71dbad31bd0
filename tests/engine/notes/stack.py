"""What the API has of each backing service."""

import os

import asyncpg
import boto3
from fastapi import APIRouter

router = APIRouter()


@router.get("/stack")
async def stack() -> dict[str, object]:
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    words = [row["word"] for row in await connection.fetch("SELECT word FROM seen")]
    await connection.close()
    answer: dict[str, object] = {"words": words, "llm": os.environ.get("OLLAMA_HOST", "")}
    # In production the store is somebody else's.
    if os.environ.get("ASK_FILES") == "1":
        files = boto3.client("s3")
        bucket = os.environ["S3_BUCKET"]
        files.put_object(Bucket=bucket, Key="note", Body=b"kept")
        answer["file"] = files.get_object(Bucket=bucket, Key="note")["Body"].read().decode()
    return answer
