"""The school's settings."""

from django.urls import path

from coop.school import closure_views, partner_views, views

app_name = "school"
urlpatterns = [
    path("school/", views.overview, name="overview"),
    path("school/settings/", views.settings, name="settings"),
    path("school/controller/", views.controller, name="controller"),
    path("school/terms/", views.terms, name="terms"),
    path("school/terms/<int:pk>/drop/", views.drop_term, name="drop_term"),
    path("school/closures/", closure_views.closures, name="closures"),
    path("school/closures/<int:pk>/drop/", closure_views.drop_closure, name="drop_closure"),
    path("school/presence/<int:pk>/", views.presence_days, name="presence_days"),
    path("school/presence/<int:pk>/away/", views.away, name="away"),
    path("partners/", partner_views.directory, name="partners"),
    path("partners/new/", partner_views.new_partner, name="new_partner"),
    path("partners/<int:pk>/", partner_views.partner, name="partner"),
    path("partners/<int:pk>/close/", partner_views.close_partner, name="close_partner"),
]
