import shutil

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings a release of the ontology, where none is: here of a folder, in place of a download."
    requires_system_checks = []

    def handle(self, **_):
        if settings.ONTOLOGY.exists():
            return
        settings.ONTOLOGY.parent.mkdir(exist_ok=True)
        shutil.copyfile(settings.BASE_DIR / "ontology_release" / "oeo.ttl", settings.ONTOLOGY)
        self.stdout.write(f"fetched {settings.ONTOLOGY.name}")
