from fastapi import FastAPI

from shop.db import url

app = FastAPI(title=url)
