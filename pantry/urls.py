"""Addresses of the pantry: stock first, distributions after."""

from django.urls import path

from pantry.views import receive

app_name = "pantry"
STOCK = [
    path("receive/", receive.receive, name="receive"),
    path("receive/add/", receive.receive_add, name="receive_add"),
    path("receive/undo/", receive.receive_undo, name="receive_undo"),
    path("receive/donor/", receive.receive_donor, name="receive_donor"),
    path("receive/close/", receive.receive_close, name="receive_close"),
]
urlpatterns = [*STOCK]
