"""Verbs on recognition schemes: a rule is published in versions, and a version is never changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from coop.audit import journal
from coop.web import clock
from volunteers.credits import DEFAULTS, Rule
from volunteers.models import Need, Programme, RecognitionScheme


@transaction.atomic
def publish(*, programme: Programme, school_year: int, rule: Rule, by: int) -> RecognitionScheme:
    """Publish the rule for one programme and school year; an earlier version stays for the claims made under it."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    versions = RecognitionScheme.objects.filter(programme=programme, school_year=school_year, kind=rule.kind)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    scheme = RecognitionScheme.objects.create(
        programme=programme,
        school_year=school_year,
        kind=rule.kind,
        version=last + 1,
        minutes_per_step=rule.minutes_per_step,
        step_hundredths=rule.step_hundredths,
        min_minutes=rule.min_minutes,
        cap_hundredths=rule.cap_hundredths,
        exclusive=rule.exclusive,
        needs=[need.value for need in Need if need in rule.needs],
        published_at=clock.now(),
        published_by=by,
    )
    journal.record(
        by=by,
        action="volunteers.scheme.publish",
        object_type="scheme",
        object_id=scheme.pk,
        state=f"{rule.kind} {school_year} v{scheme.version}",
    )
    return scheme


def publish_defaults(*, programme: Programme, school_year: int, kinds: Iterable[str], by: int) -> None:
    """Publish the default rule of each kind; the school changes them by publishing a next version."""
    for kind in kinds:
        publish(programme=programme, school_year=school_year, rule=DEFAULTS[kind], by=by)


def in_force(programme_id: int, school_year: int) -> list[RecognitionScheme]:
    """The latest version of each kind for the programme and year. One query."""
    versions = RecognitionScheme.objects.filter(programme_id=programme_id, school_year=school_year)
    return list(versions.order_by("kind", "-version").distinct("kind"))
