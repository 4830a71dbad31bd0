from aiocache import cached
from fastapi import FastAPI

app = FastAPI()
