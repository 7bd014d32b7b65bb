"""Once and only once: every route that writes keeps a key, or says here why a second click is harmless by nature."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from coop.accounts import invitations, protected, sealed_codes
from coop.accounts.models import Invitation, ProtectedChange, RoleGrant, SealedCode, User
from coop.accounts.roles import Role
from coop.accounts.signin_views import ADDRESS_SALT
from coop.audit.models import JournalEntry
from coop.documents import requests as documents
from coop.documents.models import Document
from coop.notifications.models import Message
from coop.school.models import Place, School, Term
from coop.setup import first_run
from coop.web import clock
from coop.web.idempotency import once
from tests.test_access import ROUTES

BY_NATURE = {
    "web:language": "the language of one's own pages: the last choice holds",
    "demo:demo": "signs in; it exists in demo mode only",
    "accounts:accept": "the link is used up by the first answer; the second says that it is done (tried below)",
    "accounts:confirm_address": "the link is used up by the change; what waits already is not asked again (tried below)",
    "referrals:comparison": "reads files and shows them: the next page carries them, nothing is kept",
    "referrals:comparison_columns": "reads the files again and shows what matches: nothing is kept",
    "accounts:lock": "ends one's own session",
    "accounts:enrol": "part of signing in; the stage is over after the first answer",
    "accounts:enrol_passkey": "part of signing in; the stage is over after the first answer",
    "account_change_password": "one's own password: the same one a second time; what waits is not asked again (tried below)",
    "mfa_remove_webauthn": "the passkey is gone after the first answer; the second leads to the same list",
    "documents:download": "the content is erased with the first download",
    "pantry:receive_photo": "looks for a code in a photograph and writes nothing",
    "pantry:receive_close": "a donation that is over stays over",
    "pantry:desk": "reads a code; a wrong one is counted at each try, on purpose",
    "pantry:task_settle": "what is settled stays settled",
    "pantry:desk_hand_over": "the key is kept with the hand-over itself, unique in the table",
    "pantry:desk_ready": "the same device gets the same day anew; nothing of the pantry changes",
    "pantry:desk_merge": "the key is kept with the hand-over or the conflict, unique in both tables",
    "pantry:desk_wrong_word": "the claim is spent with the first answer",
    "pantry:pack_next": "one's own open basket is dealt again",
    "referrals:cases": "looks for a file and writes nothing; what is looked for must not stand in an address",
    "referrals:interview_draft": "the last text of the draft holds",
    "referrals:interview_letter": "the last text of the draft holds, and an older one covers no later one",
    "volunteers:note_keep": "the last text of one's own note holds; the version says when another tab was faster",
    "referrals:mine_sign_in": "asks for a code; the number of codes is bounded",
    "referrals:mine_code": "the code is spent with the first answer",
    "referrals:mine_sign_out": "ends one's own session",
}
"""Routes that may be sent twice without a key, each with the reason."""

READS = {"web:home", "web:healthz", "web:help", "web:help_page"}
OURS = ("coop.", "pantry.", "referrals.", "volunteers.")


def _layers(view: Callable) -> Iterator[Callable]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def _methods(view: Callable) -> set[str]:
    """What the decorators let through; everything, when they say nothing."""
    for layer in _layers(view):
        if inspect.isfunction(layer) and "request_method_list" in layer.__code__.co_freevars:
            return set(inspect.getclosurevars(layer).nonlocals["request_method_list"])
    return {"GET", "POST"}


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _reaches_once(function: FunctionType, seen: set[FunctionType]) -> bool:
    """Whether this view calls `once`, itself or through the helpers of the views."""
    if function is once:
        return True
    if function in seen:
        return False
    seen.add(function)
    names = {name for code in _codes(function.__code__) for name in code.co_names}
    called = [function.__globals__.get(name) for name in names]
    return any(
        _reaches_once(each, seen)
        for each in called
        if inspect.isfunction(each) and each.__module__.startswith(OURS) and _is_near(each)
    )


def _is_near(function: FunctionType) -> bool:
    return "views" in function.__module__ or function.__module__ in {"coop.web.sending", "coop.web.idempotency"}


def _keeps_a_key(view: Callable) -> bool:
    return any(_reaches_once(layer, set()) for layer in _layers(view) if inspect.isfunction(layer))


def _writes(view: Callable) -> bool:
    """Whether the view looks at what was posted, or takes nothing but posts."""
    methods = _methods(view)
    if "POST" not in methods:
        return False
    inner = list(_layers(view))[-1]
    names = {name for code in _codes(inner.__code__) for name in code.co_names}
    return "GET" not in methods or bool(names & {"POST", "method"})


WRITING = sorted(name for name, pattern in ROUTES.items() if name not in READS and _writes(pattern.callback))


def test_the_walk_finds_the_forms():
    assert len(WRITING) > 80
    assert {"pantry:receive_add", "referrals:ask", "volunteers:join", "accounts:invite", "school:away"} <= set(WRITING)


@pytest.mark.parametrize("name", WRITING)
def test_a_second_click_has_no_second_effect(name):
    assert name in BY_NATURE or _keeps_a_key(ROUTES[name].callback), f"{name} writes without a key"


def test_nothing_is_excused_that_keeps_a_key_or_is_gone():
    assert [name for name in BY_NATURE if name not in WRITING and name not in ROUTES] == []
    assert [name for name in BY_NATURE if name in ROUTES and _keeps_a_key(ROUTES[name].callback)] == []


KEY = "00000000-0000-4000-8000-00000000000a"
REUSED = "This form was saved already, with other content."


def _twice(browser, address: str, said: dict) -> None:
    """The same answer for both clicks."""
    first, second = (browser.post(address, {"key": KEY, **said}) for _ in range(2))
    assert first.status_code == 302
    assert (second.status_code, second.headers["location"]) == (302, first.headers["location"])


@pytest.mark.django_db
def test_an_invitation_leaves_once(administrator, client_of):
    browser = client_of(administrator)
    said = {"full_name": "New One", "email": "new.one@test.example", "role": Role.REFERRER, "language": "fr"}
    _twice(browser, "/people/invite/", said)
    assert Invitation.objects.count() == 1
    page = browser.post("/people/invite/", {"key": KEY, **said, "email": "other@test.example"}).content.decode()
    assert REUSED in page
    assert "other@test.example" in page
    assert Invitation.objects.count() == 1


@pytest.mark.django_db
def test_a_role_is_given_once(administrator, outsider, client_of):
    browser = client_of(administrator)
    address = f"/people/{outsider.pk}/roles/"
    said = {"role": Role.MANAGEMENT, "starts": clock.today().isoformat()}
    _twice(browser, address, said)
    assert RoleGrant.objects.filter(user=outsider).count() == 1
    assert REUSED in browser.post(address, {"key": KEY, **said, "role": Role.COORDINATOR}).content.decode()
    assert RoleGrant.objects.filter(user=outsider).count() == 1


@pytest.mark.django_db
def test_a_term_is_added_and_taken_away_once(administrator, client_of):
    browser = client_of(administrator)
    _twice(browser, reverse("school:terms"), {"name": "Autumn", "starts": "2026-09-01", "ends": "2026-12-20"})
    term = Term.objects.get()
    other = {"key": KEY, "name": "Spring", "starts": "2027-01-10", "ends": "2027-06-20"}
    assert REUSED in browser.post(reverse("school:terms"), other).content.decode()
    assert Term.objects.count() == 1
    assert term.name == "Autumn"


@pytest.mark.django_db
def test_a_place_closed_by_a_double_tap_stays_closed(administrator, client_of):
    place = Place.objects.create(name="Shelf Z", kind=Place.Kind.SHELF, position=99)
    _twice(client_of(administrator), reverse("pantry:place_close", args=[place.pk]), {})
    place.refresh_from_db()
    assert place.closed


@pytest.mark.django_db
def test_a_button_without_a_key_does_nothing_and_says_so(administrator, client_of):
    place = Place.objects.create(name="Shelf Z", kind=Place.Kind.SHELF, position=99)
    answer = client_of(administrator).post(reverse("pantry:place_close", args=[place.pk]), follow=True)
    assert "This page was open for too long." in answer.content.decode()
    place.refresh_from_db()
    assert not place.closed


@pytest.mark.django_db
def test_a_roster_is_asked_for_once(coordinator, client_of):
    browser = client_of(coordinator)
    _twice(browser, reverse("volunteers:roster"), {"day": "2026-11-20"})
    assert Document.objects.count() == 1
    answer = browser.post(reverse("volunteers:roster"), {"key": KEY, "day": "2026-11-21"}, follow=True)
    assert REUSED in answer.content.decode()
    assert Document.objects.count() == 1


@pytest.fixture
def english_browser():
    return Client(headers={"accept-language": "en"})


@pytest.mark.django_db
def test_the_last_step_of_set_up_pressed_twice_makes_one_school(client):
    client.get(f"/setup/?token={first_run.token()}")
    steps = {
        "school": {"name": "Lycée des Marais", "country": "FR", "languages": ["fr"]},
        "terms": {},
        "holidays": {},
        "places": {"name_1": "Frigo", "kind_1": "fridge"},
        "presence": {"slot_minutes": "45"},
    }
    for step, said in steps.items():
        _twice(client, f"/setup/{step}/", said)
    people = {"administrator_name": "A", "social_worker_name": "S"}
    people |= {"administrator_email": "a@school.example", "social_worker_email": "s@school.example"}
    _twice(client, "/setup/people/", people)
    assert (School.objects.count(), User.objects.count(), Message.objects.count()) == (1, 2, 2)


@pytest.mark.django_db
def test_a_second_tap_on_an_invitation_says_that_it_is_done_and_names_nobody(administrator, client):
    said = {"full_name": "New One", "email": "new.one@test.example", "role": Role.VOLUNTEER, "until": None}
    link = f"/welcome/{invitations.invite(**said, by=administrator.pk).token}/"
    client.post(link, {"full_name": "New One", "password": ""})
    for again in (Client().get(link), Client().post(link, {"full_name": "Another", "password": ""})):
        page = again.content.decode()
        assert again.status_code == 200
        assert reverse("account_login") in page
        assert "new.one" not in page.lower().replace(" ", ".")
    assert User.objects.get(email="new.one@test.example").full_name == "New One"


@pytest.mark.django_db
def test_a_second_tap_on_the_link_to_a_new_address_says_that_it_is_done(outsider, english_browser):
    link = _address_link(outsider, "moved@test.example")
    assert english_browser.post(link).status_code == 302
    for again in (english_browser.get(link), english_browser.post(link)):
        assert again.status_code == 200
        assert "done already" in again.content.decode()
        assert "moved@" not in again.content.decode()
    assert JournalEntry.objects.filter(action="accounts.email.set").count() == 1


@pytest.mark.django_db
def test_what_waits_for_a_second_person_is_asked_once_however_often_it_is_pressed(social_worker, client, client_of):
    link = _address_link(social_worker, "moved@test.example")
    assert client.post(link).headers["location"] == client.post(link).headers["location"]
    social_worker.set_password(OLD)
    social_worker.save()
    _change_password_twice(client_of(social_worker))
    protected.ask_second_factor(user=social_worker, by=social_worker.pk)
    protected.ask_second_factor(user=social_worker, by=social_worker.pk)
    waiting = ProtectedChange.objects.filter(subject=social_worker).values_list("kind", "state")
    assert sorted(waiting) == [(kind, "asked") for kind in ("email", "password", "second_factor")]
    protected.ask_email(user=social_worker, email="elsewhere@test.example", by=social_worker.pk)
    assert ProtectedChange.objects.filter(kind="email").count() == 2


OLD, NEW = "sept chevaux bleus dansent", "neuf lapins verts chantent"


def _address_link(user: User, email: str) -> str:
    return reverse("accounts:confirm_address", args=[signing.dumps([user.pk, user.email, email], salt=ADDRESS_SALT)])


def _change_password_twice(browser) -> None:
    said = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    _twice(browser, reverse("account_change_password"), said)


@pytest.mark.django_db
def test_a_password_changed_by_a_double_tap_is_the_new_one_and_a_wrong_old_one_stays_refused(referrer, client_of):
    referrer.set_password(OLD)
    referrer.save()
    browser = client_of(referrer)
    _change_password_twice(browser)
    assert User.objects.get(pk=referrer.pk).check_password(NEW)
    wrong = {"oldpassword": OLD, "password1": f"{NEW} fort", "password2": f"{NEW} fort"}
    assert browser.post(reverse("account_change_password"), wrong).status_code == 200
    assert User.objects.get(pk=referrer.pk).check_password(NEW)


@pytest.mark.django_db
def test_a_sealed_code_typed_by_a_double_tap_opens_once_with_one_answer(social_worker, english_browser):
    codes = sealed_codes.make(user=social_worker, by=social_worker.pk)
    protected.ask_password(user=social_worker, password=NEW, by=social_worker.pk)
    _twice(english_browser, reverse("accounts:use_sealed_code"), {"kind": "password", "code": codes[0]})
    assert SealedCode.objects.filter(used_at__isnull=False).count() == 1
    said = {"key": KEY, "kind": "password", "code": codes[1]}
    page = english_browser.post(reverse("accounts:use_sealed_code"), said)
    assert REUSED in page.content.decode()


@pytest.mark.django_db
def test_a_document_is_made_again_once(coordinator, client_of):
    said = {"kind": "volunteers.roster", "params": {"day": "2026-11-20"}, "by": coordinator.pk, "language": "en"}
    document = documents.request_document(**said)
    Document.objects.filter(pk=document.pk).update(state=Document.State.FAILED, started_at=clock.now())
    _twice(client_of(coordinator), reverse("documents:again", args=[document.pk]), {})
    asked = JournalEntry.objects.filter(action="documents.document.request", object_id=str(document.pk))
    assert asked.count() == 2  # the first time, and again
