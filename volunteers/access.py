"""Who may do what with shifts, hours and credits. The docstring of each rule is the rule."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from volunteers.models import Claim, ClaimState, Enrolment, Need, Programme, Shift, SignUp, WeeklyYes, WorkedTime
from volunteers.models.hours import WorkedTimeQuerySet
from volunteers.models.shifts import ShiftQuerySet, SignUpQuerySet


def takes_shifts(user: User) -> bool:
    """Volunteers and coordinators take shifts and have hours of their own."""
    return user.holds(Role.VOLUNTEER, Role.COORDINATOR)


def coordinates(user: User) -> bool:
    """Coordinators plan shifts, mark who came, and decide about the hours of others."""
    return user.holds(Role.COORDINATOR)


def recognises(user: User) -> bool:
    """Programme leads decide the claims of the programmes they lead."""
    return user.holds(Role.PROGRAMME_LEAD)


def keeps_programmes(user: User) -> bool:
    """Programme leads keep the programmes they lead, administrators all of them: names, leads, rules, who studies there.

    An administrator, because programmes are settings of the school and naming a lead is like giving a role; they see no
    hours and no claims for it. Not a coordinator: whoever validates hours does not also say what an hour is worth.
    """
    return user.holds(Role.PROGRAMME_LEAD, Role.ADMINISTRATOR)


def is_trained(user: User) -> bool:
    """Everybody with a role signs up for trainings and has qualifications: staff need them too."""
    return user.holds(*Role)


def to_train() -> QuerySet[User]:
    """Whoever holds a role today may be put on the list of a training."""
    grants = RoleGrant.objects.current()
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("full_name", "pk")


def own_trainings(user: User) -> SignUpQuerySet:
    """One's own places on trainings."""
    return own_sign_ups(user).filter(shift__training__isnull=False)


def shifts_seen_by(user: User) -> ShiftQuerySet:
    """Every volunteer sees every shift."""
    return Shift.objects.all()


def own_sign_ups(user: User) -> SignUpQuerySet:
    """One's own sign-ups."""
    return SignUp.objects.filter(person=user)


def own_weekly(user: User) -> QuerySet[WeeklyYes]:
    """One's own yes to shifts that come back, as long as it lasts."""
    return WeeklyYes.objects.lasting().filter(person=user)


def sign_ups_of_others(user: User) -> SignUpQuerySet:
    """A coordinator marks everybody on a shift but themselves."""
    return SignUp.objects.signed_up().exclude(person=user)


def own_hours(user: User) -> WorkedTimeQuerySet:
    """One's own hours."""
    return WorkedTime.objects.filter(person=user)


def hours_to_decide(user: User) -> WorkedTimeQuerySet:
    """Hours that wait, of everybody but the person who decides."""
    return WorkedTime.objects.waiting().exclude(person=user)


def own_claims(user: User) -> QuerySet[Claim]:
    """One's own claims."""
    return Claim.objects.filter(person=user)


def claims_to_appraise(user: User) -> QuerySet[Claim]:
    """Claims that wait and whose rule needs an appraisal, of everybody but the coordinator who looks."""
    waiting = Claim.objects.filter(state=ClaimState.SUBMITTED, scheme__needs__contains=[Need.APPRAISAL])
    return waiting.exclude(person=user)


def programmes_led_by(user: User) -> QuerySet[Programme]:
    """The programmes of which the user is a lead."""
    return Programme.objects.filter(leads=user)


def programmes_kept_by(user: User) -> QuerySet[Programme]:
    """All programmes for an administrator; for a lead, those led."""
    return Programme.objects.all() if user.holds(Role.ADMINISTRATOR) else programmes_led_by(user)


def possible_leads() -> QuerySet[User]:
    """Whoever holds the role of programme lead today: naming somebody a lead never gives the role."""
    return _holders(Role.PROGRAMME_LEAD)


def to_enrol(school_year: int) -> QuerySet[User]:
    """Volunteers of today whom no programme has in that school year."""
    taken = Enrolment.objects.filter(school_year=school_year).values("person")
    return _holders(Role.VOLUNTEER).exclude(pk__in=taken)


def _holders(role: Role) -> QuerySet[User]:
    grants = RoleGrant.objects.current().filter(role=role)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("full_name", "pk")


def claims_seen_by(user: User) -> QuerySet[Claim]:
    """Claims under schemes of the programmes led, without those withdrawn and the user's own."""
    claims = Claim.objects.filter(scheme__programme__leads=user).exclude(person=user)
    return claims.exclude(Q(state=ClaimState.WITHDRAWN))
