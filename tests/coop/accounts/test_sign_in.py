"""Signing in: one answer for every failure, a second factor where people's data is read, codes for volunteers."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coop.accounts import addresses, grants, people, second_factor
from coop.accounts.models import User
from coop.audit.journal import SYSTEM
from coop.web import clock

PASSWORD = "sept chevaux bleus dansent"
LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


@pytest.fixture
def with_password():
    def give(user: User) -> User:
        user.set_password(PASSWORD)
        user.save()
        return addresses.set_address(user=user, email=user.email, by=SYSTEM)

    return give


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def totp_code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def enrolled(user: User) -> str:
    """Give `user` an application and return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    second_factor.set_up(user=user, by=user.pk)
    return secret


def sign_in(browser, user, password=PASSWORD):
    return browser.post(LOGIN, {"login": user.email, "password": password})


@pytest.mark.django_db
def test_a_coordinator_passes_both_steps_and_only_then_has_a_session(browser, with_password, coordinator):
    secret = enrolled(with_password(coordinator))
    assert sign_in(browser, coordinator).url == "/accounts/2fa/authenticate/"
    assert browser.get("/").wsgi_request.user.is_anonymous
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    browser.post("/accounts/2fa/authenticate/", {"code": totp_code(secret)})
    assert browser.get("/accounts/me/").wsgi_request.user == coordinator


@pytest.mark.django_db
def test_whoever_needs_a_second_factor_sets_it_up_before_the_first_session(browser, with_password, coordinator):
    assert sign_in(browser, with_password(coordinator)).url == "/accounts/second-factor/"
    page = browser.get("/accounts/second-factor/")
    assert page.wsgi_request.user.is_anonymous
    secret = page.context["secret"]
    answer = browser.post("/accounts/second-factor/", {"code": totp_code(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    page = browser.get(answer.url)
    assert page.status_code == 200, page.url
    shown = page.content.decode()
    assert len(re.findall(r'<code class="code">', shown)) == 10
    assert '<code class="code">' not in browser.get(answer.url).content.decode()
    kept = Authenticator.objects.get(user=coordinator, type="totp")
    assert secret not in str(kept.data)


@pytest.mark.django_db
def test_a_lost_second_factor_is_not_replaced_by_the_password_alone(browser, with_password, coordinator):
    enrolled(with_password(coordinator))
    Authenticator.objects.filter(user=coordinator).delete()
    answer = browser.post(LOGIN, {"login": coordinator.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == LOGIN
    assert answer.wsgi_request.user.is_anonymous
    assert "second factor is missing" in answer.content.decode()


@pytest.mark.django_db
def test_a_volunteer_signs_in_with_a_code(browser, volunteer, sent):
    browser.post(CODE, {"email": volunteer.email.upper()})
    code = re.search(r"\b\d{6}\b", sent()[-1]).group()
    browser.post("/accounts/login/code/confirm/", {"code": code})
    assert browser.get("/accounts/me/").wsgi_request.user == volunteer


@pytest.mark.django_db
def test_nobody_with_peoples_data_signs_in_with_a_code(browser, coordinator, sent):
    browser.post(CODE, {"email": coordinator.email})
    assert not re.search(r"\b\d{6}\b", sent()[-1])


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["unknown", "closed", "wrong", "no password"])
def test_unknown_closed_and_wrong_get_the_same_answer_by_the_same_queries(
    case, browser, with_password, referrer, volunteer, administrator
):
    user = with_password(referrer)
    email, password = user.email, "une autre phrase de passe"
    if case == "unknown":
        email = "nobody.here@test.example"
    elif case == "closed":
        people.close(user=user, by=administrator.pk)
        password = PASSWORD
    elif case == "no password":
        email = volunteer.email
    browser.get(LOGIN)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = browser.post(LOGIN, {"login": email, "password": password})
    text = answer.content.decode().replace(email, "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": "[^"]+"', "", text)
    asked = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries if "session" not in query["sql"]]
    assert answer.status_code == 200
    assert "do not go together" in text
    expected = REMEMBERED.setdefault("page", text), REMEMBERED.setdefault("queries", asked)
    assert (text, asked) == expected


REMEMBERED: dict[str, object] = {}


@pytest.mark.django_db
def test_asking_for_a_code_says_the_same_to_everyone_by_the_same_queries(browser, volunteer, coordinator, sent):
    seen = set()
    for email in (volunteer.email, coordinator.email, "nobody.here@test.example"):
        browser = Client(headers={"accept-language": "en"})
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post(CODE, {"email": email})
        page = browser.get(answer.url).content.decode().replace(email, "ADDRESS")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": "[^"]+"', "", page)
        seen.add((answer.status_code, answer.url, page, len(queries)))
    assert len(seen) == 1
    assert len(sent()) == 3


@pytest.mark.django_db
def test_the_sixth_wrong_password_is_not_even_tried(browser, with_password, referrer):
    with_password(referrer)
    for _try in range(5):
        sign_in(browser, referrer, "faux")
    assert "Too many tries" in sign_in(browser, referrer).content.decode()


@pytest.mark.django_db
def test_nobody_signs_up(browser):
    answer = browser.post(
        "/accounts/signup/", {"email": "a@test.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 405
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_a_role_that_asks_for_a_second_factor_ends_a_session_made_by_code(browser, volunteer, administrator, sent):
    browser.post(CODE, {"email": volunteer.email})
    browser.post("/accounts/login/code/confirm/", {"code": re.search(r"\b\d{6}\b", sent()[-1]).group()})
    grants.grant(user=volunteer, role="coordinator", starts=clock.today(), ends=None, by=administrator.pk)
    assert browser.get("/accounts/me/").wsgi_request.user.is_anonymous


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short1!", "password1234", "aaaaaaaaaaaaaaaa", "rene.referrer", "12345678"])
def test_weak_passwords_are_refused(password, referrer):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, referrer)


@pytest.mark.parametrize("password", ["correct cheval pile", "Xk7!pQ2v", "trois petits chats"])
def test_phrases_and_mixed_passwords_are_taken(password):
    from django.contrib.auth.password_validation import validate_password

    validate_password(password)
