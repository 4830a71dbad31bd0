from pathlib import PurePath

from django.conf import settings
from django.http import FileResponse, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from sqlalchemy import text

from .database import engine


def tables(request):
    """Every site of the example table, and how many kilometres it is from the first."""
    with engine().connect() as connection:
        rows = connection.execute(
            text(
                "SELECT name, round((ST_Distance(place::geography, first_value(place::geography) OVER (ORDER BY id)) / 1000)::numeric) "
                "FROM example_wind_farm ORDER BY id"
            )
        )
        return JsonResponse({name: int(kilometres) for name, kilometres in rows})


@csrf_exempt
def upload(request, name):
    (settings.MEDIA_ROOT / PurePath(name).name).write_bytes(request.body)
    return HttpResponse(status=201)


def media(request, name):
    return FileResponse((settings.MEDIA_ROOT / PurePath(name).name).open("rb"))
