"""What may come in: refused where the law forbids it, put aside where a person must look, each with its source.

Temperatures: DGCCRF table of the orders of 21 December 2009 and 8 October 2013; a short rise of 2 °C is borne by what is chilled
and not fragile, of 3 °C by what is frozen. Packaging and label: Regulation (EU) 2021/382, Code de l'environnement D541-310.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web import clock
from coop.web.wording import full_date
from pantry import rules
from pantry.dates import LimitDate
from pantry.errors import BadDate, Unfit, UseByTooClose
from pantry.models import DateKind, Distribution, DistributionState, FoodGroup, Product, Storage
from pantry.models.catalogue import NON_FOOD
from pantry.models.stock import Aside


class Condition(models.TextChoices):
    FINE = "fine", _("Nothing")
    DENTED = "dented", _("Dented or torn, still closed")
    OPEN = "open", _("Open, swollen or leaking")
    NO_LABEL = "no_label", _("Label missing or unreadable")


FRAGILE = ("meat", "fish", "chilled-meals", "tofu")
WARMEST_FRAGILE, WARMEST_CHILLED, WARMEST_FROZEN = Decimal(4), Decimal(8 + 2), Decimal(-18 + 3)


@dataclass(frozen=True)
class Arrival:
    """What is in the hand: a product, how much in its unit (pieces or grams), the date on it, and how it is."""

    product: Product
    quantity: int
    date_kind: str
    limit: LimitDate | None = None
    place: Place | None = None
    lot_number: str = ""
    condition: str = Condition.FINE
    celsius: Decimal | None = None
    measured: bool = False
    """Whether somebody was asked for the temperature; past entries and the demo were not."""


def judge(arrival: Arrival) -> str:
    """Why it must be put aside, or nothing. Refuses what the law forbids to hold for giving."""
    if arrival.product.category.group in NON_FOOD:
        return ""
    refuse_spoiled(arrival)
    asides = (judge_date(arrival), judge_cold(arrival), _judge_look(arrival))
    return next(filter(None, asides), "")


def refuse_spoiled(arrival: Arrival) -> None:
    """Open, swollen or leaking; or a product that needs a use-by date and shows none."""
    if arrival.condition == Condition.OPEN:
        raise Unfit(
            _(
                "An open, swollen or leaking packet is not taken (Regulation (EU) 2021/382). Put it in the bin for losses."
            )
        )
    nameless = arrival.condition == Condition.NO_LABEL and arrival.date_kind == DateKind.NONE
    if nameless and arrival.product.category.date_kind == DateKind.USE_BY:
        raise Unfit(_("Without its use-by date it may not be given (D541-310). Put it in the bin for losses."))


def _judge_look(arrival: Arrival) -> str:
    return {Condition.DENTED: Aside.DENTED.value, Condition.NO_LABEL: Aside.NO_LABEL.value}.get(
        Condition(arrival.condition), ""
    )


def judge_cold(arrival: Arrival) -> str:
    """The cold chain, for what is chilled or frozen. What nobody measured is put aside."""
    category = arrival.product.category
    if category.storage == Storage.SHELF or not arrival.measured:
        return ""
    if arrival.celsius is None:
        return Aside.NOT_MEASURED
    warmest = (
        WARMEST_FROZEN
        if category.storage == Storage.FROZEN
        else WARMEST_FRAGILE
        if category.code in FRAGILE
        else WARMEST_CHILLED
    )
    if arrival.celsius > warmest:
        raise Unfit(
            _("Too warm: %(read)s °C, at most %(warmest)s °C (order of 21 December 2009). Do not take it.")
            % {"read": number_format(arrival.celsius), "warmest": number_format(warmest)}
        )
    return ""


def judge_date(arrival: Arrival) -> str:
    """Use-by passed: Code de la consommation R412-9 (and infant products past any date, our choice). Less than 48 hours
    before the use-by date: Code de l'environnement D541-310, unless it is given out in time."""
    today, limit = clock.today(), arrival.limit
    if arrival.date_kind == DateKind.NONE:
        return ""
    if limit is None:
        raise BadDate(_("Type the date, or choose “No date”."))
    if arrival.date_kind == DateKind.USE_BY:
        return _judge_use_by(limit.day, today)
    if arrival.date_kind == DateKind.FREEZING:
        if limit.day > today:
            raise BadDate(_("It can't have been frozen after today. Check the date."))
        return ""
    if limit.day < today and arrival.product.category.group == FoodGroup.INFANT:
        raise UseByTooClose(_("For small children nothing is taken after its date. Put it in the bin for losses."))
    if limit.day + dt.timedelta(days=arrival.product.category.tolerance_days) < today:
        return Aside.LONG_PAST
    return ""


def _judge_use_by(limit: dt.date, today: dt.date) -> str:
    if limit < today:
        raise UseByTooClose(
            _("The use-by date passed on %(date)s. The law forbids taking it in, even to give it away (R412-9).")
            % {"date": full_date(limit)}
        )
    margin = dt.timedelta(hours=rules.value("use_by_margin_hours"))
    midnight_after = dt.datetime.combine(limit + dt.timedelta(days=1), dt.time.min, tzinfo=clock.now().tzinfo)
    if midnight_after - clock.now() >= margin or distribution_between(today, limit):
        return ""
    return Aside.USE_BY_CLOSE


def distribution_between(first: dt.date, last: dt.date) -> bool:
    """Whether something is given out on one of these days."""
    held = Distribution.objects.filter(date__range=(first, last)).exclude(state=DistributionState.CANCELLED)
    return held.exists()
