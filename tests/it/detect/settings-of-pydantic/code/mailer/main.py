from fastapi import FastAPI

app = FastAPI()


def connect():
    import redis

    from settings import MailerSettings

    return redis.from_url(MailerSettings().redis_url)
