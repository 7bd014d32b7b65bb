"""Who sees which places in the rail and the bottom bar: data, read by the base templates.

Each role has its list, the first page first and the four most used before the rest, because a phone shows four and puts the others
behind “more”. A place whose route does not exist is left out. A person with several roles sees the union, in this order.
"""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Place:
    """One entry: a route, what it is called, its icon, the short word under it on a phone, the beginnings of the names of
    the views that belong to it (`referrals:case` marks Files on every page of a file), and the tabs on its page: its own
    name there first, then what stands behind it."""

    route: str
    label: Words
    icon: str
    short: Words = ""
    owns: tuple[str, ...] = ()
    tabs: tuple[tuple[str, Words], ...] = ()


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
    tabs: tuple[Link, ...] = ()
    name: str = ""
    roles: tuple[Words, ...] = ()
    help_url: str = ""
    account_url: str = ""
    signed_in: bool = False
    first: tuple[Link, ...] = field(default=())
    rest: tuple[Link, ...] = field(default=())


PROGRAMMES = Place(
    "volunteers:programmes",
    _("Programmes"),
    "mortarboard",
    owns=("volunteers:programme", "volunteers:new_programme", "volunteers:scheme", "volunteers:enrol"),
)
"""Leads keep their own programmes, administrators all of them."""
PARTNERS = Place(
    "school:partners",
    _("Places that help"),
    "geo-alt",
    pgettext_lazy("under an icon", "Outside"),
    owns=("school:partner", "school:new_partner"),
)
"""Social workers keep the directory, referrers point to it."""
CHECK_IN = Place("referrals:check_in", _("Leave a word"), "chat-left-text", pgettext_lazy("under an icon", "A word"))
"""Whoever hands bags over as staff: coordinators and the colleagues who lend a hand."""
REFER = Place(
    "referrals:refer", _("Refer a learner"), "person-plus", _("Refer"), owns=("referrals:leaflet", "referrals:talk")
)
"""Any member of staff may."""

PAPERS = Place("rights:papers", _("Papers"), "file-earmark-text", owns=("school:controller",))
"""Data protection: the officer and administrators have them."""

PARTS: tuple[Part, ...] = (
    Part(
        "social_worker",
        pgettext_lazy("under the name", "Social worker"),
        (
            Place("referrals:morning", _("My morning"), "house", pgettext_lazy("under an icon", "Today")),
            Place("referrals:agenda", _("Agenda"), "calendar3", owns=("referrals:presence", "referrals:calendar")),
            Place("referrals:queue", _("Requests"), "inbox", owns=("referrals:request",)),
            Place(
                "referrals:cases",
                _("Files"),
                "people",
                owns=(
                    "referrals:case",
                    "referrals:ending",
                    "referrals:interview",
                    "referrals:grant",
                    "referrals:pause",
                    "referrals:decision",
                ),
            ),
            Place(
                "referrals:tasks",
                _("To do"),
                "list-check",
                owns=("referrals:people_rights", "referrals:right_", "referrals:emergency_grant"),
            ),
            Place("accounts:changes", _("Changes to confirm"), "shield-check", _("Changes")),
            Place(
                "referrals:comparisons",
                _("Did it help?"),
                "graph-up",
                _("Effect"),
                owns=("referrals:comparison", "reports:outcomes"),
            ),
            PARTNERS,
        ),
    ),
    Part(
        "coordinator",
        pgettext_lazy("under the name", "Coordinator"),
        (
            Place(
                "pantry:distributions",
                _("Distributions"),
                "calendar2-week",
                _("Baskets"),
                owns=("pantry:distribution", "pantry:basket", "pantry:pick", "pantry:pack"),
                tabs=(("pantry:distributions", _("Weeks")), ("pantry:to_do", _("To do today"))),
            ),
            Place("pantry:receive", _("Receive"), "upc-scan"),
            Place("pantry:desk", _("Desk"), "bag-check"),
            Place(
                "pantry:stock",
                _("Stock"),
                "box-seam",
                owns=(
                    *("pantry:lot", "pantry:movement", "pantry:task", "pantry:place", "pantry:count", "pantry:product"),
                    *("pantry:upload", "pantry:kinds"),
                ),
                tabs=(
                    ("pantry:stock", _("On the shelves")),
                    ("pantry:catalogue", _("Products")),
                    ("pantry:places", _("Places")),
                    ("pantry:counts", _("Count")),
                ),
            ),
            Place(
                "pantry:hygiene",
                _("Food safety"),
                "thermometer-half",
                _("Safety"),
                owns=("pantry:appliance", "pantry:temperature", "pantry:cold", "pantry:recall"),
            ),
            Place(
                "pantry:donors",
                _("Donors"),
                "gift",
                owns=("pantry:donor", "pantry:gift", "pantry:drive", "pantry:slip", "pantry:receipt", "needs:"),
                tabs=(
                    ("pantry:donors", _("Donors")),
                    ("pantry:gifts", _("Gifts")),
                    ("pantry:drives", _("Drives")),
                    ("needs:choose", _("What is short")),
                ),
            ),
            Place(
                "volunteers:team",
                _("Team"),
                "people",
                owns=(
                    "volunteers:roster",
                    "volunteers:pattern",
                    "volunteers:new",
                    "volunteers:shift",
                    "volunteers:training",
                    "volunteers:decide_hours",
                    "volunteers:apprais",
                ),
                tabs=(
                    ("volunteers:team", _("Who is here")),
                    ("volunteers:plan", _("Plan shifts")),
                    ("volunteers:validate", _("Hours to validate")),
                    ("volunteers:training_plan", _("Trainings")),
                ),
            ),
            Place(
                "pantry:rules",
                _("Rules"),
                "sliders",
                owns=("pantry:rule", "pantry:allotment"),
                tabs=(("pantry:rules", _("Rules")), ("pantry:allotments", _("What can be granted"))),
            ),
            Place(
                "referrals:emergency_basket",
                _("A bag at once"),
                "lightning",
                pgettext_lazy("under an icon", "At once"),
            ),
            replace(REFER, tabs=((REFER.route, REFER.short), (CHECK_IN.route, CHECK_IN.label))),
        ),
    ),
    Part(
        "volunteer",
        pgettext_lazy("under the name", "Volunteer"),
        (
            Place("volunteers:today", _("Today"), "house", pgettext_lazy("under an icon", "Today")),
            Place("volunteers:shifts", _("Shifts"), "calendar3"),
            Place(
                "volunteers:hours",
                _("My hours"),
                "clock",
                _("Hours"),
                owns=("volunteers:history", "volunteers:declare"),
            ),
        ),
    ),
    Part(
        "programme_lead",
        pgettext_lazy("under the name", "Programme lead"),
        (Place("volunteers:credits", _("Credits"), "award", owns=("volunteers:claim",)), PROGRAMMES, REFER),
    ),
    Part(
        "management",
        pgettext_lazy("under the name", "Management"),
        (
            Place("reports:month", _("The month"), "bar-chart-line", _("Month")),
            Place("reports:year", _("The year"), "calendar3", _("Year")),
            Place("reports:reports", _("Reports"), "journal-text"),
            Place("reports:outcomes", _("Did it help?"), "graph-up", _("Effect")),
            Place("reports:definitions", _("Definitions"), "info-circle"),
            REFER,
        ),
    ),
    Part(
        "data_protection_officer",
        pgettext_lazy("under the name", "Data protection officer"),
        (
            Place("audit:journal", _("Journal"), "journal-text"),
            Place("audit:openings", _("Openings"), "folder2-open"),
            Place("rights:overview", _("Requests and retention"), "hourglass-split", _("Requests")),
            Place("audit:chain", _("Chain"), "link-45deg"),
            PAPERS,
            REFER,
        ),
    ),
    Part(
        "administrator",
        pgettext_lazy("under the name", "Administrator"),
        (
            Place(
                "accounts:people", _("People"), "people", owns=("accounts:person", "accounts:invite", "accounts:import")
            ),
            Place("accounts:changes", _("Changes to confirm"), "shield-check", _("Changes")),
            Place(
                "school:overview",
                _("School"),
                "gear",
                pgettext_lazy("under an icon", "School"),
                owns=("school:", "pantry:place"),
            ),
            PROGRAMMES,
            Place("notifications:outgoing", _("Mails"), "envelope"),
            PAPERS,
            REFER,
        ),
    ),
    Part(
        "referrer",
        pgettext_lazy("under the name", "Referrer"),
        (
            REFER,
            CHECK_IN,
            PARTNERS,
        ),
    ),
)
SHOWN_ON_A_PHONE = 4


