"""The demonstration's page, and the files to try with. It exists in demo mode only."""

from django.urls import path

from coop.setup.demo_views import demo, school_file

app_name = "demo"
urlpatterns = [
    path("demo/", demo, name="demo"),
    path("demo/files/<slug:kind>/", school_file, name="school_file"),
]
