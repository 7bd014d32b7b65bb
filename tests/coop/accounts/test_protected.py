"""Changes that need a second person: the verbs, the database, and every address of the sign-in library tried directly."""

import re
import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from coop.accounts import addresses, errors, protected, sealed_codes, second_factor
from coop.accounts.models import ProtectedChange, User
from coop.accounts.roles import Role
from coop.audit.journal import SYSTEM
from coop.audit.models import JournalEntry
from coop.web import clock

PASSWORD = "sept chevaux bleus dansent"
NEW = "neuf lapins verts chantent"
KIND, STATE = ProtectedChange.Kind, ProtectedChange.State


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def signed_in_worker(social_worker):
    """A social worker with password and application, signed in through the real pages a moment ago."""
    social_worker.set_password(PASSWORD)
    social_worker.save()
    addresses.set_address(user=social_worker, email=social_worker.email, by=SYSTEM)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(social_worker, secret)
    second_factor.set_up(user=social_worker, by=social_worker.pk)
    browser = Client(headers={"accept-language": "en"})
    browser.post("/accounts/login/", {"login": social_worker.email, "password": PASSWORD})
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.get("/accounts/me/").status_code == 200
    return browser


@pytest.mark.django_db
def test_becoming_a_social_worker_is_asked_by_one_and_approved_by_another(administrator, social_worker, outsider, sent):
    change = protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    assert not again(outsider).holds(Role.SOCIAL_WORKER)
    with pytest.raises(errors.NotYoursToDecide):
        protected.approve(change=change, by=administrator)
    with pytest.raises(errors.NotYoursToDecide):
        protected.approve(change=change, by=outsider)
    protected.approve(change=change, by=social_worker)
    assert again(outsider).holds(Role.SOCIAL_WORKER)
    given = outsider.grants.get()
    assert (given.granted_by, given.approved_by) == (administrator.pk, social_worker.pk)
    states = JournalEntry.objects.filter(action__startswith="accounts.protected").values_list("action", flat=True)
    assert sorted(states) == ["accounts.protected.approved", "accounts.protected.ask"]


@pytest.mark.django_db
def test_every_social_worker_and_the_officer_are_told_in_neutral_words(
    administrator, social_worker, other_social_worker, data_protection_officer, coordinator, outsider, sent
):
    protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    told = sent.recipients()
    assert set(told) == {p.email for p in (social_worker, other_social_worker, data_protection_officer, outsider)}
    assert len(told) == 4
    for text in sent():
        words = set(re.findall(r"\w+", re.sub(r"Hello .*|https?://\S+", "", text).lower()))
        assert words.isdisjoint({"social", "worker", "pantry", "aid", "help", "basket", "otto", "outsider"})


@pytest.mark.django_db
def test_a_social_worker_refuses_and_nothing_changes(administrator, social_worker, outsider, sent):
    change = protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    protected.refuse(change=change, by=social_worker)
    assert (again(change).state, again(change).payload) == (STATE.REFUSED, None)
    with pytest.raises(errors.ChangeDecided):
        protected.approve(change=change, by=social_worker)
    assert outsider.grants.count() == 0


@pytest.mark.django_db
def test_what_nobody_decides_in_three_days_expires(administrator, social_worker, outsider, sent):
    change = protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    with clock.at(clock.now() + protected.LASTS):
        with pytest.raises(errors.ChangeDecided):
            protected.approve(change=change, by=social_worker)
        assert protected.expire_old() == 1
    assert again(change).state == STATE.EXPIRED


@pytest.mark.django_db
def test_her_password_changes_only_after_a_second_person(signed_in_worker, social_worker, other_social_worker, sent):
    body = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    signed_in_worker.post("/accounts/password/change/", body)
    assert again(social_worker).check_password(PASSWORD)
    change = ProtectedChange.objects.get(kind=KIND.PASSWORD)
    protected.approve(change=change, by=other_social_worker)
    assert again(social_worker).check_password(NEW)
    assert signed_in_worker.get("/accounts/me/").wsgi_request.user.is_anonymous


@pytest.mark.django_db
def test_the_link_of_a_forgotten_password_passes_the_same_gate(social_worker, other_social_worker, sent):
    social_worker.set_password(PASSWORD)
    social_worker.save()
    addresses.set_address(user=social_worker, email=social_worker.email, by=SYSTEM)
    browser = Client(headers={"accept-language": "en"})
    browser.post("/accounts/password/reset/", {"email": social_worker.email})
    link = sent.link()
    form = browser.get(link).url
    answer = browser.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "waits for another social worker" in answer.content.decode()
    assert again(social_worker).check_password(PASSWORD)
    assert ProtectedChange.objects.get().kind == KIND.PASSWORD


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/keys/1/remove/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_the_library_touches_her_second_factor(address, method, signed_in_worker, social_worker):
    before = list(Authenticator.objects.filter(user=social_worker).values("pk", "type", "data"))
    answer = getattr(signed_in_worker, method)(address, {"code": "123456"} if method == "post" else {})
    assert answer.url == "/accounts/second-factor/ask/"
    assert list(Authenticator.objects.filter(user=social_worker).values("pk", "type", "data")) == before


@pytest.mark.django_db
def test_once_approved_her_second_factor_is_gone_and_the_next_sign_in_sets_up_a_new_one(
    signed_in_worker, social_worker, other_social_worker, sent
):
    signed_in_worker.post("/accounts/second-factor/ask/", {"key": "0" * 32})
    assert second_factor.has_one(social_worker)
    protected.approve(change=ProtectedChange.objects.get(), by=other_social_worker)
    assert not second_factor.has_one(social_worker)
    browser = Client(headers={"accept-language": "en"})
    answer = browser.post("/accounts/login/", {"login": social_worker.email, "password": PASSWORD})
    assert answer.url == "/accounts/second-factor/"


