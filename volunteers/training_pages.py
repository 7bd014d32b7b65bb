"""What the screens about trainings read, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from coop.accounts.models import User
from coop.web import clock
from volunteers import access, qualifications, trainings
from volunteers.models import (
    Qualification,
    Shift,
    SignUp,
    SignUpState,
    TrainingDate,
    TrainingList,
    TrainingModule,
)

PAGE = 25
UNSIGNED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class OfferedTraining:
    """A coming date as somebody who may sign up sees it."""

    date: TrainingDate
    mine: SignUp | None

    @property
    def signed_up(self) -> bool:
        return self.mine is not None and self.mine.state == SignUpState.SIGNED_UP


@dataclass(frozen=True)
class MyTrainings:
    """What one is qualified for, renewals and ended ones included; and the coming dates."""

    qualifications: list[Qualification]
    coming: list[OfferedTraining]
    today: date


def my_trainings(user: User) -> MyTrainings:
    """Everything on /trainings/. Three queries."""
    own = Qualification.objects.filter(person=user).select_related("list")[:PAGE]
    coming = list(_coming()[:PAGE])
    held = SignUp.objects.holding().filter(person=user, shift__in=[each.shift_id for each in coming])
    mine = {sign_up.shift_id: sign_up for sign_up in held}
    return MyTrainings(list(own), [OfferedTraining(each, mine.get(each.shift_id)) for each in coming], clock.today())


def _dates() -> QuerySet[TrainingDate]:
    return TrainingDate.objects.filter(shift__in=Shift.objects.open()).select_related("shift", "module")


def _coming() -> QuerySet[TrainingDate]:
    return _dates().filter(shift__starts_at__gt=clock.now()).order_by("shift__starts_at", "pk")


@dataclass(frozen=True)
class Planned:
    """Everything on the coordinator's page of trainings."""

    to_sign: list[TrainingDate]
    coming: list[TrainingDate]
    modules: list[TrainingModule]
    expiring: list[Qualification]
    today: date


def planned() -> Planned:
    """Dates that began and whose list is not signed, coming dates, what is offered, what expires. Four queries."""
    now = clock.now()
    begun = _dates().filter(shift__starts_at__range=(now - UNSIGNED_FOR, now), shift__taken__gt=0)
    listed = (
        Qualification.objects.filter(list__shift=OuterRef("shift"))
        .order_by()
        .values("list__shift")
        .annotate(number=Count("pk"))
        .values("number")
    )
    unsigned = begun.annotate(listed=Subquery(listed)).filter(Q(listed=None)).order_by("shift__starts_at", "pk")
    return Planned(
        to_sign=list(unsigned[:PAGE]),
        coming=list(_coming()[:PAGE]),
        modules=list(TrainingModule.objects.filter(closed_at=None)),
        expiring=list(qualifications.expiring(clock.today())[:PAGE]),
        today=clock.today(),
    )


@dataclass(frozen=True)
class Attendance:
    """One date: the lists that were signed, who is still to be signed for, and whom one may add."""

    date: TrainingDate
    lists: list[TrainingList]
    open: list[SignUp]
    waiting: list[SignUp]
    found: list[User]
    begun: bool


def attendance(training: TrainingDate, words: str) -> Attendance:
    """Everything about one date. Five queries at most."""
    shift = training.shift
    signed = TrainingList.objects.filter(shift=shift).prefetch_related("qualifications__person")
    return Attendance(
        date=training,
        lists=list(signed),
        open=list(trainings.to_sign(shift).select_related("person").order_by("person__full_name", "pk")),
        waiting=list(SignUp.objects.waiting().filter(shift=shift).select_related("person")),
        found=_to_add(shift, words) if words else [],
        begun=shift.starts_at <= clock.now(),
    )


def _to_add(shift: Shift, words: str) -> list[User]:
    there = SignUp.objects.holding().filter(shift=shift).values("person")
    return list(access.to_train().filter(_named("full_name", words)).exclude(pk__in=there)[:10])


def qualified(words: str, after: int | None) -> tuple[list[Qualification], int | None]:
    """Every qualification, the newest first, a page at a time; renewed and ended ones included. One query."""
    rows = Qualification.objects.select_related("person", "list").order_by("-pk")
    rows = rows.filter(_named("person__full_name", words))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _named(field: str, words: str) -> Q:
    wanted = Q()
    for word in words.split():
        wanted &= Q(**{f"{field}__icontains": word})
    return wanted
