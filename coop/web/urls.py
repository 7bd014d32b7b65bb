"""The pages that belong to no app: the first page, the language, help, and the health check."""

from django.urls import path

from coop.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
]
