"""The emergency basket: one answer for whoever types, nothing to read again, one a month, and a social worker who settles it."""

import re
import threading
from contextlib import closing
from datetime import date, time, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from coop.audit.models import JournalEntry
from coop.school import presence
from coop.school import settings as school_settings
from coop.school.models import PresencePattern
from coop.school.years import school_year_of
from coop.web import clock
from coop.web.models import OnceKey
from pantry import losses
from pantry.models import Basket, Lot
from referrals import (
    cases,
    codes,
    compartment,
    emergency_baskets,
    emergency_grants,
    limits,
    reports,
    retention,
    rights,
    timeline,
)
from referrals.errors import AlreadySettled, SomebodyIsHere
from referrals.identity import Identity
from referrals.models import Case, EmergencyGrant, EmergencyMark
from referrals.rotation import rebuild_emergency_marks
from tests import leaks
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import harmless
from tests.pantry.test_at_once import hand_over
from tests.referrals.conftest import collect

pytestmark = pytest.mark.django_db
URL = "/emergency-basket/"
NINA = Identity(name="Nina Petit", birth_date=date(2007, 5, 2))
SORRY = "Please ask the social worker"


@pytest.fixture(autouse=True)
def shelf(lot, product):  # noqa: F811
    """Something to give."""
    return lot(harmless(product("Rice", "rice", net_weight_g=500)), 200)


def ask(coordinator, who=NINA):
    return emergency_baskets.ask(who=who, persons=1, cooking="full", by=coordinator.pk)


def send(browser, **changes):
    said = {"name": NINA.name, "birth_date": "2007-05-02", "persons": "1", "cooking": "full"}
    return browser.post(URL, {"key": str(uuid4()), **said, **changes})


def code_in(answer):
    shown = re.search(r"ticket.*?</span>", answer.content.decode(), re.S)
    return re.search(r'aria-label="\w+ (\w{6})"', shown[0])[1] if shown else ""


