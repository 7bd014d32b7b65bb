"""The drill of docs/running.md: the key ring is gone for good, and the school begins again with what can still be read."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.management import CommandError, call_command
from django.test import Client

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.vault import anchor, keyring
from coop.web import clock, health
from pantry.models import Entitlement
from referrals import learners, rights
from referrals import setup as confidential
from referrals.identity import Identity

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def helped(own_ring, request):
    """Lina, sealed with a ring of our own, and mails about her on their way."""
    lina = request.getfixturevalue("learner")
    assert anchor.fits()
    learners.send_code(address=lina.who.email, language="en")
    return lina


def give_up(**options) -> str:
    out = StringIO()
    call_command("give_up_lost_keys", stdout=out, **options)
    return out.getvalue()


def browser_of(user) -> Client:
    browser = Client(raise_request_exception=False, headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def test_nothing_is_given_up_while_the_ring_is_there_or_nobody_searched(helped):
    with pytest.raises(CommandError, match="opens this database"):
        give_up(there_is_no_copy=True)
    keyring.path().unlink()
    with pytest.raises(CommandError, match="Search for a copy first"):
        give_up()
    assert len(rights.kept_numbers()) == 1


@pytest.mark.usefixtures("expects_errors")
def test_the_school_begins_again_with_a_new_ring(helped, social_worker, coordinator):
    Authenticator.objects.create(user=coordinator, type="totp", data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
    waiting = Message.objects.filter(state="waiting").count()
    keyring.path().unlink()
    answer = browser_of(social_worker).get("/cases/")
    assert (answer.status_code, "Wait a moment" in answer.text) == (503, True)

    said = give_up(there_is_no_copy=True)
    assert f"files 1, waiting mails {waiting}, documents 0, second factors 1." in said
    assert "keys" not in health.problems()
    assert rights.kept_numbers() == ()
    assert not Entitlement.objects.filter(ends__gt=clock.today()).exists()
    assert JournalEntry.objects.filter(action="rights.lost_keys").count() == 1
    assert browser_of(social_worker).get("/cases/").status_code == 200
    assert browser_of(coordinator).get("/stock/").status_code == 200

    again = confidential.request(who=Identity(name="Lina Learner", email=helped.who.email))
    case_id = confidential.take(request_id=again, by=social_worker.pk)
    assert "Lina Learner" in browser_of(social_worker).get(f"/cases/{case_id}/").text
    with pytest.raises(CommandError, match="opens this database"):
        give_up(there_is_no_copy=True)
