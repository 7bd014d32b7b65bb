"""Signing in where the library's pages do not suffice: the gate, the second factor at the first sign-in, the own account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.accounts import addresses, notifications, protected, sealed_codes, second_factor
from coop.accounts.adapter import SecondFactorAdapter
from coop.accounts.change_views import link_ended
from coop.accounts.forms import AddressForm
from coop.accounts.models import ProtectedChange, User
from coop.accounts.signin_forms import ActivateTotpForm, PasskeyForm
from coop.accounts.stages import EnrolStage
from coop.web.access import SignedInRequest, public, signed_in
from coop.web.errors import Refusal
from coop.web.sending import press, send

ADDRESS_SALT = "coop.accounts.new-address"
ADDRESS_LASTS = 24 * 3600


def changes_second_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A signed-in person's own second factor; a social worker is led to the page where she asks for the change."""

    @wraps(view)
    def gated(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if protected.is_protected(request.user):
            return redirect("accounts:ask_second_factor")
        return view(request, *args, **kwargs)

    return signed_in(gated)


@public
@require_safe
def sign_up_closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: accounts come by invitation."""
    return render(request, "accounts/sign_up_closed.html")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: SignedInRequest) -> HttpResponseBase:
    """Someone who signs in by code sets a first password through the link of a reset."""
    if not request.user.has_usable_password():
        return redirect("account_reset_password")
    return account.password_change(request)


@signed_in
@reauthentication_required(app="allauth.mfa", allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: SignedInRequest) -> HttpResponse:
    """Ask for another address: a link goes there, and nothing changes before it is opened."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, user = form.cleaned_data["email"], request.user
        token = signing.dumps([user.pk, user.email, email], salt=ADDRESS_SALT)

        def effect() -> None:
            notifications.confirm_address(user=user, email=email, token=token)

        if send(form, scope="accounts.change_address", by=user.pk, effect=effect):
            messages.info(request, _("We sent a link to that address. Open it to go on."))
            return redirect("accounts:me")
    return render(request, "accounts/change_address.html", {"form": form})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link sent to the new address: after a tap it counts, or, for a social worker, waits for a second person."""
    user, email = _new_address(token)
    if user is None or user.email == email:
        return link_ended(request, done=user is not None)
    if request.method != "POST":
        return render(request, "accounts/confirm_address.html", {"email": email})
    try:
        if protected.is_protected(user):
            protected.ask_email(user=user, email=email, by=user.pk)
            messages.info(request, _("Your request waits for another social worker. Nothing has changed yet."))
        else:
            addresses.set_address(user=user, email=email, by=user.pk)
            messages.success(request, _("Your address has been changed. Sign in with the new one."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("/")


def _new_address(token: str) -> tuple[User | None, str]:
    try:
        number, old, email = signing.loads(token, salt=ADDRESS_SALT, max_age=ADDRESS_LASTS)
    except signing.BadSignature:
        return None, ""
    return User.objects.filter(pk=number, email__in=(old, email), is_active=True).first(), email


@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one passkey away; whoever needs a second factor keeps one."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    key = Authenticator.objects.filter(pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN).first()
    if key is None:
        return redirect("mfa_list_webauthn")
    if request.method == "POST" and not SecondFactorAdapter().can_delete_authenticator(key):
        messages.error(request, _("Your role needs a second factor: add another one before."))
        return redirect("mfa_index")
    if request.method == "POST":
        remove_authenticator(request, key)
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html")


def at_first_sign_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for somebody whose sign-in waits for a second factor; for everybody else, a second press included, the start page."""
    only = login_stage_required(stage=EnrolStage.key, redirect_urlname="web:home")
    return public(only(require_http_methods(["GET", "HEAD", "POST"])(view)))


@at_first_sign_in
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the authenticator application before the first session begins."""
    user = _signing_in(request).login.user
    form = ActivateTotpForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        answer = _keep(request, lambda: totp.TOTP.activate(user, form.secret).instance)
        totp.clear_totp_secret(request)
        return answer
    address = SecondFactorAdapter().build_totp_url(user, form.secret)
    return render(request, "accounts/enrol.html", {"form": form, "address": address, "secret": form.secret})


@at_first_sign_in
def enrol_passkey(request: HttpRequest) -> HttpResponse:
    """The same with a passkey: a security key, a telephone, a computer that knows its owner."""
    user = _signing_in(request).login.user
    form = PasskeyForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
        return _keep(request, lambda: webauthn.WebAuthn.add(user, name, credential).instance)
    options = {"creation_options": webauthn.begin_registration(user, False)}
    return render(request, "accounts/enrol_passkey.html", {"form": form, "js_data": options})


def _signing_in(request: HttpRequest) -> EnrolStage:
    return request._login_stage  # type: ignore[attr-defined]  # set by login_stage_required


def _keep(request: HttpRequest, make: Callable[[], Authenticator]) -> HttpResponse:
    """Store the second factor; the sign-in goes on to the page that shows the recovery codes, once."""
    stage = _signing_in(request)
    user = stage.login.user
    with transaction.atomic():
        kept = make()
        RecoveryCodes.activate(user)
        second_factor.set_up(user=user, by=user.pk)
    record_authentication(request, user, "mfa", id=kept.pk, type=kept.type, reauthenticated=True)
    stage.login.redirect_url = reverse("mfa_view_recovery_codes")
    return stage.exit()


@signed_in
@require_safe
def me(request: SignedInRequest) -> HttpResponse:
    """One's own account: address, password, second factor, roles held."""
    context = {
        "grants": request.user.grants.live().order_by("starts"),
        "is_protected": protected.is_protected(request.user),
        "waiting": ProtectedChange.objects.filter(subject=request.user, state="asked").order_by("-asked_at"),
        "second_factor": second_factor.has_one(request.user),
        "sealed": sealed_codes.left(user=request.user.pk),
    }
    return render(request, "accounts/me.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_second_factor(request: SignedInRequest) -> HttpResponse:
    """A social worker asks that her second factor be taken away, to set up a new one."""
    if not protected.is_protected(request.user):
        return redirect("mfa_index")
    if request.method == "POST":
        effect = lambda: {"change": str(protected.ask_second_factor(user=request.user, by=request.user.pk).pk)}  # noqa: E731
        if press(request, scope="accounts.ask_second_factor", by=request.user.pk, effect=effect):
            messages.info(request, _("Your request waits for another social worker. Nothing has changed yet."))
        return redirect("accounts:me")
    return render(request, "accounts/ask_second_factor.html")


@signed_in
@require_POST
def lock(request: SignedInRequest) -> HttpResponse:
    """Leave the screen: the session ends, and signing in leads back to where one was."""
    logout(request)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect_to_login(back if safe else "/")
