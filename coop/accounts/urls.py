"""People and signing in. The library's names stand without a namespace, because it looks them up so."""

from django.urls import include, path

from coop.accounts import change_views, rollover_views, signin_views, views

people = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/next-year/", rollover_views.next_year, name="next_year"),
    path("people/import/", views.import_people, name="import_people"),
    path("people/invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/roles/", views.grant_role, name="grant_role"),
    path("people/<int:pk>/act/", views.act_on_person, name="act_on_person"),
    path("people/<int:pk>/erase/", views.erase, name="erase"),
    path("people/changes/", change_views.changes, name="changes"),
    path("people/changes/<uuid:pk>/", change_views.decide, name="decide"),
    path("people/sealed-codes/", change_views.new_sealed_codes, name="new_sealed_codes"),
    path("welcome/<str:token>/", change_views.accept, name="accept"),
    path("accounts/sealed-code/", change_views.use_sealed_code, name="use_sealed_code"),
    path("accounts/me/", signin_views.me, name="me"),
    path("accounts/lock/", signin_views.lock, name="lock"),
    path("accounts/second-factor/", signin_views.enrol, name="enrol"),
    path("accounts/second-factor/passkey/", signin_views.enrol_passkey, name="enrol_passkey"),
    path("accounts/second-factor/ask/", signin_views.ask_second_factor, name="ask_second_factor"),
    path("accounts/address/<str:token>/", signin_views.confirm_address, name="confirm_address"),
]

urlpatterns = [
    path("", include((people, "accounts"))),
    path("accounts/", include("coop.accounts.signin_urls")),
]
