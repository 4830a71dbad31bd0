from functools import cache

from django.conf import settings
from rdflib import Graph
from SPARQLWrapper import JSON, POST, SPARQLWrapper


@cache
def ontology():
    graph = Graph()
    graph.parse(settings.ONTOLOGY)
    return graph


# As the views need it: who has not fetched the ontology learns it at once.
LABELS = [str(label) for label in ontology().objects() if label]


def ask(query=None, update=None):
    store = settings.RDF_DATABASES["knowledge"]
    base = f"http://{store['host']}:{store['port']}/{store['name']}"
    wrapper = SPARQLWrapper(f"{base}/sparql", f"{base}/update", returnFormat=JSON)
    if update:
        wrapper.setMethod(POST)
    wrapper.setQuery(update or query)
    return wrapper.query() if update else wrapper.queryAndConvert()["results"]["bindings"]
