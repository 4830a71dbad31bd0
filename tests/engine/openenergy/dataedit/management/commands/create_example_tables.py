from django.core.management.base import BaseCommand
from sqlalchemy import text

from dataedit.database import engine

FARMS = [("Alpha Ventus", 54.01, 6.60), ("Baltic 1", 54.61, 12.65)]


class Command(BaseCommand):
    help = "Example data; what is there stays."

    def handle(self, **_):
        with engine().begin() as connection:
            for name, latitude, longitude in FARMS:
                connection.execute(
                    text(
                        "INSERT INTO example_wind_farm (name, place) "
                        "VALUES (:name, ST_SetSRID(ST_Point(:longitude, :latitude), 4326)) ON CONFLICT (name) DO NOTHING"
                    ),
                    {"name": name, "latitude": latitude, "longitude": longitude},
                )
