"""What a device answers is never trusted: whatever comes back in its place gets a sentence."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from coop.accounts import addresses
from coop.audit.journal import SYSTEM

PASSWORD = "sept chevaux bleus dansent"
PART = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}
ODD = [
    "",
    "not json",
    "null",
    "7",
    "[]",
    '["a"]',
    '"text"',
    "{}",
    "[" * 3000,
    json.dumps(PART),
    json.dumps(PART | {"response": "text"}),
    json.dumps(PART | {"response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}),
    json.dumps(PART | {"response": {"clientDataJSON": 7, "attestationObject": None}}),
    json.dumps(PART | {"response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}}),
    json.dumps({"id": "\ud800"}),
]


@pytest.fixture
def browser(coordinator):
    """A coordinator at the first sign-in: the second factor is asked for."""
    cache.clear()
    coordinator.set_password(PASSWORD)
    coordinator.save()
    addresses.set_address(user=coordinator, email=coordinator.email, by=SYSTEM)
    browser = Client(headers={"accept-language": "en"})
    browser.post("/accounts/login/", {"login": coordinator.email, "password": PASSWORD})
    return browser


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ODD, ids=range(len(ODD)))
def test_an_odd_answer_of_a_device_is_refused_with_a_sentence(answer, browser):
    address = "/accounts/second-factor/passkey/"
    browser.get(address)
    page = browser.post(address, {"name": "x" * 300, "credential": answer})
    assert page.status_code in (200, 400)
    assert "error-summary" in page.content.decode() or page.status_code == 400
    assert not Authenticator.objects.exists()
    assert browser.get("/accounts/me/").wsgi_request.user.is_anonymous


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ODD, ids=range(len(ODD)))
def test_an_odd_answer_at_a_sign_in_is_refused_with_a_sentence(answer, browser, coordinator):
    second_factor = Authenticator.objects.create(user=coordinator, type=Authenticator.Type.TOTP, data={"secret": ""})
    browser.cookies.clear()
    answered = browser.post("/accounts/login/", {"login": coordinator.email, "password": PASSWORD})
    assert answered.url == "/accounts/2fa/authenticate/"
    browser.get(answered.url)
    page = browser.post(answered.url, {"credential": answer})
    assert page.status_code in (200, 400)
    assert browser.get("/accounts/me/").wsgi_request.user.is_anonymous
    second_factor.refresh_from_db()
    assert second_factor.last_used_at is None
