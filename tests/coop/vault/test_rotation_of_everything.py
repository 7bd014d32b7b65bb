"""After a change of every key, what was sealed by any app is still read, and found again by name and address."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.core.management import call_command
from django.urls import reverse

from coop.notifications.models import Message
from coop.vault import keyring
from referrals import learners
from tests import leaks

pytestmark = pytest.mark.django_db


@pytest.fixture
def helped(own_ring, request):
    """Lina, sealed with the first keys of a ring of our own."""
    return request.getfixturevalue("learner")


def test_a_file_is_read_and_its_owner_found_after_every_key_has_changed(helped, social_worker, client_of):
    browser = client_of(social_worker)
    address = reverse("referrals:case", args=[helped.case_id])
    assert "Lina Learner" in browser.get(address).text
    before = keyring.ring()
    call_command("rotate_keys", index=True, stdout=StringIO())
    call_command("rotate_keys", forget=True, stdout=StringIO())
    after = keyring.ring()
    assert set(after.sealing.keys).isdisjoint(before.sealing.keys)
    assert after.index.active != before.index.active
    assert "Lina Learner" in browser.get(address).text
    assert leaks.find(["has not eaten"], leaks.receive(browser, [address], most=60)) != []
    mails = Message.objects.count()
    learners.send_code(address=helped.who.email, language="en")
    assert Message.objects.count() == mails + 1
    assert helped.browser().get("/mine/").status_code == 200


def test_second_factors_survive_a_change_of_keys(own_ring, social_worker):
    factor = Authenticator.objects.create(
        user=social_worker, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
    )
    codes = Authenticator.objects.create(
        user=social_worker, type=Authenticator.Type.RECOVERY_CODES, data={"seed": encrypt("abc"), "used_mask": 5}
    )
    call_command("rotate_keys", stdout=StringIO())
    call_command("rotate_keys", forget=True, stdout=StringIO())
    factor.refresh_from_db()
    codes.refresh_from_db()
    assert decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert (decrypt(codes.data["seed"]), codes.data["used_mask"]) == ("abc", 5)
