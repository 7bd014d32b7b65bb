"""Verbs on collection drives, and what came of them. Weights and items count goods; nothing here knows who is helped."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from coop.audit import journal
from coop.web import clock
from pantry.models import Donation, Drive, FoodGroup, Movement, Unit

PAGE = 25
RECEIVED = Q(kind=Movement.Kind.RECEIVED)


@dataclass(frozen=True)
class Came:
    """What came in by group of goods. `grams` is all of it, `items` only what is counted in pieces."""

    group: str
    grams: int
    items: int


@dataclass(frozen=True)
class Result:
    """What a drive brought. `gifts` are visits, reversals are taken off."""

    drive: Drive
    grams: int
    items: int
    gifts: int
    by_group: list[Came]

    @property
    def share(self) -> int | None:
        """Percent of the goal: of the kilograms where there is such a goal, else of the items."""
        if self.drive.goal_kilos:
            return self.grams // (10 * self.drive.goal_kilos)
        return 100 * self.items // self.drive.goal_items if self.drive.goal_items else None

    @property
    def state(self) -> str:
        today = clock.today()
        if self.drive.starts > today:
            return "coming"
        return "over" if self.drive.ends < today else "running"


@transaction.atomic
def add(*, values: dict[str, Any], by: int) -> Drive:
    drive = Drive.objects.create(**values, noted_at=clock.now(), noted_by=by)
    _record("add", drive.pk, by)
    return drive


@transaction.atomic
def keep(*, drive_id: int, values: dict[str, Any], by: int) -> Drive:
    """Correct a drive; its last day also ends it early."""
    drive = Drive.objects.select_for_update(of=("self",)).get(pk=drive_id)
    for name, value in values.items():
        setattr(drive, name, value)
    drive.save()
    _record("keep", drive.pk, by)
    return drive


@transaction.atomic
def count_in(*, donation_id: int, drive_id: int | None, by: int) -> Donation:
    """This donation came in for that drive, or for none."""
    donation = Donation.objects.select_for_update(of=("self",)).get(pk=donation_id)
    if donation.drive_id != drive_id:
        donation.drive_id = drive_id
        donation.save(update_fields=["drive"])
        journal.record(
            by=by,
            action="pantry.donation.drive",
            object_type="pantry.donation",
            object_id=donation.pk,
            state=str(drive_id or ""),
        )
    return donation


def running() -> QuerySet[Drive]:
    """What something may come in for today."""
    return Drive.objects.filter(starts__lte=clock.today(), ends__gte=clock.today())


def last_today(by: int) -> Drive | None:
    """The drive of the person's last donation today: at a stand one gift follows the other."""
    last = Donation.objects.filter(opened_by=by, received_on=clock.today()).order_by("-pk").first()
    return running().filter(pk=last.drive_id).first() if last and last.drive_id else None


def results(drives: list[Drive]) -> list[Result]:
    """What each of these brought. Two queries for any number of them."""
    ids = [drive.pk for drive in drives]
    gifts = dict(
        Donation.objects.filter(drive__in=ids, lots__isnull=False)
        .order_by()
        .values_list("drive")
        .annotate(n=Count("pk", distinct=True))
    )
    sums = (
        Movement.objects.filter(RECEIVED, lot__donation__drive__in=ids)
        .order_by()
        .values("lot__donation__drive", "lot__group")
        .annotate(
            grams=Sum(F("quantity") * F("lot__grams_each")),
            items=Sum("quantity", filter=Q(lot__unit=Unit.PIECE), default=0),
        )
    )
    came: dict[int, list[Came]] = {}
    for row in sums:
        if row["grams"]:
            label = str(FoodGroup(row["lot__group"]).label)
            came.setdefault(row["lot__donation__drive"], []).append(Came(label, row["grams"], row["items"]))
    return [_result(drive, gifts.get(drive.pk, 0), came.get(drive.pk, [])) for drive in drives]


def _result(drive: Drive, gifts: int, came: list[Came]) -> Result:
    by_group = sorted(came, key=lambda each: -each.grams)
    return Result(drive, sum(c.grams for c in came), sum(c.items for c in came), gifts, by_group)


def page(after: int | None) -> tuple[list[Result], int | None]:
    """The latest drives first, 25 at a time."""
    rows = Drive.objects.order_by("-starts", "-pk")
    last = Drive.objects.filter(pk=after).first() if after else None
    if last:
        rows = rows.filter(Q(starts__lt=last.starts) | Q(starts=last.starts, pk__lt=last.pk))
    found = list(rows[: PAGE + 1])
    return results(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None


def _record(verb: str, drive_id: int, by: int) -> None:
    journal.record(by=by, action=f"pantry.drive.{verb}", object_type="pantry.drive", object_id=drive_id)
