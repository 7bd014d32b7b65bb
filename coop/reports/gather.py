"""Counting now: the figures of a period from each app's `reports.py`. Only counts come out of the compartment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from coop.reports import corrections
from coop.reports.figures import Figures, months_of, next_month, school_year_of
from pantry import reports as goods
from pantry import reports_baskets, reports_hygiene
from pantry import reports_ledger as goods_ledger
from referrals import reports as people
from volunteers import reports as helpers


def month(first_day: date) -> Figures:
    """A month, with what corrects earlier ones."""
    last_day = next_month(first_day) - timedelta(days=1)
    return replace(
        between(first_day, last_day),
        undone_g=goods_ledger.undone(first_day, last_day),
        late=corrections.late(first_day),
    )


def closing(first_day: date) -> Figures:
    """A month as it is kept for ever: with the people of the school year up to its end."""
    return replace(month(first_day), year_to_date=year_to_date(first_day))


def year_to_date(first_day: date) -> dict[str, int]:
    """People of the school year up to the end of this month, each counted once."""
    start, end = months_of(school_year_of(first_day))[0], next_month(first_day) - timedelta(days=1)
    helped = people.month(start, end)
    hands = helpers.month(start, end + timedelta(days=1))
    counted = {"helped": helped.helped, "new": helped.new, "requests": helped.requests}
    return counted | {"volunteers": hands.people, "claims": hands.claims_proposed}


def year(school_year: int) -> Figures:
    months = months_of(school_year)
    return between(months[0], next_month(months[-1]) - timedelta(days=1))


def between(start: date, end: date) -> Figures:
    """Both days included."""
    helped = people.month(start, end)
    stock = goods.month(start, end)
    baskets = reports_baskets.baskets(start, end)
    cold = reports_hygiene.hygiene(start, end)
    hands = helpers.month(start, end + timedelta(days=1))  # up to and without the day after
    return Figures(
        helped=helped.helped,
        new=helped.new,
        requests=helped.requests,
        by_kind={"weekly_basket": helped.helped} | helped.granted_by_kind if helped.helped else helped.granted_by_kind,
        wait_days=_whole(helped.median_wait_interview),
        waited=helped.interviews_waited,
        aid_days=_whole(helped.median_wait_aid),
        waited_aid=helped.aids_waited,
        distributions=baskets.distributions,
        planned=baskets.planned + baskets.collected + baskets.missed + baskets.cancelled,
        handed=baskets.collected,
        missed=baskets.missed,
        cancelled=baskets.cancelled,
        collectors=helped.helped,
        received_g=stock.received_g,
        handed_g=stock.handed_g,
        lost_g=stock.lost_g,
        assumed_g=stock.assumed_g,
        losses_g=stock.lost_by_reason,
        received_by_group=stock.received_by_group,
        received_by_source=stock.received_by_source,
        handed_by_group=stock.handed_by_group,
        stock_days=stock.stock_days,
        donations=stock.donations,
        donors=stock.donors,
        readings_due=cold.due,
        readings_done=cold.done,
        volunteers=hands.people,
        shifts=hands.shifts,
        validated_minutes=hands.minutes_validated,
        waiting_minutes=hands.minutes_waiting,
        claims=hands.claims_proposed,
    )


def _whole(days: float | None) -> int | None:
    return None if days is None else round(days)
