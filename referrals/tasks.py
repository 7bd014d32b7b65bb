"""What the timetable runs here: entry points only."""

from __future__ import annotations

from celery import shared_task

from referrals import (
    check_ins,
    codes,
    emergency_grants,
    endings,
    feeds,
    interviews,
    learners,
    recalls,
    retention,
    supervision,
)


@shared_task(name="referrals.sort_in_check_ins")
def sort_in_check_ins() -> None:
    check_ins.sort_in()


@shared_task(name="referrals.issue_codes")
def issue_codes() -> None:
    codes.issue_codes()
    codes.ready_for_devices()


@shared_task(name="referrals.note_pickups")
def note_pickups() -> None:
    codes.note_pickups()


@shared_task(name="referrals.note_recalls")
def note_recalls() -> None:
    recalls.note()


@shared_task(name="referrals.note_reviews")
def note_reviews() -> None:
    endings.note()


@shared_task(name="referrals.forget")
def forget() -> None:
    """At night: needs of aid that has ended, sign-in codes and sessions that are over; files that end are announced."""
    endings.forget_needs()
    interviews.forget_needs()
    learners.forget_old()
    feeds.forget()
    emergency_grants.forget()
    retention.warn()
    check_ins.forget_unclaimed()
    supervision.forget()


@shared_task(name="referrals.retention")
def end_files() -> None:
    """Weekly: files two years after the last contact."""
    retention.run()
