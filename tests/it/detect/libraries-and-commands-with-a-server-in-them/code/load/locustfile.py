class Visitor(HttpUser):
    pass
