from fastapi import FastAPI

from src.app.db import url

app = FastAPI(title=url)
