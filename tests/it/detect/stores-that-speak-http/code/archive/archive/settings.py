SECRET_KEY = "made for tests"
ROOT_URLCONF = "archive.urls"
