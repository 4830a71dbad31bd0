import os

import requests

URL = os.environ.get("ES_URL")


def found(words):
    return requests.get(f"{URL}/videos/_search", params={"q": words}, timeout=5).json()
