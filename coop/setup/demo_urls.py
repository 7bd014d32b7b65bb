"""The demonstration's one page. No namespace of its own: it is `setup:demo`'s neighbour at the top of the site."""

from django.urls import path

from coop.setup.demo_views import demo

app_name = "demo"
urlpatterns = [path("demo/", demo, name="demo")]
