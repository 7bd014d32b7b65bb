from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("<uuid:number>/", views.show, name="show"),
    path("<uuid:number>/download/", views.download, name="download"),
    path("<uuid:number>/again/", views.again, name="again"),
]
