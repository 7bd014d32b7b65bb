"""The learner's cookie: a random token with a name that says nothing, for the length of the visit."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from referrals import learners

COOKIE = "coop_visit"
DEVICE = "coop_device"
YEAR = 365 * 24 * 3600


def keep(answer: HttpResponse, token: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(learners.SESSION_LIFE.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path="/mine/",
    )
    return answer


def drop(answer: HttpResponse) -> HttpResponse:
    answer.delete_cookie(COOKIE, path="/mine/", samesite="Lax")
    return answer


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:100]


def learner_of(request: HttpRequest) -> UUID | None:
    return learners.signed_in(token_of(request))
