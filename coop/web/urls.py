"""The pages that belong to no app: the first page and the health check."""

from django.urls import path

from coop.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
]
