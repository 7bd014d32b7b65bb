"""Bad input gets a sentence, never an error of ours: every route that writes, with nothing, with too much, with nonsense."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable

import pytest
from django import forms
from django.db import transaction
from django.http import HttpResponse

from coop.setup import first_run
from coop.setup.views import STEPS
from coop.web.forms import FilterForm
from tests.test_access import ROUTES
from tests.test_idempotency import WRITING, _codes, _is_near, _layers, _methods
from tests.things import *  # noqa: F403 - the fixtures

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
QUERIES = {
    "NUL": "%00",
    "huge": "9" * 40,
    "negative": "-1",
    "impossible day": "2026-02-31",
    "far day": "9999-12-31",
    "long mark-up": "%3Cscript%3E%27%22" * 300,
}
FIELDLESS = ["act", "answer", "decision", "back", "next", "line", "number", "token", "role", "code"]


def _forms_of(view: Callable, seen: set | None = None, of: type = forms.BaseForm) -> set[type[forms.BaseForm]]:
    """The forms that a view reads, itself or through its helpers; those of the address (`of=FilterForm`) apart."""
    seen = set() if seen is None else seen
    found: set[type[forms.BaseForm]] = set()
    for layer in _layers(view):
        if not inspect.isfunction(layer) or layer in seen:
            continue
        seen.add(layer)
        for name in {name for code in _codes(layer.__code__) for name in code.co_names}:
            each = layer.__globals__.get(name)
            if inspect.isclass(each) and issubclass(each, of) and issubclass(each, FilterForm) == (of is FilterForm):
                found.add(each)
            elif inspect.isfunction(each) and _is_near(each):
                found |= _forms_of(each, seen, of)
    return found


def _fields(name: str) -> list[str]:
    declared = {field for form in _forms_of(ROUTES[name].callback) for field in form.base_fields} - {"key"}
    return sorted(declared | set(FIELDLESS))


def _kept(act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, and everything as it was before, so that the next one finds its thing again."""
    point = transaction.savepoint()
    try:
        return act()
    finally:
        transaction.savepoint_rollback(point)


WITH_PARAMETERS = sorted(name for name, pattern in ROUTES.items() if pattern.pattern.converters)
NOT_THERE = {404, 410}
NO_THING = {
    "setup:step", "demo:school_file", "reports:feed_year", "reports:year", "reports:year_export", "reports:year_report",
    "reports:year_workbook",
}  # fmt: skip
"""Routes whose thing is not made here: steps of set-up are walked below, the demo has files, a year is there when closed."""


@pytest.mark.django_db
def test_the_walk_reaches_a_real_thing_at_every_address(things):
    """The twin of the tests below: behind each address there is something, for the one who walks there."""
    missed = {}
    for name in WITH_PARAMETERS:
        browser, address = things.browser(name), things.address(name)
        verb = browser.post if name in WRITING and "GET" not in _methods(ROUTES[name].callback) else browser.get
        answer = _kept(lambda verb=verb, address=address: verb(address))
        if (
            answer.status_code in NOT_THERE
            or answer.status_code >= 500
            or "/accounts/login" in answer.headers.get("location", "")
        ):
            missed[name] = answer.status_code
    assert set(missed) <= NO_THING, missed


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_route_breaks_on(kind, things):
    broken = {}
    for name in WRITING:
        browser, address = things.browser(name), things.address(name)
        said = {"key": str(uuid.uuid4()), **dict.fromkeys(_fields(name), HOSTILE[kind])}
        answer = _kept(lambda b=browser, a=address, s=said: b.post(a, s))
        if answer.status_code >= 500 or not _says_something(answer):
            broken[name] = answer.status_code
    assert broken == {}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", QUERIES)
def test_no_address_breaks_on(kind, things):
    broken = {}
    for name in sorted(set(ROUTES) - {"web:healthz"}):  # which answers 503 while no worker runs
        browser, address = things.browser(name), things.address(name)
        fields = sorted({*_query_fields(name), "q", "after", "page", "since", "day", "next", "token"})
        query = "&".join(f"{field}={QUERIES[kind]}" for field in fields)
        answer = _kept(lambda b=browser, a=address, q=query: b.get(f"{a}?{q}"))
        if answer.status_code >= 500 or not _says_something(answer):
            broken[name] = answer.status_code
    assert broken == {}


BODIES = {
    "JSON where a form is wanted": ("application/json", b'{"key": [1, {"a": null}]}'),
    "a list": ("application/json", b"[" * 5_000),
    "a lone surrogate": ("application/json", b'{"key": "\\ud800", "facts": "\\ud800"}'),
    "a half form": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="key"'),
    "bytes that are no text": ("application/x-www-form-urlencoded", b"key=%ff%fe&name=%ed%a0%80&act=%00"),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(900))),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BODIES)
def test_no_route_breaks_on_a_body_of(kind, things):
    content_type, body = BODIES[kind]
    broken = {}
    for name in WRITING:
        browser, address = things.browser(name), things.address(name)
        answer = _kept(lambda b=browser, a=address: b.post(a, body, content_type=content_type))
        if answer.status_code >= 500 or not _says_something(answer):
            broken[name] = answer.status_code
    assert broken == {}


@pytest.mark.django_db
def test_no_route_breaks_on_an_empty_body(things):
    statuses = {}
    for name in WRITING:
        browser, address = things.browser(name), things.address(name)
        statuses[name] = _kept(lambda b=browser, a=address: b.post(a)).status_code
    assert {name: status for name, status in statuses.items() if status >= 500} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_step_of_set_up_breaks_on(kind, client):
    client.get(f"/setup/?token={first_run.token()}")
    for name, (form, _title, _lead) in STEPS.items():
        said = {"key": str(uuid.uuid4()), **dict.fromkeys(set(form().fields) - {"key"}, HOSTILE[kind])}
        assert client.post(f"/setup/{name}/", said).status_code in {200, 302, 400}, name


def _says_something(answer: HttpResponse) -> bool:
    """It leads on, or there is something to read."""
    return answer.status_code in {204, 302, 303, 405} or answer.streaming or len(answer.content) > 0


def _query_fields(name: str) -> set[str]:
    return {field for form in _forms_of(ROUTES[name].callback, of=FilterForm) for field in form.base_fields}


FORMS = [
    "accounts:invite",
    "accounts:person",
    "accounts:grant_role",
    "school:settings",
    "school:terms",
    "pantry:places",
    "pantry:distribution_new",
    "pantry:receive_donor",
    "referrals:ask",
    "referrals:refer",
    "referrals:case_new",
    "referrals:case_edit",
    "referrals:appointment_book",
    "referrals:grant_kind",
    "referrals:pause",
    "volunteers:declare",
    "volunteers:pattern",
    "volunteers:new_shift",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_form_comes_back_with_a_summary_at_the_top_and_what_was_typed(name, things):
    texts = sorted(
        field
        for form in _forms_of(ROUTES[name].callback)
        for field, kind in form.base_fields.items()
        if type(kind) in (forms.CharField, forms.DateField, forms.EmailField) and field not in {"key", "next"}
    )
    page = things.browser(name).post(
        things.address(name), {"key": "no key", **{field: f"typed {field}" for field in texts}}
    )
    shown = page.content.decode()
    assert page.status_code in {200, 400, 422}
    assert shown.count("data-error-summary") == 1
    kept = [field for field in texts if f"typed {field}" in shown]
    assert kept, f"nothing typed was kept: {texts}"