def open_grants(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return list(EmergencyGrant.objects.filter(settled_at=None).values_list("id", flat=True))


def test_granted_with_a_code_that_opens_the_bag_at_the_desk(coordinator, social_worker, client_of):
    browser = client_of(coordinator)
    answer = send(browser)
    assert "Granted" in answer.content.decode()
    assert NINA.name not in answer.content.decode()
    page = browser.post("/desk/", {"key": str(uuid4()), "code": code_in(answer)}).content.decode()
    assert "Code recognised" in page


def test_a_second_tap_gives_a_code_for_the_same_bag(coordinator, social_worker, client_of):
    browser, key = client_of(coordinator), str(uuid4())
    first, second = (send(browser, key=key) for _tap in range(2))
    assert Basket.objects.count() == len(open_grants(social_worker)) == 1
    assert code_in(second)
    assert code_in(second) not in ("", code_in(first))
    wrong = browser.post("/desk/", {"key": str(uuid4()), "code": code_in(first)}).content.decode()
    assert "This code is not for today" in wrong


@pytest.mark.parametrize(
    "again",
    ["Nina Petit", "PETIT, nina", "Nina Marie Petit", "Petit Nina-Rose", "Dr Nina"],
)
def test_one_within_the_days_however_the_name_is_written(again, coordinator, social_worker):
    assert ask(coordinator)
    assert ask(coordinator, Identity(name=again, birth_date=NINA.birth_date)) is None


def test_somebody_else_of_that_name_or_of_that_day_is_somebody_else(coordinator, social_worker):
    assert ask(coordinator)
    assert ask(coordinator, Identity(name="Nina Petit", birth_date=date(2008, 5, 2)))
    assert ask(coordinator, Identity(name="Omar Diallo", birth_date=NINA.birth_date))


def test_the_next_one_comes_after_the_days_of_the_setting(coordinator, social_worker, administrator):
    school_settings.change(values={"emergency_basket_days": 10}, by=administrator.pk)
    assert ask(coordinator)
    for days, granted in ((9, False), (10, True)):
        with clock.at(clock.now() + timedelta(days=days)):
            assert bool(ask(coordinator)) is granted


def without_stock(coordinator, _learner):
    for each in Lot.objects.all():
        losses.quarantine(lot_id=each.pk, reason="Torn", by=coordinator.pk)


def had_one(coordinator, _learner):
    assert ask(coordinator)


def too_often(coordinator, _learner):
    for number in range(limits.BASKETS):
        ask(coordinator, Identity(name=f"Somebody{chr(97 + number)} Else", birth_date=date(2001, 1, 1 + number)))


@pytest.mark.parametrize("why", [without_stock, had_one, too_often])
def test_every_other_case_gets_the_same_page_and_leaves_nothing(why, coordinator, social_worker, learner, client_of):
    why(coordinator, learner)
    before = (Basket.objects.count(), len(open_grants(social_worker)))
    page = send(client_of(coordinator)).content.decode()
    assert SORRY in page
    assert "Nina" not in page
    assert (Basket.objects.count(), len(open_grants(social_worker))) == before
    plain = re.sub(r'value="[^"]{30,}"|csrf[^>]*', "", page)
    assert plain == re.sub(r'value="[^"]{30,}"|csrf[^>]*', "", send(client_of(coordinator)).content.decode())


def shapes(act):
    with CaptureQueriesContext(connection) as caught:
        act()
    return [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", query["sql"])[:50] for query in caught.captured_queries]


def test_somebody_who_is_helped_and_somebody_unknown_get_the_same_answer_by_the_same_statements(
    coordinator, social_worker, learner
):
    ask(coordinator, Identity(name="First Today", birth_date=date(2001, 1, 1)))  # makes the day
    known = Identity(name=learner.who.name, birth_date=date(2006, 6, 6))
    with_a_file = shapes(lambda: ask(coordinator, known))
    unknown = shapes(lambda: ask(coordinator, Identity(name="Nobody Known", birth_date=date(2006, 6, 7))))
    assert with_a_file == unknown


def test_a_refusal_by_the_days_takes_the_way_of_a_grant(coordinator, social_worker):
    ask(coordinator, Identity(name="First Today", birth_date=date(2001, 1, 1)))
    granted = shapes(lambda: ask(coordinator))
    refused = shapes(lambda: ask(coordinator))
    ending = ("RELEASE", "ROLLBACK", 'INSERT INTO "audit')
    assert [each for each in refused if not each.startswith(ending)] == [
        each for each in granted if not each.startswith(ending)
    ][: len([each for each in refused if not each.startswith(ending)])]
    assert len(granted) - len(refused) <= 3


def test_tries_stay_limited_while_the_broker_is_away_or_forgets(coordinator, social_worker):
    too_often(coordinator, None)
    cache.clear()
    assert ask(coordinator) is None
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        assert ask(coordinator)


def test_each_try_is_journalled_by_number_and_nothing_typed_is_kept(coordinator, social_worker, client_of):
    for _try in range(2):
        send(client_of(coordinator))
    noted = JournalEntry.objects.filter(action="referrals.emergency_basket.ask").values_list("by_id", "state")
    assert sorted(noted) == [(coordinator.pk, "granted"), (coordinator.pk, "refused")]
    kept = str(list(OnceKey.objects.values())) + str(list(JournalEntry.objects.values()))
    assert leaks.find(["Nina", "Petit", "2007-05-02"], {"kept": kept} | leaks.cached()) == []
    assert leaks.find(["Nina"], leaks.tables()) == []


def test_from_her_account_nothing_typed_can_be_read_again(coordinator, social_worker, client_of):
    browser = client_of(coordinator)
    send(browser)
    (number,) = open_grants(social_worker)
    day = Basket.objects.get().distribution_id
    numbers = {"int": [day, Basket.objects.get().pk], "uuid": [number], "slug": ["x"], "str": ["x"]}
    seen = leaks.receive(browser, [URL, *leaks.addresses(numbers)])
    assert leaks.find(["Nina", "Petit", "2 May 2007"], seen) == []
    assert browser.get(f"/cases/emergency-baskets/{number}/").status_code == 403


def test_while_a_social_worker_is_there_the_page_says_so_and_takes_nothing(coordinator, social_worker, client_of):
    morning = PresencePattern(weekday=clock.today().weekday(), from_time=time(9), to_time=time(12), slot_minutes=60)
    presence.set_week(user=social_worker.pk, patterns=[morning], by=social_worker.pk)
    browser = client_of(coordinator)
    early = clock.now().replace(hour=6, minute=0)
    with clock.at(early):
        assert "A social worker is here today" in browser.get(URL).content.decode()
        assert "Please ask her." in send(browser).content.decode()
        with pytest.raises(SomebodyIsHere):
            ask(coordinator)
    with clock.at(early.replace(hour=15)):
        assert ask(coordinator)
    presence.be_away(user=social_worker.pk, first=clock.today(), last=clock.today(), by=social_worker.pk)
    with clock.at(early):
        assert "A social worker is here" not in browser.get(URL).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"birth_date": ""}, "This field is required."),
        ({"birth_date": str(date(1850, 1, 1))}, "Check the year of birth."),
        ({"birth_date": "2990-01-01"}, "Check the year of birth."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_is_no_try(said, sentence, coordinator, social_worker, client_of):
    assert sentence in send(client_of(coordinator), **said).content.decode()
    assert not JournalEntry.objects.filter(action="referrals.emergency_basket.ask").exists()


# --- the social worker settles it


def test_it_waits_among_the_things_to_do_of_every_social_worker(
    coordinator, social_worker, other_social_worker, client_of
):
    ask(coordinator)
    for user in (social_worker, other_social_worker):
        for page in ("/cases/", "/cases/tasks/"):
            shown = client_of(user).get(page).content.decode()
            assert "Nina Petit" in shown
            assert "Emergency basket to settle" in shown


def settle(user, into, client_of):
    (number,) = open_grants(user)
    return client_of(user).post(f"/cases/emergency-baskets/{number}/", {"key": str(uuid4()), "into": str(into)})


def test_it_goes_into_the_file_that_it_probably_belongs_to(coordinator, social_worker, client_of):
    known = Identity(name="Nina Petit", birth_date=NINA.birth_date, phone="06 39 98 44 01")
    case_id = cases.open_case(who=known, reach_by="call", language="fr", by=social_worker.pk)
    hand_over(ask(coordinator), coordinator.pk)
    (number,) = open_grants(social_worker)
    page = client_of(social_worker).get(f"/cases/emergency-baskets/{number}/").content.decode()
    assert "Maybe Nina Petit: same birth date, same name." in page
    assert settle(social_worker, case_id, client_of).url == f"/cases/{case_id}/"
    titles = [str(entry.title) for entry in timeline.read(case_id=case_id, by=social_worker.pk).entries]
    assert {"Emergency basket, given by the coordination", "Basket collected"} <= set(titles)
    assert len(rights.own_data(case_id=case_id)["baskets"]) == 1
    assert open_grants(social_worker) == []
    with pytest.raises(AlreadySettled):
        emergency_grants.let_go(grant_id=number, by=social_worker.pk)


def test_the_pantry_never_learns_that_the_bag_and_the_file_are_one_person(coordinator, learner, social_worker):
    given = ask(coordinator)
    (number,) = open_grants(social_worker)
    emergency_grants.put_into(grant_id=number, case_id=learner.case_id, by=social_worker.pk)
    assert given.beneficiary != learner.beneficiary
    assert list(Basket.objects.values_list("beneficiary", flat=True)) == [given.beneficiary]


def test_a_person_with_a_file_and_a_bag_at_once_is_counted_once(coordinator, learner, frozen, basket_of, social_worker):
    codes.issue_codes()
    with compartment.learner(person=learner.case_id, purpose="test"):
        case = Case.objects.get(id=learner.case_id)
        kept = codes.PickupCode.objects.get(case=case)
        code = codes.read_code(case, kept)["code"]
    collect(frozen, basket_of(frozen), code, coordinator)
    hand_over(ask(coordinator), coordinator.pk)
    today = clock.today()
    assert reports.month(today, today).helped == 2
    emergency_grants.put_into(grant_id=open_grants(social_worker)[0], case_id=learner.case_id, by=social_worker.pk)
    assert reports.month(today, today).helped == 1


def test_nobody_knew_them_and_a_file_is_opened(coordinator, social_worker, client_of):
    ask(coordinator)
    answer = settle(social_worker, "new", client_of)
    assert "Nina Petit" in client_of(social_worker).get(answer.url).content.decode()


def test_without_a_file_the_name_goes_now_and_the_days_still_count(coordinator, social_worker, client_of):
    ask(coordinator)
    assert settle(social_worker, "none", client_of).url == "/cases/tasks/"
    with compartment.task(compartment.Task.RETENTION):
        row = EmergencyGrant.objects.get()
        assert (row.sealed_identity, row.wrapped_key) == (None, None)
    assert ask(coordinator) is None
    with clock.at(clock.now() + timedelta(days=30)):
        assert emergency_grants.forget() == 2
    with compartment.task(compartment.Task.RETENTION):
        assert EmergencyGrant.objects.count() == EmergencyMark.objects.count() == 0


def test_after_the_days_a_linked_one_keeps_the_fact_and_loses_the_name(coordinator, learner, social_worker):
    ask(coordinator)
    emergency_grants.put_into(grant_id=open_grants(social_worker)[0], case_id=learner.case_id, by=social_worker.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        emergency_grants.forget()
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert EmergencyGrant.objects.get().sealed_identity is None


def test_it_goes_with_the_file(coordinator, learner, social_worker):
    given = ask(coordinator)
    emergency_grants.put_into(grant_id=open_grants(social_worker)[0], case_id=learner.case_id, by=social_worker.pk)
    hand_over(given, coordinator.pk)
    school_year = school_year_of(clock.today())
    before = reports.year(school_year)
    retention.erase(case_id=learner.case_id, by=social_worker.pk)
    assert Basket.objects.get(pk=given.basket_id).persons == 0
    assert reports.year(school_year) == before
    with compartment.task(compartment.Task.RETENTION):
        assert EmergencyGrant.objects.count() == EmergencyMark.objects.count() == 0


def test_a_file_outside_the_circle_is_no_place_for_it(coordinator, learner, other_social_worker, client_of):
    ask(coordinator)
    assert "Lina" not in settle(other_social_worker, learner.case_id, client_of).content.decode()
    with pytest.raises(Http404):
        emergency_grants.put_into(
            grant_id=open_grants(other_social_worker)[0], case_id=learner.case_id, by=other_social_worker.pk
        )


# --- two at once, and the database by itself


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_type_the_same_person_at_once_and_one_bag_leaves(coordinator, person, social_worker):
    colleague = person("Cleo Coordinator", "coordinator")
    barrier, outcomes = threading.Barrier(2), []

    def run(user):
        barrier.wait()
        try:
            outcomes.append(bool(ask(user)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[user]) for user in (coordinator, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert Basket.objects.count() == len(open_grants(social_worker)) == 1


def test_the_database_refuses_a_second_mark_within_the_days_by_itself(coordinator, social_worker):
    """Round the verb: the same digest, a day later."""
    ask(coordinator)
    with compartment.task(compartment.Task.ROTATION):
        row = EmergencyMark.objects.first()
        row.pk, row.starts, row.ends = uuid4(), row.starts + timedelta(days=1), row.ends + timedelta(days=1)
        with pytest.raises(IntegrityError, match="emergencymark_one_in_the_days"), transaction.atomic():
            row.save(force_insert=True)


def test_marks_are_made_again_under_a_new_key(coordinator, social_worker):
    ask(coordinator)
    assert rebuild_emergency_marks() == 1
    assert ask(coordinator) is None


@pytest.fixture
def raw():
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


def open_raw(cursor, actor, task):
    cursor.execute("SELECT referrals_open(%s, '', %s, 'attack')", [actor, task])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "task", ["emergency_basket", "ask", "refer", "slots", "sign_in", "codes", "check_in", "calendar"]
)
def test_raw_sql_from_her_account_reads_nothing_back(task, raw, coordinator, social_worker):
    assert ask(coordinator)
    open_raw(raw, coordinator.pk, task)
    for table in ("emergencygrant", "emergencymark", "case", "request", "blindmark"):
        raw.execute(f"SELECT count(*) FROM referrals_{table}")
        assert raw.fetchone() == (0,) or (task, table) in {("sign_in", "blindmark"), ("codes", "case")}, table
    raw.execute("DELETE FROM referrals_emergencymark")
    assert raw.rowcount == 0
    raw.execute("UPDATE referrals_emergencygrant SET granted_at = now()")
    assert raw.rowcount == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["volunteer", "administrator", "referrer", "management", "outsider"])
def test_nobody_but_a_coordinator_writes_one_even_by_raw_sql(role, request, raw, coordinator, social_worker):
    assert ask(coordinator)
    user = request.getfixturevalue(role)
    open_raw(raw, user.pk, "emergency_basket")
    insert = (
        "INSERT INTO referrals_emergencygrant (id, granted_at, granted_by, basket_id, beneficiary, wrapped_key,"
        " sealed_identity) VALUES (%s, now(), %s, 99, %s, 'x', 'x')"
    )
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        raw.execute(insert, [str(uuid4()), user.pk, str(uuid4())])
