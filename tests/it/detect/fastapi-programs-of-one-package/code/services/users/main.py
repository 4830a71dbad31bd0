from fastapi import FastAPI

from shared.names import NAME

app = FastAPI(title=NAME)
