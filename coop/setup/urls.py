"""First run."""

from django.urls import path

from coop.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.step, name="step"),
]
