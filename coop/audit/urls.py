"""The journal's pages."""

from django.urls import path

from coop.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("openings/", views.openings, name="openings"),
    path("openings/sign-off/", views.sign_off, name="sign_off"),
    path("chain/", views.chain, name="chain"),
]
