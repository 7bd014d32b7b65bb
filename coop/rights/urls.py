"""The pages of data protection."""

from django.urls import path

from coop.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.overview, name="overview"),
]
