"""The one page of the outbox."""

from django.urls import path

from coop.notifications import views

app_name = "notifications"
urlpatterns = [path("", views.outgoing, name="outgoing")]
