from django.test import TestCase

from .models import Note


class HomeTest(TestCase):
    def test_shows_the_notes(self):
        Note.objects.create(text="From the test")
        self.assertContains(self.client.get("/"), "From the test")


class HealthTest(TestCase):
    def test_answers_under_any_name(self):
        self.assertContains(self.client.get("/healthz", headers={"host": "10.0.0.1"}), "ok")
