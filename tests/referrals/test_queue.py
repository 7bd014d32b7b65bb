"""The queue: order, probable duplicates with their reason, taking once, joining, closing."""

import threading
from datetime import date

import pytest
from django.db import connection

from referrals import cases, compartment, identity, queue, setup
from referrals.errors import AlreadyClosed, AlreadyTaken
from referrals.identity import Identity
from referrals.models import Case, CircleMember, Request

LINA = Identity(name="Lina Learner", phone="06 39 98 00 01", email="lina@test.example", birth_date=date(2005, 3, 1))


def waiting(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return queue.waiting(by=user.pk)


@pytest.mark.django_db
def test_the_most_urgent_first_then_the_longest_waiting(social_worker, referrer):
    for name, urgency in [("Ana", "when_possible"), ("Bob", "week"), ("Cleo", "today"), ("Dan", "week")]:
        setup.request(who=Identity(name=name), urgency=urgency, referrer=referrer.pk)
    assert [each.who.name for each in waiting(social_worker)] == ["Cleo", "Bob", "Dan", "Ana"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("twin", "why"),
    [
        (Identity(name="L. L.", phone="+33 6 39 98 00 01"), ("same phone",)),
        (Identity(name="Zoe", email="LINA@test.example"), ("same e-mail",)),
        (Identity(name="LEARNER, Lina"), ("same name",)),
        (Identity(name="Lina", birth_date=date(2005, 3, 1)), ("same birth date", "same name")),
        (Identity(name="Lina Other"), ()),
        (Identity(name="Zoe", birth_date=date(2005, 3, 1)), ()),
    ],
)
def test_a_probable_duplicate_says_why(social_worker, twin, why):
    case_id = cases.open_case(who=LINA, reach_by="sms", language="fr", by=social_worker.pk)
    setup.request(who=twin)
    (one,) = waiting(social_worker)
    assert [(each.name, each.why, each.case_id) for each in one.duplicates] == (
        [("Lina Learner", why, case_id)] if why else []
    )


@pytest.mark.django_db
def test_a_file_outside_the_circle_matches_without_its_name(social_worker, other_social_worker):
    cases.open_case(who=LINA, reach_by="sms", language="fr", by=other_social_worker.pk)
    setup.request(who=LINA)
    (one,) = waiting(social_worker)
    assert [(each.name, each.case_id) for each in one.duplicates] == [("", None)]


@pytest.mark.django_db
def test_two_requests_of_one_person_point_at_each_other(social_worker):
    first, second = setup.request(who=LINA), setup.request(who=LINA)
    assert [[each.request_id for each in one.duplicates] for one in waiting(social_worker)] == [[second], [first]]


@pytest.mark.django_db
def test_taking_opens_a_file_for_her_alone(social_worker, other_social_worker):
    case_id = queue.take(request_id=setup.request(who=LINA), by=social_worker.pk)
    assert waiting(other_social_worker) == []
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert identity.of_row(Case.objects.get(id=case_id)) == LINA
        assert list(CircleMember.objects.values_list("user_id", flat=True)) == [social_worker.pk]
    with compartment.social_work(by=other_social_worker.pk, purpose="test"):
        assert Case.objects.count() == Request.objects.count() == 0


@pytest.mark.django_db
def test_joining_completes_what_is_known_and_replaces_nothing(social_worker):
    known = Identity(name="Lina Learner", phone="06 39 98 00 01")
    case_id = cases.open_case(who=known, reach_by="sms", language="fr", by=social_worker.pk)
    said = Identity(name="Lina L.", phone="06 39 98 00 01", email="lina@test.example")
    queue.join(request_id=setup.request(who=said), case_id=case_id, by=social_worker.pk)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        who = identity.of_row(Case.objects.get())
    assert who == Identity(name="Lina Learner", phone="06 39 98 00 01", email="lina@test.example")


@pytest.mark.django_db
def test_a_closed_request_is_neither_taken_nor_closed_again(social_worker):
    number = setup.request(who=LINA)
    queue.close(request_id=number, by=social_worker.pk)
    with pytest.raises(AlreadyClosed):
        queue.take(request_id=number, by=social_worker.pk)
    with pytest.raises(AlreadyClosed):
        queue.close(request_id=number, by=social_worker.pk)


@pytest.mark.django_db(transaction=True)
def test_two_social_workers_take_the_same_request_and_one_gets_it(social_worker, other_social_worker):
    number = setup.request(who=LINA)
    barrier, outcomes = threading.Barrier(2), {}

    def take(by):
        barrier.wait()
        try:
            outcomes[by] = queue.take(request_id=number, by=by)
        except AlreadyTaken as refusal:
            outcomes[by] = refusal
        finally:
            connection.close()

    people = [social_worker.pk, other_social_worker.pk]
    threads = [threading.Thread(target=take, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes.values()) == ["AlreadyTaken", "UUID"]
    for by in people:
        with compartment.social_work(by=by, purpose="test"):
            assert Case.objects.count() == (0 if isinstance(outcomes[by], AlreadyTaken) else 1)
