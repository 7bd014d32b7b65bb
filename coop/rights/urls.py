"""The pages of data protection."""

from django.urls import path

from coop.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("notice/", views.notice, name="notice"),
    path("papers/", views.papers_page, name="papers"),
    path("papers/<slug:name>/", views.paper, name="paper"),
]
