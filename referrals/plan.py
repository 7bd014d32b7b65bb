"""The plan of a file as it is read: one list, each line says what, how much, until when, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coop.web import clock, wording
from pantry import catalogue
from pantry.models import Garment
from referrals import aid
from referrals.aid import Frequency, Kind, Terms, Wants
from referrals.models import Case, Decision

SOON = timedelta(days=30)
ICONS = {
    Kind.WEEKLY_BASKET: "basket",
    Kind.EMERGENCY_BASKET: "lightning",
    Kind.HYGIENE: "droplet",
    Kind.CLOTHES: "tag",
    Kind.TICKETS: "ticket-perforated",
    Kind.BOOK_LOAN: "book",
    Kind.ORIENTATION: "signpost",
}


@dataclass(frozen=True)
class Line:
    """A decision with what was sealed in it, in words. `products` are the pantry's names of what hygiene may be."""

    decision: Decision
    terms: Terms | Wants | None
    about: dict[str, str]
    products: dict[str, str]

    @property
    def icon(self) -> str:
        return ICONS[Kind(self.decision.kind)]

    @property
    def label(self) -> str:
        return self.about.get("label", "")

    @property
    def is_current(self) -> bool:
        """Runs or is to come; a book, until it is back."""
        row = self.decision
        return row.is_lent or (row.began and row.last_day >= clock.today() and row.returned_on is None)

    @property
    def is_late(self) -> bool:
        return self.decision.is_lent and self.decision.last_day < clock.today()

    @property
    def may_end(self) -> bool:
        """There is a day left to take away."""
        row = self.decision
        return row.began and row.kind != Kind.BOOK_LOAN and row.last_day > clock.today()

    @property
    def may_renew(self) -> bool:
        return self.decision.kind in aid.RENEWED and self.decision.began

    @property
    def ends_soon(self) -> bool:
        """Within a month: then renewing is what comes next."""
        return self.may_renew and self.decision.last_day <= clock.today() + SOON

    @property
    def needs_gone(self) -> bool:
        """What was noted went with the end: it is asked again."""
        return self.decision.kind in aid.WITH_TERMS and self.terms is None

    @property
    def has_letter(self) -> bool:
        return self.decision.kind == Kind.ORIENTATION and self.decision.ended_on is None

    @property
    def what(self) -> str:
        """How much and how often: “2 persons, each week”."""
        row, parts = self.decision, []
        if isinstance(self.terms, Terms):
            count = self.terms.persons
            parts.append(ngettext("%(count)s person", "%(count)s persons", count) % {"count": count})
        elif isinstance(self.terms, Wants):
            parts += [self._item(code) for code in self.terms.items]
        elif row.kind == Kind.TICKETS:
            parts.append(ngettext("%(count)s ticket", "%(count)s tickets", row.quantity) % {"count": row.quantity})
        if row.frequency != Frequency.ONCE:
            parts.append(str(row.get_frequency_display()))
        return ", ".join(parts)

    @property
    def has_needs(self) -> bool:
        return bool(self.terms and self.terms.needs_consent)

    @property
    def until(self) -> str:
        row = self.decision
        words = {"day": wording.short_day(row.last_day), "first": wording.short_day(row.starts)}
        if row.kind == Kind.BOOK_LOAN:
            return _("back by %(day)s") % words
        if row.kind == Kind.EMERGENCY_BASKET:
            return _("on %(day)s") % words
        if row.starts > clock.today():
            return _("from %(first)s to %(day)s") % words
        return _("until %(day)s") % words

    @property
    def next_step(self) -> str:
        """What the social worker does next; empty where it ends by itself."""
        row = self.decision
        day = {"day": wording.day(row.review_on)}
        if self.is_late:
            return _("The book is late: ask for it.")
        if row.kind == Kind.ORIENTATION:
            return _("Ask on %(day)s how it went.") % day
        if row.kind in aid.LOOKED_AT_AGAIN and row.review_on < row.last_day:
            return _("Looked at again on %(day)s.") % day
        return ""

    def _item(self, code: str) -> str:
        if code in self.products:
            return self.products[code]
        size = aid.size_of(code, self.terms.sizes) if isinstance(self.terms, Wants) else ""
        name = str(dict(Garment.choices).get(code, code))
        return f"{name} {size}".strip()


def lines_of(case: Case, key: bytes, rows: Iterable[Decision]) -> list[Line]:
    """The decisions with what they hold, in their order. Needs the compartment open for this file."""
    rows = list(rows)
    kinds = {row.kind for row in rows if row.sealed_terms}
    products = dict(catalogue.hygiene_items()) if Kind.HYGIENE in kinds else {}
    return [Line(row, aid.read_terms(case, row, key), aid.read_about(case, row, key), products) for row in rows]


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The file's list: late books first, then what ends first."""
    return sorted(lines, key=lambda line: (not line.is_late, line.decision.last_day, line.decision.kind))


def running_kinds(rows: Iterable[Decision]) -> dict[str, date]:
    """Until when each kind runs today or from a later day on."""
    last: dict[str, date] = {}
    for row in rows:
        if row.began and row.last_day >= clock.today():
            last[row.kind] = max(row.last_day, last.get(row.kind, row.last_day))
    return last
