"""Set-up once, by command or by screens; afterwards closed."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.school.models import ClosedDays, Place, PresencePattern, School, Term
from coop.setup import first_run

WORDS = [
    "--name=Lycée des Marais",
    "--administrator-name=Aline Roy",
    "--administrator-email=aline@school.example",
    "--social-worker-name=Sofia Petit",
    "--social-worker-email=sofia@school.example",
    "--term=Premier semestre:2026-09-01:2027-01-31",
    "--closure=Noël:2026-12-19:2027-01-04",
    "--place=fridge:Frigo",
    "--presence=mon:09:00-12:00",
]
PASSWORD = "sept chevaux bleus dansent"


def run(*words):
    out = StringIO()
    call_command("setup_school", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_makes_the_school_and_two_links_that_open_accounts(client):
    said = run(*WORDS)
    assert (School.objects.get().name, Term.objects.count(), Place.objects.get().kind) == (
        "Lycée des Marais",
        1,
        "fridge",
    )
    worker = User.objects.get(email="sofia@school.example")
    assert PresencePattern.objects.get().user == worker.pk
    assert (worker.is_active, worker.roles) == (False, frozenset({Role.SOCIAL_WORKER}))
    link = said.split("social worker's link: ")[1].split()[0]
    path = "/" + link.split("/", 3)[3]
    answer = client.post(path, {"full_name": "Sofia Petit", "password": PASSWORD})
    assert answer.url == "/accounts/second-factor/"
    assert client.get(path, headers={"accept-language": "en"}).content.decode().count("done already") == 1
    worker.refresh_from_db()
    assert worker.is_active


@pytest.mark.django_db
def test_a_second_set_up_is_refused(client):
    run(*WORDS)
    with pytest.raises(CommandError):
        run(*WORDS)
    with pytest.raises(CommandError):
        run("--link")
    assert client.get(f"/setup/?token={first_run.token()}").status_code == 200
    assert client.get("/setup/school/").url == "/setup/"


@pytest.mark.django_db
def test_administrator_and_social_worker_are_two_people():
    words = [word.replace("sofia@", "ALINE@") for word in WORDS]
    with pytest.raises(CommandError, match="two people"):
        run(*words)
    assert School.objects.filter(set_up_at__isnull=False).count() == 0


@pytest.mark.django_db
def test_the_screens_stay_closed_without_the_link(client):
    assert "setup_school --link" in client.get("/setup/").content.decode()
    assert client.get("/setup/?token=guess").status_code == 200
    assert client.get("/setup/school/").url == "/setup/"


@pytest.mark.django_db
def test_the_screens_set_a_school_up_in_six_steps():
    browser = Client(headers={"accept-language": "en"})
    key = {"key": "0" * 32}
    assert browser.get(f"/setup/?token={first_run.token()}").url == "/setup/school/"
    school = {"name": "Lycée des Marais", "country": "BE", "languages": ["fr", "en"], **key}
    assert browser.post("/setup/school/", school).url == "/setup/terms/"
    terms = {"name_1": "S1", "starts_1": "2026-09-01", "ends_1": "2027-01-31", **key}
    assert browser.post("/setup/terms/", terms).url == "/setup/holidays/"
    holidays = {"name_1": "Noël", "starts_1": "2026-12-21", "ends_1": "2027-01-03", "name_2": "Carnaval", **key}
    assert browser.post("/setup/holidays/", holidays).url == "/setup/places/"
    places = {"name_1": "Réserve", "kind_1": "room", "name_2": "Frigo", "kind_2": "fridge", **key}
    assert browser.post("/setup/places/", places).url == "/setup/presence/"
    presence = {"from_0": "09:00", "to_0": "12:00", "slot_minutes": "45", **key}
    assert browser.post("/setup/presence/", presence).url == "/setup/people/"
    assert "Lycée des Marais" in browser.get("/setup/school/").content.decode()
    people = {
        "administrator_name": "Aline Roy",
        "administrator_email": "aline@school.example",
        "social_worker_name": "Sofia Petit",
        "social_worker_email": "sofia@school.example",
        **key,
    }
    assert browser.post("/setup/people/", people).url == "/setup/"
    assert "is set up" in browser.get("/setup/").content.decode()
    assert list(Place.objects.values_list("name", flat=True)) == ["Réserve", "Frigo"]
    assert (School.objects.get().languages, School.objects.get().country) == (["fr", "en"], "BE")
    assert [row.name for row in ClosedDays.objects.all()] == ["Noël"]
    assert PresencePattern.objects.get().slot_minutes == 45


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        ("school", {"name": ""}, "This field is required."),
        ("terms", {"starts_1": "2027-01-01", "ends_1": "2026-01-01"}, "Give both days, the later one second."),
        ("holidays", {"starts_1": "2026-12-21"}, "Give both days, the later one second."),
        (
            "holidays",
            {"starts_1": "2026-12-21", "ends_1": "2027-01-03", "starts_2": "2027-01-03", "ends_2": "2027-01-04"},
            "Other holidays cover some of these days.",
        ),
        ("places", {"name_1": "A", "name_2": "A"}, "Two places have the same name."),
        ("presence", {"from_0": "12:00", "to_0": "09:00", "slot_minutes": "45"}, "Give both times"),
        ("people", {"administrator_email": "a@b.example", "social_worker_email": "a@b.example"}, "Two people"),
    ],
)
def test_a_step_says_what_is_wrong_and_keeps_what_was_typed(step, values, sentence):
    browser = Client(headers={"accept-language": "en"})
    browser.get(f"/setup/?token={first_run.token()}")
    page = browser.post(f"/setup/{step}/", {"key": "0" * 32, **values}).content.decode()
    assert sentence in page
    assert all(value in page for value in values.values())


@pytest.mark.django_db(transaction=True)
def test_two_set_ups_at_once_make_one_school():
    person = first_run.First
    barrier, refused = threading.Barrier(2), []

    def work(number):
        plan = first_run.Plan(
            school={"name": f"School {number}"},
            administrator=person("A", f"a{number}@school.example"),
            social_worker=person("S", f"s{number}@school.example"),
        )
        barrier.wait()
        try:
            first_run.set_up(plan)
        except first_run.AlreadySetUp:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(refused), User.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_only_when_no_social_worker_is_left_may_the_installation_name_one(administrator, social_worker):
    School.objects.create(name="A", set_up_at="2026-01-01T00:00Z")
    words = ("--social-worker-name=New One", "--social-worker-email=new@school.example")
    with pytest.raises(CommandError, match="she confirms"):
        run(*words)
    from coop.accounts import grants

    grants.revoke(grant=social_worker.grants.get(), by=administrator.pk)
    assert "social worker's link" in run(*words)
