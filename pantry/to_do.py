"""What the coordinator has to do today, from everywhere in the pantry: one list, the most urgent first. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils.translation import ngettext

from coop.web import clock
from pantry import cold_days, rules
from pantry.models import BasketLine, BasketState, ColdAlarm, DeskConflict, Lot, RecallMatch, StockTask

State = RecallMatch.State


@dataclass(frozen=True)
class Item:
    """So many of something, in a sentence, and where it is done. `now` cannot wait until tomorrow."""

    words: str
    url: str
    icon: str
    now: bool = False


def to_do() -> list[Item]:
    """Six queries, whatever there is to do."""
    numbers = _counted(_sets(rules.values()))
    missing = len(cold_days.missing_today())
    return [item for item in _items(numbers | {"missing": missing}) if item]


def _sets(numbers: dict[str, int]) -> dict[str, QuerySet]:
    today = clock.today()
    horizon = {
        "use_by_until": today + dt.timedelta(days=numbers["use_by_alert_days"]),
        "best_before_until": today + dt.timedelta(days=numbers["best_before_alert_days"]),
    }
    packed = BasketLine.objects.filter(state=BasketLine.State.RESERVED, basket__state=BasketState.PACKED)
    return {
        "alarms": ColdAlarm.objects.filter(closed_at__isnull=True),
        "conflicts": DeskConflict.objects.filter(settled_at__isnull=True),
        "stopped": packed.filter(lot__quarantined=True),
        "recalled": RecallMatch.objects.filter(state=State.MATCHED, lot__balance__gt=0),
        "to_check": RecallMatch.objects.filter(state=State.TO_CHECK),
        "expiring": Lot.objects.expiring(**horizon),
        "past": Lot.objects.past_best_before(today),
        "aside": Lot.objects.in_stock().filter(quarantined=True),
        "tasks": StockTask.objects.filter(done_at__isnull=True),
    }


def _counted(sets: dict[str, QuerySet]) -> dict[str, int]:
    """One statement for all of them."""
    rows = [
        each.order_by()
        .annotate(what=Value(name))
        .values("what")
        .annotate(number=Count("pk"))
        .values_list("what", "number")
        for name, each in sets.items()
    ]
    return dict.fromkeys(sets, 0) | dict(rows[0].union(*rows[1:], all=True))


def _items(n: dict[str, int]) -> Iterable[Item | None]:
    hygiene, stock, recalls = (reverse(f"pantry:{name}") for name in ("hygiene", "stock", "recalls"))
    yield _item(
        n["alarms"],
        ngettext("%(n)s fridge was outside its limits: decide", "%(n)s fridges were outside their limits: decide", n["alarms"]),
        hygiene, "thermometer-half", now=True,
    )  # fmt: skip
    yield _item(
        n["conflicts"],
        ngettext("%(n)s bag on which two desks disagree", "%(n)s bags on which two desks disagree", n["conflicts"]),
        reverse("pantry:desk_conflicts"), "bag-x", now=True,
    )  # fmt: skip
    yield _item(
        n["stopped"],
        ngettext("%(n)s thing to take out of a packed bag", "%(n)s things to take out of packed bags", n["stopped"]),
        f"{recalls}?state={State.MATCHED}", "bag-x", now=True,
    )  # fmt: skip
    yield _item(
        n["missing"],
        ngettext("%(n)s temperature to read", "%(n)s temperatures to read", n["missing"]),
        hygiene, "thermometer-half", now=True,
    )  # fmt: skip
    yield _item(
        n["to_check"],
        ngettext("%(n)s recall to check", "%(n)s recalls to check", n["to_check"]),
        recalls, "megaphone", now=True,
    )  # fmt: skip
    yield _item(
        n["recalled"],
        ngettext("%(n)s recalled lot still on the shelf", "%(n)s recalled lots still on the shelf", n["recalled"]),
        f"{recalls}?state={State.MATCHED}", "slash-circle",
    )  # fmt: skip
    yield _item(
        n["expiring"],
        ngettext("%(n)s lot soon to go", "%(n)s lots soon to go", n["expiring"]),
        f"{stock}?show=expiring", "clock",
    )  # fmt: skip
    yield _item(
        n["past"],
        ngettext("%(n)s lot past best-before: check six points", "%(n)s lots past best-before: check six points", n["past"]),
        f"{stock}?show=past", "list-check",
    )  # fmt: skip
    yield _item(
        n["aside"],
        ngettext("%(n)s lot put aside: decide", "%(n)s lots put aside: decide", n["aside"]),
        f"{stock}?show=aside", "box-seam",
    )  # fmt: skip
    yield _item(
        n["tasks"],
        ngettext("%(n)s time shelf and screen disagree", "%(n)s times shelf and screen disagree", n["tasks"]),
        f"{stock}#tasks", "list-check",
    )  # fmt: skip


def _item(number: int, words: str, url: str, icon: str, *, now: bool = False) -> Item | None:
    return Item(words % {"n": number}, url, icon, now) if number else None
