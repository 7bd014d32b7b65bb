"""What is true of every signed-in request: the session is not older than the role allows, and it has its second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coop.accounts import sessions
from coop.accounts.models import User
from coop.accounts.roles import needs_second_factor
from coop.web import clock

SEEN = "coop_seen"
EVERY_SECONDS = 60


def session_rules(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who was away too long, or who came in without the second factor that a role has since asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _may_stay(request, request.user):
            logout(request)
            messages.info(request, _("You were signed out to keep your screen safe. Sign in to go on."))
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return get_response(request)

    return middleware


def _may_stay(request: HttpRequest, user: User) -> bool:
    roles = user.roles
    now, seen = clock.now().timestamp(), request.session.get(SEEN)
    if seen is not None and now - seen > sessions.idle_limit(roles).total_seconds():
        return False
    if seen is None or now - seen > EVERY_SECONDS:
        request.session[SEEN] = now
    return not needs_second_factor(roles) or _has_second_factor(request)


def _has_second_factor(request: HttpRequest) -> bool:
    """In production a session counts only with its record. The demo's and the tests' own sign-in leave no record at all."""
    records = get_authentication_records(request, request.user)
    if not records:
        return settings.STRICT
    return any(record["method"] == "mfa" for record in records)


def remember_beginning(sender: object, request: HttpRequest, **_rest: object) -> None:
    request.session[SEEN] = clock.now().timestamp()


user_logged_in.connect(remember_beginning, dispatch_uid="coop.accounts.remember_beginning")
