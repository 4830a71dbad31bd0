from pydantic_settings import BaseSettings


class MailerSettings(BaseSettings):
    redis_url: str = "redis://localhost:6379/0"

    class Config:
        env_prefix = "MAILER_"
