DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
    }
}
STATIC_ROOT = "static"
