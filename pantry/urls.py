"""Addresses of the pantry: stock first, distributions after."""

from django.urls import path

from pantry.views import catalogue, receive, stock

app_name = "pantry"
STOCK = [
    path("receive/", receive.receive, name="receive"),
    path("receive/add/", receive.receive_add, name="receive_add"),
    path("receive/undo/", receive.receive_undo, name="receive_undo"),
    path("receive/donor/", receive.receive_donor, name="receive_donor"),
    path("receive/close/", receive.receive_close, name="receive_close"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:pk>/", stock.lot_detail, name="lot_detail"),
    path("stock/<int:pk>/lose/", stock.lot_lose, name="lot_lose"),
    path("stock/<int:pk>/found/", stock.lot_found, name="lot_found"),
    path("stock/<int:pk>/aside/", stock.lot_quarantine, name="lot_quarantine"),
    path("stock/<int:pk>/free/", stock.lot_free, name="lot_free"),
    path("stock/movements/<int:pk>/reverse/", stock.movement_reverse, name="movement_reverse"),
    path("stock/tasks/<int:pk>/settle/", stock.task_settle, name="task_settle"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<int:pk>/", catalogue.product_detail, name="product_detail"),
]
urlpatterns = [*STOCK]
