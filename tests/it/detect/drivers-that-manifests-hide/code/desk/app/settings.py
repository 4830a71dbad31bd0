from pydantic import AmqpDsn, PostgresDsn, RedisDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database: PostgresDsn
    cache: RedisDsn = "unset"
    queue: AmqpDsn | None = None
