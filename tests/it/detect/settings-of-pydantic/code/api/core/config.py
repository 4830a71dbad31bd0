from pydantic import Field, PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What it needs:

    postgres_user: of the database
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    title: str = "shop"
    secret_key: str
    first_admin: str = Field(..., min_length=3)
    postgres_server: str = "localhost"
    POSTGRES_PORT: int = 5432
    postgres_login: str = Field("app", alias="POSTGRES_USER")
    POSTGRES_PASSWORD: str
    POSTGRES_DB: str = "app"
    database_url: str = ""

    @property
    def dsn(self) -> PostgresDsn:
        port: int = self.POSTGRES_PORT
        return f"postgresql://{self.postgres_server}:{port}"


class Page:
    size: int


def url(settings: Settings) -> str:
    return settings.database_url or "postgresql+asyncpg://localhost/app"
