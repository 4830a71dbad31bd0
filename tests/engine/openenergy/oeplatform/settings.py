import os
from pathlib import Path
from urllib.parse import urlsplit

from .securitysettings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
SITE = urlsplit(os.environ.get("SITE_URL", "http://localhost:8000"))
ALLOWED_HOSTS = [SITE.hostname, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [f"{SITE.scheme}://{SITE.netloc}"]
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "compressor",
    "django_vite",
    "login",
    "dataedit",
    "factsheet",
    "oekg",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "oeplatform.urls"
WSGI_APPLICATION = "oeplatform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_USER_MODEL = "login.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "assets"] if path.is_dir()]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "compressor.finders.CompressorFinder",
]
COMPRESS_ENABLED = not DEBUG  # noqa: F405
COMPRESS_OFFLINE = not DEBUG  # noqa: F405
MEDIA_ROOT = BASE_DIR / "media"

VITE = urlsplit(os.environ.get("VITE_DEV_SERVER_URL", "http://localhost:5173"))
DJANGO_VITE = {
    "default": {
        "dev_mode": DEBUG,  # noqa: F405
        "dev_server_host": VITE.hostname,
        "dev_server_port": VITE.port,
        "manifest_path": BASE_DIR / "assets" / "manifest.json",
    }
}

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))

ONTOLOGY = BASE_DIR / "ontologies" / "oeo.ttl"
RDF_DATABASES = {
    "knowledge": {
        "host": os.environ.get("RDF_DATABASE_HOST", "localhost"),
        "port": os.environ.get("RDF_DATABASE_PORT", "3030"),
        "name": os.environ.get("RDF_DATABASE_NAME", "ds"),
    }
}
LOOKUP_URL = os.environ.get("DBPEDIA_LOOKUP_URL")
ONTOP_URL = os.environ.get("ONTOP_SPARQL_URL")
