"""Every address of signing in, one by one, each with its rule. Nothing of the library is mounted that is not in this list.

The names are the library's own, because it looks its pages up by them. What changes a password, an address or a second factor
passes the gate for social workers: passwords in `adapter.AccountAdapter.set_password`, the others here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from coop.accounts import signin_views as ours
from coop.accounts.signin_views import changes_second_factor
from coop.web.access import public, signed_in

RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("login/code/", public(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", public(account.logout), name="account_logout"),
    path("signup/", ours.sign_up_closed, name="account_signup"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("email/", ours.change_address, name="account_email"),
    path("password/change/", ours.password_change, name="account_change_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(RESET_KEY, public(account.password_reset_from_key), name="account_reset_password_from_key"),
    path("2fa/", signed_in(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", changes_second_factor(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", changes_second_factor(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        changes_second_factor(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", changes_second_factor(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        signed_in(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        changes_second_factor(ours.remove_passkey),
        name="mfa_remove_webauthn",
    ),
]
