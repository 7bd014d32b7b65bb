"""What the pantry says by e-mail, to coordinators only. Wording betrays nothing: a page to look at, no word on what for."""

from coop.accounts.grants import holders
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from coop.notifications import outbox
from coop.web import clock
from coop.web.addresses import absolute


def desk_stopped(*, distribution_id: int) -> None:
    """Too many wrong codes stopped a desk: every coordinator is told, once a distribution and hour."""
    hour = f"{clock.now():%Y-%m-%dT%H}"
    grants = RoleGrant.objects.current().filter(role=Role.COORDINATOR)
    people = User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("id")
    for person in people:
        assert person.email, "An active account has an address."
        outbox.queue(
            to=person.email,
            template="pantry_desk_stopped",
            context={"name": person.full_name, "address": absolute("pantry:desk")},
            language=person.language,
            dedupe=f"pantry.desk_stopped:{distribution_id}:{hour}:{person.pk}",
        )


def look(*, route: str, about: str) -> None:
    """Every coordinator: something waits on this page. Once for each `about`."""
    for person in holders(Role.COORDINATOR):
        assert person.email, "An active account has an address."
        outbox.queue(
            to=person.email,
            template="pantry_look",
            context={"name": person.full_name, "address": absolute(route)},
            language=person.language,
            dedupe=f"pantry.look:{about}:{person.pk}",
        )
