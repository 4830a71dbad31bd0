from urllib.request import urlopen

from django.conf import settings
from django.http import JsonResponse

from .connection import LABELS, ask


def count(request):
    """How often the store has the ontology's labels, after one more was written."""
    ask(update=f'INSERT DATA {{ <urn:windfarm> <urn:label> "{LABELS[0]}" }}')
    found = ask(query="SELECT ?label { <urn:windfarm> <urn:label> ?label }")
    return JsonResponse({"labels": [row["label"]["value"] for row in found]})


def others(request):
    """What the search and the virtual graph say of themselves; nothing where there is none."""
    said = {}
    for name, url in [("lookup", settings.LOOKUP_URL), ("ontop", settings.ONTOP_URL)]:
        if url:
            with urlopen(url, timeout=5) as answer:
                said[name] = answer.read().decode()
    return JsonResponse(said)
