"""Routes as they must not be."""

from django.http import HttpResponse
from django.urls import path

from coop.web.access import requires


def nobody_declared(request):
    return HttpResponse("open")


def unspoken(user):
    return True


urlpatterns = [path("undeclared/", nobody_declared), path("unspoken/", requires(unspoken)(nobody_declared))]
