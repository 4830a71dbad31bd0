from django.contrib import admin
from django.urls import path

from dataedit import views as dataedit
from factsheet import views as factsheet
from oekg import views as oekg

urlpatterns = [
    path("", factsheet.home),
    path("admin/", admin.site.urls),
    path("tables/", dataedit.tables),
    path("upload/<str:name>", dataedit.upload),
    path("media/<str:name>", dataedit.media),
    path("oekg/", oekg.count),
    path("others/", oekg.others),
]
