"""From true counts to what may be published of them: how long each kind of goods lasts, in weeks for the coordinator and in three
words for everybody.

The number of people who may come is a count of people: it passes the gate with the threshold of what leaves the house, and below
that threshold the threshold itself is taken. So neither a level nor the moment at which it changes tells how many come.
Learners' wishes are left out: no named hole of the confidential side counts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from coop.audit import journal
from coop.notifications import outbox
from coop.reports.disclosure import Gate
from coop.school.settings import school
from coop.web.addresses import absolute
from pantry import needs
from pantry.models import Donor, NeedsLine, NeedsNotice
from pantry.models.catalogue import Category

NOW_BELOW, SOON_BELOW = 1.0, 3.0
"""Weeks (our choice): a week is the next distribution, three are time to ask somebody."""
STOP_SALT = "reports.needs.stop"


@dataclass(frozen=True)
class Cover:
    """`weeks` is None when baskets took none of it lately; `level` is what would be published."""

    category: Category
    grams: int
    weeks: float | None
    level: str

    @property
    def says(self) -> str:
        return str(NeedsLine.Level(self.level).label)


def covers() -> list[Cover]:
    """Every kind of goods, what is short first. Six queries and one for the school."""
    expected = needs.expected()
    gate = Gate(school().k_outside)
    baskets = (gate.count(expected.people).value or gate.k) * expected.a_week
    found = [_cover(shelf, baskets) for shelf in needs.shelves()]
    order = list(NeedsLine.Level)
    return sorted(found, key=lambda cover: order.index(NeedsLine.Level(cover.level)))


def _cover(shelf: needs.Shelf, baskets: float) -> Cover:
    weekly = shelf.per_basket * baskets
    weeks = shelf.grams / weekly if weekly else None
    if shelf.grams == 0 or (weeks is not None and weeks < NOW_BELOW):
        level = NeedsLine.Level.NOW
    elif weeks is not None and weeks < SOON_BELOW:
        level = NeedsLine.Level.SOON
    else:
        level = NeedsLine.Level.ENOUGH
    return Cover(shelf.category, shelf.grams, weeks, level)


def publish(*, line: str, categories: list[int], by: int) -> NeedsNotice:
    """The chosen kinds of goods with their level of today."""
    levels = {cover.category.pk: str(cover.level) for cover in covers() if cover.category.pk in categories}
    return needs.publish(line=line, levels=levels, by=by)


def follow_the_stock() -> int:
    """At night: the notice that stands gets the levels of the day."""
    return needs.set_levels(levels={cover.category.pk: str(cover.level) for cover in covers()})


@transaction.atomic
def tell_donors(*, notice: NeedsNotice, by: int) -> int:
    """One neutral mail to each donor who agreed to it; the same notice is never told twice. How many were told."""
    rows = Donor.objects.known().filter(hears_since__isnull=False, no_mail_since=None)
    number = 0
    for donor in rows:
        stop = signing.dumps(donor.pk, salt=STOP_SALT)
        outbox.queue(
            to=donor.email,
            template="reports_needs",
            context={"link": absolute("needs:board"), "stop": absolute("needs:stop", stop)},
            language=donor.language,
            dedupe=f"needs:{notice.pk}:{donor.pk}",
        )
        number += 1
    journal.record(
        by=by, action="reports.needs.tell", object_type="pantry.needs", object_id=notice.pk, state=str(number)
    )
    return number


def donor_of(token: str) -> int | None:
    """Whom the link at the foot of a mail speaks of."""
    try:
        return int(signing.loads(token, salt=STOP_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
