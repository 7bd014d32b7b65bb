"""Nothing of somebody who is helped reaches those who must not know: not in a page, a file, a mail, the log, the cache, a table."""

import logging
from datetime import timedelta

import pytest

from coop.accounts.models import Duty
from coop.audit.models import JournalEntry
from coop.documents import requests as documents
from coop.notifications import sending
from coop.web import clock, logs
from pantry import distributions, plans
from referrals import cases, check_ins, codes, compartment
from referrals import setup as referrals_setup
from referrals.identity import Identity
from referrals.models import PickupCode
from tests import leaks
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import harmless, weekly

pytestmark = pytest.mark.django_db

NAME = ["Lina Learner", "Learner, Lina", "lina.learner", "39 98 00 01", "39980001"]
STORY = ["has not eaten since yesterday", "wept while taking the bag"]
WAITING = ["Mehdi Aubert", "39 98 00 02", "often late", "Aubert"]


@pytest.fixture
def story(learner, social_worker, coordinator, volunteer, referrer, places, lot, product, settings):  # noqa: F811
    """A whole week: Lina is helped and also volunteers, Mehdi waits; stock came in, the basket is planned and its code issued."""
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 20)
    who = Identity(name="Mehdi Aubert", phone="06 39 98 00 02")
    referrals_setup.request(who=who, referrer=referrer.pk, referrer_name="M. Roux", sentence="He is often late.")
    cases.note_volunteer(case_id=learner.case_id, user_id=volunteer.pk, by=social_worker.pk)
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=coordinator.pk)
    distributions.freeze(distribution_id=day.pk, by=coordinator.pk)
    assert codes.issue_codes() == 1
    distributions.open_distribution(distribution_id=day.pk, by=coordinator.pk)
    word = check_ins.Word(mood="worse", wants_to_talk=True, sentence="Wept while taking the bag.")
    check_ins.leave(distribution_id=day.pk, number=day.baskets.get().number, word=word, by=coordinator.pk)
    assert check_ins.sort_in() == 1
    with clock.at(clock.now() + timedelta(days=1)):
        sending.send_due()
    with compartment.social_work(by=social_worker.pk, purpose="test", person=learner.case_id):
        pass
    return Story(learner, day, code_of(learner))


class Story:
    """Who is helped, the week, the code, and the numbers with which addresses can be tried."""

    def __init__(self, learner, day, code: str) -> None:
        self.learner, self.day, self.code = learner, day, code
        self.numbers = {
            "int": [day.pk, *day.baskets.values_list("pk", flat=True)],
            "uuid": [learner.case_id, learner.beneficiary],
            "slug": ["x"],
            "str": ["x"],
        }
        self.secrets = [*NAME, *STORY, *WAITING, str(learner.beneficiary), code]


def code_of(learner) -> str:
    """The pick-up code, as Lina sees it."""
    from referrals import sealing
    from referrals.models import Case

    with compartment.learner(person=learner.case_id, purpose="test"):
        case, kept = Case.objects.get(id=learner.case_id), PickupCode.objects.get(case_id=learner.case_id)
        return sealing.unseal(sealing.key_of(case), kept.sealed_code, what="code", of=kept.id)["code"]


def test_the_secret_is_there_for_those_who_may_see_it(story, social_worker, client_of):
    """The same eyes that find nothing elsewhere find everything here."""
    seen = leaks.receive(client_of(social_worker), leaks.addresses(story.numbers))
    found = {secret for _where, secret in leaks.find(story.secrets, seen)}
    assert {"Lina Learner", *STORY, "Mehdi Aubert", "39 98 00 01"} <= found
    learner_sees = leaks.receive(story.learner.browser(), ["/mine/"], most=8)
    assert story.code in {secret for _where, secret in leaks.find([story.code], learner_sees)}


OTHERS = [
    "volunteer",
    "coordinator",
    "management",
    "administrator",
    "data_protection_officer",
    "programme_lead",
    "outsider",
]


