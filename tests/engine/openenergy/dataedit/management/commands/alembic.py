from alembic.config import main
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Alembic, with Django's settings: the database that is not Django's."

    def run_from_argv(self, argv):
        main(argv=argv[2:], prog="manage.py alembic")
