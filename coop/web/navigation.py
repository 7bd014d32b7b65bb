"""Who sees which places in the rail and the bottom bar: data, read by the base templates.

Each role has its list, the first page first and the four most used before the rest, because a phone shows four and puts the others
behind “more”. A place whose route does not exist is left out. A person with several roles sees the union, in this order.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Place:
    """One entry: a route, what it is called, its icon, and the short word under it on a phone."""

    route: str
    label: Words
    icon: str
    short: Words = ""
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one role sees."""

    role: str
    name: Words
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Link:
    """A place as it is drawn for one request."""

    url: str
    label: Words
    short: Words
    icon: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """Everything around a page: the links, who is signed in, where help is."""

    links: tuple[Link, ...] = ()
    name: str = ""
    roles: tuple[Words, ...] = ()
    help_url: str = ""
    signed_in: bool = False
    first: tuple[Link, ...] = field(default=())
    rest: tuple[Link, ...] = field(default=())


PARTS: tuple[Part, ...] = (
    Part(
        "social_worker",
        pgettext_lazy("under the name", "Social worker"),
        (
            Place("referrals:morning", _("My morning"), "house", _("Today")),
            Place("referrals:agenda", _("Agenda"), "calendar3"),
            Place("referrals:queue", _("Requests"), "inbox"),
            Place("referrals:cases", _("Files"), "people"),
            Place("referrals:tasks", _("To do"), "list-check"),
        ),
    ),
    Part(
        "coordinator",
        pgettext_lazy("under the name", "Coordinator"),
        (
            Place("pantry:week", _("This week"), "house", _("Week")),
            Place("pantry:distributions", _("Distributions"), "calendar2-week", _("Baskets")),
            Place("pantry:receive", _("Receive"), "upc-scan"),
            Place("pantry:desk", _("Desk"), "bag-check"),
            Place("pantry:stock", _("Stock"), "box-seam"),
            Place("pantry:catalogue", _("Products"), "tags"),
            Place("volunteers:team", _("Team"), "people"),
            Place("volunteers:validate", _("Hours to validate"), "check2-circle", _("Hours")),
        ),
    ),
    Part(
        "volunteer",
        pgettext_lazy("under the name", "Volunteer"),
        (
            Place("volunteers:today", _("Today"), "house"),
            Place("volunteers:shifts", _("Shifts"), "calendar3"),
            Place("volunteers:hours", _("My hours"), "clock", _("Hours")),
            Place("pantry:receive", _("Receive"), "upc-scan"),
            Place("pantry:pack", _("Pack"), "bag"),
        ),
    ),
    Part(
        "programme_lead",
        pgettext_lazy("under the name", "Programme lead"),
        (Place("volunteers:credits", _("Credits"), "award"),),
    ),
    Part(
        "management",
        pgettext_lazy("under the name", "Management"),
        (
            Place("reports:month", _("The month"), "bar-chart-line", _("Month")),
            Place("reports:year", _("The year"), "calendar3", _("Year")),
            Place("reports:definitions", _("Definitions"), "info-circle"),
        ),
    ),
    Part(
        "data_protection_officer",
        pgettext_lazy("under the name", "Data protection officer"),
        (Place("audit:journal", _("Journal"), "journal-text"),),
    ),
    Part(
        "administrator",
        pgettext_lazy("under the name", "Administrator"),
        (
            Place("accounts:people", _("People"), "people"),
            Place("setup:index", _("School"), "gear"),
        ),
    ),
    Part(
        "referrer",
        pgettext_lazy("under the name", "Referrer"),
        (Place("referrals:refer", _("Refer a learner"), "person-plus", _("Refer")),),
    ),
)
SHOWN_ON_A_PHONE = 4


def address(place: Place) -> str | None:
    """Where a place is, or None when nothing is mounted there."""
    try:
        return reverse(place.route, args=place.args)
    except NoReverseMatch:
        return None


def parts_of(roles: frozenset[str] | set[str]) -> list[Part]:
    return [part for part in PARTS if part.role in roles]


def first_page(roles: frozenset[str] | set[str]) -> str | None:
    """The page that someone with these roles sees first."""
    for part in parts_of(roles):
        for place in part.places:
            if url := address(place):
                return url
    return None


def _links(roles: frozenset[str], path: str) -> tuple[Link, ...]:
    found: dict[str, Place] = {}
    for part in parts_of(roles):
        for place in part.places:
            if url := address(place):
                found.setdefault(url, place)
    here = max((url for url in found if path == url or path.startswith(url.rstrip("/") + "/")), key=len, default="")
    return tuple(
        Link(url, place.label, place.short or place.label, place.icon, url == here) for url, place in found.items()
    )


def frame(request: HttpRequest | None) -> Frame:
    """What surrounds the page for the person who asks. No query but the one for the roles."""
    user = getattr(request, "user", None)
    help_url = address(Place("web:help", "", "")) or ""
    if request is None or user is None or not user.is_authenticated:
        return Frame(help_url=help_url)
    roles: frozenset[str] = user.roles
    links = _links(roles, request.path)
    cut = SHOWN_ON_A_PHONE
    return Frame(
        links=links,
        name=user.full_name,
        roles=tuple(part.name for part in parts_of(roles)),
        help_url=help_url,
        signed_in=True,
        first=links[:cut],
        rest=links[cut:],
    )
