"""Roles as dated grants: overlaps, exclusion, the second person, the end that is immediate."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from coop.accounts import errors, grants
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role, grant
from coop.audit.journal import SYSTEM
from coop.audit.models import JournalEntry
from coop.school.years import last_day, school_year_of
from coop.web import clock


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_a_role_runs_from_its_first_to_its_last_day_both_counted(outsider, administrator):
    today = clock.today()
    grant(user=outsider, role=Role.REFERRER, starts=today, ends=today, by=administrator.pk)
    assert fresh(outsider).holds(Role.REFERRER)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not fresh(outsider).holds(Role.REFERRER)


@pytest.mark.django_db
def test_a_student_role_ends_with_the_school_year(outsider, administrator):
    today = clock.today()
    end = last_day(school_year_of(today))
    assert grant(user=outsider, role=Role.VOLUNTEER, starts=today, ends=None, by=administrator.pk).ends == end
    with pytest.raises(errors.RoleOutlivesYear):
        grant(user=administrator, role=Role.VOLUNTEER, starts=today, ends=end + timedelta(days=1), by=administrator.pk)


@pytest.mark.django_db
def test_the_same_role_twice_on_the_same_days_is_refused(referrer, administrator):
    with pytest.raises(errors.RoleOverlaps):
        grant(user=referrer, role=Role.REFERRER, starts=clock.today(), ends=None, by=administrator.pk)


@pytest.mark.django_db
def test_an_administrator_is_never_a_social_worker(administrator, social_worker):
    with pytest.raises(errors.RolesExclude):
        grant(user=social_worker, role=Role.ADMINISTRATOR, starts=clock.today(), ends=None, by=administrator.pk)
    with pytest.raises(errors.RolesExclude):
        grants.grant(
            user=administrator, role=Role.SOCIAL_WORKER, starts=clock.today(), ends=None, by=SYSTEM, approved_by=None
        )


@pytest.mark.django_db
def test_nobody_makes_a_social_worker_alone(outsider, administrator, social_worker):
    today = clock.today()
    for approved_by in (None, administrator.pk, outsider.pk):
        with pytest.raises(errors.NeedsSecondPerson):
            grants.grant(
                user=outsider,
                role=Role.SOCIAL_WORKER,
                starts=today,
                ends=None,
                by=administrator.pk,
                approved_by=approved_by,
            )
    grants.grant(
        user=outsider,
        role=Role.SOCIAL_WORKER,
        starts=today,
        ends=None,
        by=administrator.pk,
        approved_by=social_worker.pk,
    )
    assert fresh(outsider).holds(Role.SOCIAL_WORKER)


@pytest.mark.django_db
def test_revoking_ends_the_open_session_at_once(client_of, coordinator, administrator):
    client = client_of(coordinator)
    assert client.get("/").wsgi_request.user == coordinator
    grants.revoke(grant=coordinator.grants.get(), by=administrator.pk)
    assert client.get("/").wsgi_request.user.is_anonymous
    assert not fresh(coordinator).holds(Role.COORDINATOR)
    assert JournalEntry.objects.filter(action="accounts.role.revoke", state=Role.COORDINATOR).count() == 1


@pytest.mark.django_db
def test_the_last_administrator_stays(administrator):
    with pytest.raises(errors.LastAdministrator):
        grants.revoke(grant=administrator.grants.get(), by=administrator.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "king"}, "role_grant_role_known"),
        ({"role": "referrer", "ends": date(2019, 1, 1)}, "role_grant_ends_after_start"),
        ({"role": "volunteer"}, "grant_student_role_ends"),
        ({"role": "social_worker", "granted_by": 7}, "grant_social_worker_by_two"),
        ({"role": "social_worker", "granted_by": 7, "approved_by": 7}, "grant_social_worker_by_two"),
        ({"role": "coordinator"}, "grant_no_overlap"),
        ({"role": "referrer", "revoked_by": 3}, "grant_revoked_by_someone"),
    ],
)
def test_the_database_holds_the_rules_of_grants(coordinator, values, constraint):
    values = {"user": coordinator, "starts": date(2020, 1, 1), "granted_by": 0, **values}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RoleGrant.objects.create(**values)


@pytest.mark.django_db
def test_the_database_refuses_administrator_beside_social_worker(administrator):
    with pytest.raises(IntegrityError, match="grant_administrator_excludes"), transaction.atomic():
        RoleGrant.objects.create(
            user=administrator, role="social_worker", starts=clock.today(), granted_by=0, approved_by=0
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_granting_the_same_role_at_once_make_one_grant(outsider, administrator):
    barrier, refused = threading.Barrier(2), []

    def work():
        barrier.wait()
        try:
            grant(user=outsider, role=Role.REFERRER, starts=clock.today(), ends=None, by=administrator.pk)
        except errors.RoleOverlaps:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (outsider.grants.count(), len(refused)) == (1, 1)
