import logging
import time

from celery import shared_task

from .models import Note

log = logging.getLogger(__name__)


@shared_task
def add_note(text):
    time.sleep(1)  # in place of work
    # A task may be done twice: the second time its note is there.
    Note.objects.get_or_create(text=text)
    return text.upper()


@shared_task
def count_notes():
    log.info("There are %s notes", Note.objects.count())
