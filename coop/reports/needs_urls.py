"""/needs/: what is short. In public, but for what the coordinator does."""

from django.urls import path

from coop.reports import needs_views as views

app_name = "needs"
urlpatterns = [
    path("", views.board, name="board"),
    path("embed/", views.embed, name="embed"),
    path("poster.pdf", views.poster, name="poster"),
    path("pledge/", views.pledge, name="pledge"),
    path("pledge/thanks/", views.pledged, name="pledged"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("choose/", views.choose, name="choose"),
    path("tell/", views.tell, name="tell"),
    path("drop/<int:pk>/", views.drop, name="drop"),
]
