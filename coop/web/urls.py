"""The pages that belong to no app: the first page, the language, help, and the health check."""

from django.urls import path

from coop.web import help, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("help/", help.help, name="help"),
    path("help/<slug:name>/", help.help_page, name="help_page"),
    path("healthz", views.healthz, name="healthz"),
]