def address(place: Place) -> str | None:
    """Where a place is, or None when nothing is mounted there."""
    try:
        return reverse(place.route)
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


def _here(found: dict[str, Place], request: HttpRequest) -> str:
    """The address of the place this request belongs to: by the view's name, else by the longest beginning of the path."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    exact = {route: url for url, place in found.items() for route, _label in place.tabs}
    exact |= {place.route: url for url, place in found.items()}
    if view in exact:
        return exact[view]
    owned = [(name, url) for url, place in found.items() for name in place.owns if view.startswith(name)]
    if owned:
        return max(owned, key=lambda pair: len(pair[0]))[1]
    path = request.path
    return max((url for url in found if path.startswith(url.rstrip("/") + "/")), key=len, default="")


def _found(roles: frozenset[str]) -> dict[str, Place]:
    """Address → place, each address once."""
    found: dict[str, Place] = {}
    for part in parts_of(roles):
        for place in part.places:
            url = address(place)
            if url and url not in found:
                found[url] = place
    return found


def _tabs(place: Place | None, view: str) -> tuple[Link, ...]:
    """Those of the place one is at, on the pages that they lead to."""
    if place is None or view not in dict(place.tabs):
        return ()
    return tuple(Link(reverse(route), label, label, "", route == view) for route, label in place.tabs)


def frame(request: HttpRequest | None) -> Frame:
    """What surrounds the page for the person who asks. No query but the one for the roles."""
    user = getattr(request, "user", None)
    help_url = address(Place("web:help", "", "")) or ""
    if request is None or user is None or not user.is_authenticated:
        return Frame(help_url=help_url)
    roles: frozenset[str] = user.roles
    found = _found(roles)
    here = _here(found, request)
    links = tuple(
        Link(url, place.label, place.short or place.label, place.icon, url == here) for url, place in found.items()
    )
    view = request.resolver_match.view_name if request.resolver_match else ""
    cut = SHOWN_ON_A_PHONE
    return Frame(
        links=links,
        tabs=_tabs(found.get(here), view),
        name=user.full_name,
        roles=tuple(part.name for part in parts_of(roles)),
        help_url=help_url,
        account_url=address(Place("accounts:me", "", "")) or "",
        signed_in=True,
        first=links[:cut],
        rest=links[cut:],
    )
