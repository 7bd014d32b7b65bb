"""Did it help? A comparison as it may be printed: counts go through the gate, the rest is computed from what is shown.

Shares, intervals and differences come from the rounded counts, so that they tell nothing that the counts do not. Below twenty
helped learners, or when one count is too small, nothing is said but that there are not enough people yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coop.reports import charts
from coop.reports.disclosure import SMALLEST_SHARE_BASE, Cell, Gate
from referrals import reports as people
from referrals.reports import Compared, Estimate, Outcome, Pair

MINUS = "−"
MOMENTS: dict[str, str | Promise] = {
    "d90": gettext_lazy("90 days after the first basket"),
    "d180": gettext_lazy("180 days after"),
    "term": gettext_lazy("at the end of that term"),
}
VARIANTS: dict[str, str | Promise] = {
    "three": gettext_lazy("three others for each"),
    "five": gettext_lazy("five others for each"),
    "noted": gettext_lazy("only what was noted lately"),
}


@dataclass(frozen=True)
class Group:
    """One group at one moment: of how many, how many stayed, the share with its interval; `unknown` are not among them."""

    known: Cell
    stayed: Cell
    unknown: Cell
    share: Estimate

    @property
    def printed(self) -> str:
        return f"{_percent(self.share.value)} ({_percent(self.share.low)}–{_percent(self.share.high)})"


@dataclass(frozen=True)
class Moment:
    """The two groups at one moment, and how far apart they are, in percentage points."""

    label: str
    helped: Group | None = None
    others: Group | None = None
    difference: Estimate | None = None

    @property
    def printed(self) -> str:
        return _points(self.difference) if self.difference else _("not enough people")


@dataclass(frozen=True)
class Outcomes:
    """One comparison, printable."""

    starts: date
    ends: date
    defined_at: datetime
    measured_at: datetime
    is_enough: bool
    says: str
    moments: tuple[Moment, ...] = ()
    variants: tuple[Moment, ...] = ()
    absence: str = ""
    alike: str = ""
    ratio: int = 0
    drawing: charts.Intervals | None = None
    unrecognised: Cell | None = None
    without: Cell | None = None


def published(k: int, *, within: tuple[date, date] | None = None) -> list[Outcomes]:
    """What was measured, the latest first, through the gate; `within` leaves those that began in other days out.

    A comparison that said nothing is left out once a later one covers some of its days."""
    shown: list[Outcomes] = []
    for each in people.comparisons():
        is_over = each.figures is None and any(each.starts <= one.ends and one.starts <= each.ends for one in shown)
        if not is_over and (within is None or within[0] <= each.starts <= within[1]):
            shown.append(publish(each, k))
    return shown


def publish(compared: Compared, k: int) -> Outcomes:
    """One comparison for an audience whose smallest count is `k`."""
    frame = {name: getattr(compared, name) for name in ("starts", "ends", "defined_at", "measured_at")}
    figures = compared.figures
    if figures is None or not figures.is_enough(k):
        return Outcomes(**frame, is_enough=False, says=_("Not enough people yet to say."))
    gate = Gate(k)
    moments = {name: _moment(str(label), figures.pairs[name], gate) for name, label in MOMENTS.items()}
    main = moments["d180"]
    if main.difference is None:
        return Outcomes(**frame, is_enough=False, says=_("Not enough people yet to say."))
    return Outcomes(
        **frame,
        is_enough=True,
        says=_says(figures, main.difference),
        moments=tuple(moments.values()),
        variants=tuple(_moment(str(label), figures.sensitivity[name], gate) for name, label in VARIANTS.items()),
        absence=_absence(figures, gate),
        alike=_alike(figures),
        ratio=figures.ratio,
        drawing=_drawing([each for each in moments.values() if each.helped and each.others]),
        unrecognised=gate.count(compared.unrecognised),
        without=gate.count(figures.without),
    )


def _moment(label: str, pair: Pair, gate: Gate) -> Moment:
    helped, others = (_group(count, gate) for count in (pair.helped, pair.controls))
    if helped is None or others is None or not pair.is_enough(gate.k):
        return Moment(label)
    return Moment(label, helped, others, people.difference(helped.share, others.share))


def _group(count: people.Count, gate: Gate) -> Group | None:
    """From the rounded counts; the gone are what is left, and must not be hidden either."""
    stayed, gone = gate.count(count.stayed), gate.count(count.gone)
    known = gate.sum_of([stayed, gone], [count.stayed, count.gone])
    if stayed.value is None or gone.value is None or known.value is None or known.value < SMALLEST_SHARE_BASE:
        return None
    share = people.share(min(stayed.value, known.value), known.value)
    return Group(known, stayed, gate.count(count.unknown), share)


def _drawing(moments: list[Moment]) -> charts.Intervals:
    """The shares with their intervals; the table beneath says the same."""
    pairs = [
        [(group.share.value, group.share.low, group.share.high) for group in (each.helped, each.others) if group]
        for each in moments
    ]
    return charts.intervals(
        [each.label[:1].upper() + each.label[1:] for each in moments],
        pairs,
        alt=_("Shares still in training with their 95 % intervals; the table beneath says the same."),
        first_label=_("Helped"),
        second_label=_("Others like them"),
    )


def _says(figures: Outcome, difference: Estimate) -> str:
    if not figures.is_usable:
        return _("The two groups are too different to be compared.")
    if not difference.is_clear:
        return _(
            "Not enough people yet to say: helped learners may have stayed more often, or less often, than others."
        )
    if difference.value > 0:
        return _("Helped learners stayed in training more often than others like them.")
    return _(
        "Helped learners stayed in training less often than others like them. Those who are helped start worse off."
    )


def _alike(figures: Outcome) -> str:
    if figures.is_balanced:
        return _("Before the help, the two groups were alike in age and absence.")
    if figures.is_usable:
        return _("Before the help, the two groups differed somewhat in age or absence: read with care.")
    return _("Before the help, the two groups differed in age or absence.")


def _absence(figures: Outcome, gate: Gate) -> str:
    """The median change of absence beyond that of the others; below twenty people nothing."""
    change = figures.absence
    if change is None or gate.median(0, figures.absence_of) is None:
        return ""
    return _points(Estimate(change.value / 100, change.low / 100, change.high / 100))


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u00a0%"


def _points(difference: Estimate) -> str:
    value, low, high = (_signed(round(100 * each)) for each in (difference.value, difference.low, difference.high))
    return _("%(value)s points (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number else "0"
