"""Bad input gets a sentence, never an error of ours: every route that writes, with nothing, with too much, with nonsense."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable

import pytest
from django import forms
from django.urls import reverse

from coop.accounts.roles import Role
from coop.school.models import Place
from coop.web.forms import FilterForm
from tests.test_access import LEARNER, ON_DUTY, PUBLIC, ROUTES, SIGNED_IN, TABLE, address_of
from tests.test_idempotency import WRITING, _codes, _is_near, _layers

HOSTILE = {
    "nothing": "",
    "NUL": "a\x00b",
    "much": "x" * 100_000,
    "negative": "-1",
    "huge": "9" * 40,
    "impossible day": "2026-02-31",
    "far day": "9999-12-31",
    "mark-up": "<script>alert(1)</script>'\";--",
}
FIELDLESS = ["act", "answer", "decision", "back", "next", "line", "number", "token", "role", "code"]


def _forms_of(view: Callable, seen: set | None = None) -> set[type[forms.BaseForm]]:
    """The forms that a view reads, itself or through its helpers."""
    seen = set() if seen is None else seen
    found: set[type[forms.BaseForm]] = set()
    for layer in _layers(view):
        if not inspect.isfunction(layer) or layer in seen:
            continue
        seen.add(layer)
        for name in {name for code in _codes(layer.__code__) for name in code.co_names}:
            each = layer.__globals__.get(name)
            if inspect.isclass(each) and issubclass(each, forms.BaseForm) and not issubclass(each, FilterForm):
                found.add(each)
            elif inspect.isfunction(each) and _is_near(each):
                found |= _forms_of(each, seen)
    return found


def _fields(name: str) -> list[str]:
    declared = {field for form in _forms_of(ROUTES[name].callback) for field in form.base_fields} - {"key"}
    return sorted(declared | set(FIELDLESS))


@pytest.fixture
def browser_for(person, client_of, client, learner, social_worker):
    """Somebody who may open a route."""
    made: dict[str, object] = {}

    def browser(name: str):
        who = TABLE[name]
        if who == PUBLIC:
            return client
        if who == LEARNER:
            return learner.browser()
        role = Role.VOLUNTEER if who == SIGNED_IN else sorted(each for each in who if each != ON_DUTY)[0]
        if role == Role.SOCIAL_WORKER:
            return client_of(social_worker)
        if role not in made:
            made[role] = person(f"Bad {role}", role)
        return client_of(made[role])

    return browser


@pytest.fixture
def where(learner, outsider, other_social_worker):
    """Addresses that lead to something, where one row is enough; else to nothing."""
    place = Place.objects.create(name="Shelf Q", kind=Place.Kind.SHELF, position=98)
    real = {
        "accounts:person": [outsider.pk],
        "accounts:grant_role": [outsider.pk],
        "accounts:act_on_person": [outsider.pk],
        "school:close_place": [place.pk],
    }
    of_the_file = ("case_edit", "case_share", "case_volunteer", "appointment_book", "grant", "pause", "interview_begin")
    real |= {f"referrals:{name}": [learner.case_id] for name in of_the_file}
    return lambda name: reverse(name, args=real[name]) if name in real else address_of(name)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_route_breaks_on(kind, browser_for, where):
    broken = {}
    for name in WRITING:
        browser = browser_for(name)
        said = {"key": str(uuid.uuid4()), **dict.fromkeys(_fields(name), HOSTILE[kind])}
        status = browser.post(where(name), said).status_code
        if status >= 500:
            broken[name] = status
    assert broken == {}


@pytest.mark.django_db
def test_no_route_breaks_on_an_empty_body(browser_for, where):
    statuses = {name: browser_for(name).post(where(name)).status_code for name in WRITING}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}


FORMS = [
    "accounts:invite",
    "accounts:person",
    "accounts:grant_role",
    "school:settings",
    "school:terms",
    "school:places",
    "pantry:distribution_new",
    "pantry:receive_donor",
    "referrals:ask",
    "referrals:refer",
    "referrals:case_new",
    "referrals:case_edit",
    "referrals:appointment_book",
    "referrals:grant",
    "referrals:pause",
    "volunteers:declare",
    "volunteers:pattern",
    "volunteers:new_shift",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_form_comes_back_with_a_summary_at_the_top_and_what_was_typed(name, browser_for, where):
    texts = sorted(
        field
        for form in _forms_of(ROUTES[name].callback)
        for field, kind in form.base_fields.items()
        if type(kind) in (forms.CharField, forms.DateField, forms.EmailField) and field not in {"key", "next"}
    )
    page = browser_for(name).post(where(name), {"key": "no key", **{field: f"typed {field}" for field in texts}})
    shown = page.content.decode()
    assert page.status_code in {200, 400, 422}
    assert shown.count("data-error-summary") == 1
    kept = [field for field in texts if f"typed {field}" in shown]
    assert kept, f"nothing typed was kept: {texts}"
