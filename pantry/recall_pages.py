"""The recalls as their screens show them: what waits first, the surest on top, each with why. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from coop.accounts.models import User
from pantry import recall_bags, recalls
from pantry.models import Recall, RecallDecision, RecallImport, RecallMatch
from pantry.recall_bags import Bag

State = RecallMatch.State
PAGE = 25


@dataclass(frozen=True)
class Line:
    """One match, with its reasons in words."""

    match: RecallMatch
    why: str


@dataclass(frozen=True)
class Tab:
    state: str
    label: str
    count: int
    is_here: bool


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    tabs: list[Tab]
    last: RecallImport | None


@dataclass(frozen=True)
class Word:
    """A decision as it is read."""

    row: RecallDecision
    who: str


@dataclass(frozen=True)
class Page:
    """One match: the notice, the lot, its bags, what was decided."""

    line: Line
    bags: list[Bag]
    words: list[Word]
    others: list[RecallMatch]

    @property
    def stopped(self) -> list[Bag]:
        return [bag for bag in self.bags if bag.where == "packed"]

    @property
    def left(self) -> list[Bag]:
        return [bag for bag in self.bags if bag.where == "left"]


def board(state: str) -> Board:
    """The matches in one state, the surest first, 25 at most; three queries."""
    numbers = recalls.counts()
    rows = RecallMatch.objects.filter(state=state).select_related("recall", "lot__product", "lot__place")[:PAGE]
    tabs = [Tab(each.value, str(each.label), numbers[each], each == state) for each in State]
    return Board([Line(row, why(row)) for row in rows], tabs, RecallImport.objects.first())


def page(row: RecallMatch) -> Page:
    """Four queries."""
    decisions = list(row.decisions.all())
    names = dict(User.objects.filter(pk__in={each.decided_by for each in decisions}).values_list("pk", "full_name"))
    return Page(
        line=Line(row, why(row)),
        bags=recall_bags.bags_of(row.lot),
        words=[Word(each, names.get(each.decided_by, "")) for each in decisions],
        others=list(RecallMatch.objects.filter(recall=row.recall).exclude(pk=row.pk).select_related("lot__product")),
    )


def notices_for_the_room() -> list[Recall]:
    """What hangs on the wall: recalled goods that are not settled yet, each with our lots. Two queries."""
    ours = RecallMatch.objects.filter(state=State.MATCHED, lot__balance__gt=0).select_related(
        "lot__product", "lot__place"
    )
    rows = (
        Recall.objects.filter(matches__state=State.MATCHED, matches__lot__balance__gt=0)
        .distinct()
        .order_by("-published_on", "-id")
    )
    return list(rows.prefetch_related(Prefetch("matches", queryset=ours, to_attr="ours")))


def why(row: RecallMatch) -> str:
    """ "the same code, the same lot"."""
    said = {
        "code": _("the same code"),
        "mended": _("the same code, once zeros are put back in front"),
        "lot": _("the same lot"),
        "date": _("the same date"),
        "every_lot": _("every lot is recalled"),
        "lot_unknown": _("our lot is not known well enough"),
        "other_lot": _("but another lot"),
        "other_date": _("but another date"),
        "no_code": _("the notice has no code"),
        "in_store": _("the notice has a shop’s own code"),
    }
    parts = [
        _("the same words: %(words)s") % {"words": code[6:]} if code.startswith("words:") else said.get(code, code)
        for code in row.why
    ]
    return ", ".join(parts)