@pytest.mark.parametrize("role", OTHERS)
def test_nothing_of_it_is_in_any_byte_that_others_receive(role, story, request, client_of):
    user = request.getfixturevalue(role)
    for task in Duty.Task.values if role == "volunteer" else ():
        Duty.objects.create(
            user=user,
            task=task,
            starts_at=clock.now() - timedelta(hours=1),
            ends_at=clock.now() + timedelta(hours=1),
            opened_by=0,
        )
    seen = leaks.receive(client_of(user), leaks.addresses(story.numbers))
    assert len(seen) > 20
    asked_for = (str(story.learner.beneficiary), str(story.learner.case_id))
    echoes = [where for where in seen if any(number in where for number in asked_for)]
    assert [hit for hit in leaks.find(story.secrets, seen) if hit[0] not in echoes] == []
    others = [secret for secret in story.secrets if secret not in asked_for]
    assert leaks.find(others, {where: seen[where] for where in echoes}) == []


def test_a_referrer_sees_a_state_and_their_own_referral_alone(story, referrer, client_of):
    seen = leaks.receive(client_of(referrer), leaks.addresses(story.numbers))
    asked_for = str(story.learner.beneficiary)
    secrets = [*NAME, *STORY, *WAITING, story.code]
    assert leaks.find(secrets, {w: t for w, t in seen.items() if asked_for not in w}) == []


def test_another_social_worker_sees_the_queue_and_no_file_of_another_circle(story, other_social_worker, client_of):
    seen = leaks.receive(client_of(other_social_worker), leaks.addresses(story.numbers))
    assert leaks.find(["Mehdi Aubert"], seen) != []
    assert leaks.find([*NAME, *STORY, story.code], seen) == []


def test_no_mail_says_more_than_that_there_is_something_to_look_at(story, settings):
    sent = leaks.mails(settings.EMAIL_FILE_PATH)
    assert any("lina.learner" in where for where in sent)
    assert leaks.find(["has not eaten", "basket", "social", "food", *WAITING, story.code], sent) == []
    assert {each["Subject"] for each in _headers(settings)} == {"CO'OP"}


def _headers(settings):
    import email
    from pathlib import Path

    return [email.message_from_bytes(file.read_bytes()) for file in Path(settings.EMAIL_FILE_PATH).glob("*")]


def test_the_pick_list_names_goods_and_no_person(story, coordinator):
    params = {"distribution": story.day.pk}
    document = documents.request_document(kind="pantry.pick_list", params=params, by=coordinator.pk, language="en")
    assert documents.make(number=document.pk)
    document.refresh_from_db()
    page = {"pick list": leaks.pdf_text(documents.hand_over(document=document, by=coordinator.pk))}
    assert leaks.find(["Rice"], page) != []
    assert leaks.find([*story.secrets, str(story.learner.case_id)], page) == []


def test_no_table_outside_the_compartment_holds_it_and_no_cache_does(story):
    rows = leaks.tables()
    assert leaks.find(["Camille Coordinator", "Rice"], rows) != []  # these eyes do see
    secrets = [*NAME, *STORY, *WAITING, story.code]
    assert leaks.find(secrets, rows) == []
    assert leaks.find([*secrets, str(story.learner.case_id), str(story.learner.beneficiary)], leaks.cached()) == []


def test_no_table_joins_a_volunteer_with_the_help_they_receive(story, volunteer):
    """The number of the file and the number of the account stand in no row together."""
    mine = {f"{row.by_id}" for row in JournalEntry.objects.filter(person=str(story.learner.case_id))}
    assert str(volunteer.pk) not in mine
    together = [
        (row.action, row.state)
        for row in JournalEntry.objects.filter(object_id=str(story.learner.case_id))
        if str(volunteer.pk) in (row.state, row.object_id)
    ]
    assert together == []


def test_the_log_says_nothing_of_it(story, social_worker, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    leaks.receive(client_of(social_worker), ["/cases/", f"/cases/{story.learner.case_id}/"], most=12)
    leaks.receive(story.learner.browser(), ["/mine/"], most=6)
    formatter = logs.Discreet(processors=[lambda _logger, _name, event: str(event)], foreign_pre_chain=logs.SHARED)
    written = {
        str(n): formatter.format(record) for n, record in enumerate(caplog.records) if record.name[:9] != "django.db"
    }
    assert len(written) > 5
    assert leaks.find([*story.secrets, str(story.learner.case_id)], written) == []