@pytest.mark.django_db
def test_a_new_address_waits_whether_she_or_an_administrator_asks(
    signed_in_worker, social_worker, other_social_worker, administrator, client_of, sent
):
    signed_in_worker.post("/accounts/email/", {"email": "new@test.example", "key": "0" * 32})
    link = sent.link()
    signed_in_worker.post(link)
    assert again(social_worker).email == "sacha.social@test.example"
    values = {"full_name": social_worker.full_name, "email": "evil@test.example", "key": "1" * 32}
    client_of(administrator).post(f"/people/{social_worker.pk}/", values)
    assert again(social_worker).email == "sacha.social@test.example"
    latest = ProtectedChange.objects.get(kind=KIND.EMAIL, state=STATE.ASKED)
    protected.approve(change=latest, by=other_social_worker)
    assert again(social_worker).email == "evil@test.example"


@pytest.mark.django_db
def test_the_gate_already_stands_while_the_grant_waits(administrator, social_worker, outsider, sent):
    assert not protected.is_protected(outsider)
    protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    assert protected.is_protected(outsider)


@pytest.mark.django_db
def test_the_only_social_worker_stands_in_with_a_sealed_code_once(social_worker, sent):
    codes = sealed_codes.make(user=social_worker, by=social_worker.pk)
    assert not any(
        code.replace("-", "").encode() in bytes(row.digest)
        for row in social_worker.sealed_codes.all()
        for code in codes
    )
    protected.ask_password(user=social_worker, password=NEW, by=social_worker.pk)
    with pytest.raises(errors.CodeRefused):
        protected.approve_with_code(kind=KIND.PASSWORD, code="AAAA-AAAA-AAAA-AAAA")
    protected.approve_with_code(kind=KIND.PASSWORD, code=codes[0].lower().replace("-", " "))
    assert again(social_worker).check_password(NEW)
    protected.ask_second_factor(user=social_worker, by=social_worker.pk)
    with pytest.raises(errors.CodeRefused):
        protected.approve_with_code(kind=KIND.SECOND_FACTOR, code=codes[0])


@pytest.mark.django_db
def test_a_lone_social_worker_is_asked_to_print_codes_until_an_envelope_or_a_colleague_is_there(
    social_worker, person, client_of, sent
):
    browser = client_of(social_worker)
    assert "Print sealed codes" in browser.get("/cases/").text
    sealed_codes.make(user=social_worker, by=social_worker.pk)
    assert "Print sealed codes" not in browser.get("/cases/").text
    assert "5 in the envelope work" in browser.get("/accounts/me/").text
    social_worker.sealed_codes.update(used_at=clock.now())
    assert "Print sealed codes" in browser.get("/cases/").text
    person("Siri Second", Role.SOCIAL_WORKER)
    assert "Print sealed codes" not in browser.get("/cases/").text


@pytest.mark.django_db
def test_a_sealed_code_is_worth_nothing_when_there_are_two(social_worker, other_social_worker, sent):
    codes = sealed_codes.make(user=social_worker, by=social_worker.pk)
    protected.ask_password(user=social_worker, password=NEW, by=social_worker.pk)
    with pytest.raises(errors.CodeRefused):
        protected.approve_with_code(kind=KIND.PASSWORD, code=codes[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "approved"}, "protected_state_is_signed"),
        ({"state": "approved", "decided_by": 7, "decided_at": "now"}, "protected_by_a_second_person"),
        ({"state": "approved", "decided_by": "subject", "decided_at": "now"}, "protected_by_a_second_person"),
        ({"state": "asked", "decided_by": 8, "decided_at": "now"}, "protected_state_is_signed"),
    ],
)
def test_the_database_wants_a_second_person(values, constraint, social_worker):
    now = clock.now()
    values = {key: now if value == "now" else value for key, value in values.items()}
    if values.get("decided_by") == "subject":
        values["decided_by"] = social_worker.pk
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ProtectedChange.objects.create(
            kind=KIND.EMAIL, subject=social_worker, asked_by=7, asked_at=now, expires_at=now, **values
        )


@pytest.mark.django_db(transaction=True)
def test_two_approving_at_once_apply_it_once(social_worker, other_social_worker, person, administrator, outsider):
    third = person("Theo Social", Role.SOCIAL_WORKER)
    change = protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    barrier, refused = threading.Barrier(2), []

    def work(by):
        barrier.wait()
        try:
            protected.approve(change=change, by=by)
        except errors.ChangeDecided:
            refused.append(by.pk)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(User.objects.get(pk=who.pk),)) for who in (other_social_worker, third)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (outsider.grants.count(), len(refused)) == (1, 1)


@pytest.mark.django_db
def test_the_screen_offers_the_decision_to_the_second_person_only(
    administrator, social_worker, outsider, client_of, sent
):
    change = protected.ask_grant(user=outsider, starts=clock.today(), ends=None, by=administrator.pk)
    assert "Approve</button>" in client_of(social_worker).get("/people/changes/").content.decode()
    assert "Approve</button>" not in client_of(administrator).get("/people/changes/").content.decode()
    client_of(social_worker).post(f"/people/changes/{change.pk}/", {"answer": "approve", "key": "0" * 32})
    client_of(social_worker).post(f"/people/changes/{change.pk}/", {"answer": "approve", "key": "0" * 32})
    assert again(outsider).holds(Role.SOCIAL_WORKER)
