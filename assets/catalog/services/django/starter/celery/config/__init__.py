# Loaded with Django, so that every `shared_task` is sent to this broker.
from .celery import app as celery_app

__all__ = ["celery_app"]
