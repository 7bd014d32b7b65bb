"""Counting now: the figures of a period from each app's `reports.py`. Only counts come out of the compartment."""

from __future__ import annotations

from datetime import date, timedelta

from coop.reports.figures import Figures, months_of, next_month
from pantry import reports as goods
from pantry import reports_baskets, reports_hygiene
from referrals import reports as people
from volunteers import reports as helpers


def month(first_day: date) -> Figures:
    return between(first_day, next_month(first_day) - timedelta(days=1))


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
    waits = helped.median_wait_interview
    return Figures(
        helped=helped.helped,
        new=helped.new,
        requests=helped.requests,
        by_kind={"weekly_basket": helped.helped} | helped.granted_by_kind if helped.helped else helped.granted_by_kind,
        wait_days=None if waits is None else round(waits),
        waited=helped.interviews_waited,
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
