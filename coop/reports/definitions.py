"""What each published figure means, as data: the page, the PDF and the export print the same sentence.

A change of meaning is a new `VERSION`; a snapshot keeps the version it was made with.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERSION = 2


@dataclass(frozen=True)
class Definition:
    code: str
    label: str | Promise
    says: str | Promise
    source: str | Promise
    is_about_people: bool = False


_FILES = _("Social work files, counted inside the compartment; only the count comes out.")
_LEDGER = _("Ledger of the storage room.")
_DISTRIBUTIONS = _("Distributions.")
_SHIFTS = _("Shifts and validated hours.")

_ALL = (
    Definition(
        "helped",
        _("Learners helped"),
        _("People who received at least one aid in the period. Each person counts once."),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "new",
        _("New learners"),
        _("People whose file was opened in the period."),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "requests",
        _("Requests"),
        _("Requests received in the period, by the learner or through a member of staff."),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "wait",
        _("Wait for an appointment"),
        _("Median number of days between the request and the first interview, for the interviews of the period."),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "aid",
        _("Wait for the first aid"),
        _(
            "Median number of days between the request and the first basket collected, for the first baskets of the period."
        ),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "by_kind",
        _("By kind of aid"),
        _(
            "Weekly basket: people who collected one in the period. Other kinds: people to whom it was granted then. A person"
            " may stand in several lines: they do not add up."
        ),
        _FILES,
        is_about_people=True,
    ),
    Definition(
        "handed",
        _("Baskets handed out"),
        _("Baskets handed over in the period, out of those that were made up."),
        _DISTRIBUTIONS,
    ),
    Definition(
        "missed",
        _("Baskets not collected"),
        _("Baskets made up that nobody came for. Their content went back to stock or was lost with a reason."),
        _DISTRIBUTIONS,
    ),
    Definition(
        "planned",
        _("Baskets made up"),
        _("Baskets of the period, one for each person entitled on that day who did not say “not this week”."),
        _DISTRIBUTIONS,
    ),
    Definition(
        "coverage",
        _("Entitlements covered"),
        _("Share of the baskets made up that were handed out. From rounded numbers; not given below 20 baskets."),
        _DISTRIBUTIONS,
    ),
    Definition(
        "received_kg",
        pgettext_lazy("kilograms", "Received"),
        _("Kilograms that came in. Without a weight on the packet, the assumed weight of the category is used."),
        _LEDGER,
    ),
    Definition(
        "received_by_source", _("Received, by who gave"), _("The same kilograms, by the kind of donor."), _LEDGER
    ),
    Definition("received_by_group", _("Received, by food group"), _("The same kilograms, by food group."), _LEDGER),
    Definition(
        "handed_kg",
        _("Given out"),
        _("Kilograms that left in a basket or from an open shelf, less what came back. Rounded to 5."),
        _LEDGER,
    ),
    Definition("handed_by_group", _("Given out, by food group"), _("The same kilograms, by food group."), _LEDGER),
    Definition(
        "lost_kg",
        _("Lost"),
        _("Kilograms thrown away or missing, whatever the reason, out of what left the shelves."),
        _LEDGER,
    ),
    Definition("losses", _("Lost, by reason"), _("The same kilograms, by the reason noted."), _LEDGER),
    Definition(
        "stock_days",
        _("Stock"),
        _("How many days the food in stock at the end of the period lasts at the pace of the period. Rounded to 5."),
        _LEDGER,
    ),
    Definition(
        "undone_kg",
        _("Corrections of earlier months"),
        _("What lines of this month took back from months closed before. It is part of the figures of this month."),
        _LEDGER,
    ),
    Definition(
        "late",
        _("Known since the closing"),
        _(
            "Baskets and hours of closed months of this school year that were settled later. No month holds them; the year does."
        ),
        _("Distributions, shifts and validated hours."),
    ),
    Definition("donations", _("Donations"), _("Visits in which something was given, drives included."), _LEDGER),
    Definition("donors", _("Donors"), _("Named donors who gave in the period: shops, associations, people."), _LEDGER),
    Definition(
        "readings",
        _("Temperatures read"),
        _(
            "Readings of fridges and freezers made on their day, out of the two a day that were due. Late ones do not count."
        ),
        _("Hygiene record of the storage room."),
    ),
    Definition(
        "volunteers",
        _("Volunteers"),
        _("People with at least one validated or waiting hour in the period."),
        _SHIFTS,
        is_about_people=True,
    ),
    Definition(
        "hours",
        _("Hours of volunteers"),
        _("Hours worked in the period and validated by the coordination. Waiting hours do not count yet."),
        _SHIFTS,
    ),
    Definition(
        "waiting_hours",
        _("Hours that wait"),
        _("Hours worked in the period that nobody validated yet, as of the closing."),
        _SHIFTS,
    ),
    Definition(
        "claims", _("Credit claims"), _("Claims for credits sent in during the period."), _SHIFTS, is_about_people=True
    ),
)

DEFINITIONS = {each.code: each for each in _ALL}

KINDS: dict[str, str | Promise] = {
    "weekly_basket": _("Basket"),
    "emergency_basket": _("Emergency basket"),
    "hygiene": _("Hygiene"),
    "clothes": _("Clothes"),
    "tickets": _("Culture"),
    "book_loan": _("Books"),
    "orientation": _("Partner"),
}
