"""Known and unknown alike: whoever may not know of a thing gets for its address what they get for one that leads to nothing.

Walked over every address with a number, as somebody who may open such pages and not this one: a colleague outside the circle,
another learner, another volunteer, a colleague who did not ask for the paper. That the things are there and open for their own
people, `test_bad_input.py` proves.
"""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse

from coop.accounts.roles import Role
from referrals import cases
from referrals.identity import Identity
from tests.conftest import Learner
from tests.test_access import LEARNER, TABLE
from tests.things import *  # noqa: F403 - the fixtures

pytestmark = pytest.mark.django_db

OF_ALL_SOCIAL_WORKERS = {
    f"referrals:{name}"
    for name in [
        *(
            "request",
            "request_take",
            "request_contacted",
            "request_close",
            "request_tried",
            "request_disown",
            "request_write",
        ),
        *("check_in_seen", "emergency_grant", "trainee_end"),
        *("comparison", "comparison_columns", "comparison_measure", "comparison_drop"),
    ]
}
"""Requests that nobody took, words and bags of nobody, comparisons without names, who learns from whom: no file is behind them."""
OF_ALL_COLLEAGUES = {"volunteers:join", "volunteers:weekly", "volunteers:training_join", "accounts:decide"}
"""Shifts and trainings that everybody takes, changes that every social worker decides."""
NEW_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": "[^"]+"|name="key" value="[^"]+"')


@pytest.fixture
def strangers(things, person, client_of):
    """Route → somebody who may open such pages, and to whom this one is not shown."""
    by = things.people[Role.SOCIAL_WORKER].pk
    alone = cases.open_case(who=Identity(name="Other Learner"), reach_by="call", language="fr", by=by)
    other_learner = Learner(alone, Identity(name="Other Learner"), uuid.uuid4()).browser()
    colleagues = {role: client_of(person(f"Second {role}", role)) for role in Role}
    found = {}
    for name in sorted(set(things.args) - OF_ALL_SOCIAL_WORKERS):
        if TABLE[name] == LEARNER:
            found[name] = other_learner
        elif name in set(things.owners) - OF_ALL_COLLEAGUES:
            (held, *_rest) = things.owners[name].grants.values_list("role", flat=True)
            found[name] = colleagues[held]
        elif name.startswith("referrals:") and TABLE[name] == {Role.SOCIAL_WORKER}:
            found[name] = colleagues[Role.SOCIAL_WORKER]
    return found


def _one_unknown(args: list[object], shared: object = None):
    """The same arguments with one that names nothing, for each that is a number and not shared."""
    for place, argument in enumerate(args):
        if argument == shared:
            continue
        if isinstance(argument, uuid.UUID):
            yield [*args[:place], uuid.UUID(int=argument.int ^ 0xFFFF), *args[place + 1 :]]
        elif isinstance(argument, int):
            yield [*args[:place], argument + 900_000, *args[place + 1 :]]


def _answer(browser, method: str, where: str) -> tuple[object, ...]:
    """Status, where to, page and message, with the address itself taken out; nothing of it stays."""
    point = transaction.savepoint()
    browser.cookies.pop("messages", None)
    try:
        response = getattr(browser, method)(where, {"key": str(uuid.UUID(int=5))})
        said = [str(each) for each in get_messages(response.wsgi_request)] if hasattr(response, "wsgi_request") else []
        page = NEW_EACH_TIME.sub("", response.content.decode()).replace(where, "here")
        return response.status_code, response.headers.get("Location", "").replace(where, "here"), page, said
    finally:
        transaction.savepoint_rollback(point)


def test_a_number_that_is_somebody_s_looks_like_one_that_is_nobody_s(things, strangers, client_of):
    assert {"referrals:case", "referrals:interview_read", "referrals:mine_cancel", "documents:download"} <= set(
        strangers
    )
    (shared,) = things.args["referrals:request"]
    told_apart = [
        (name, method, known[0], unknown[0])
        for name, browser in strangers.items()
        for twin in _one_unknown(things.args[name], shared)
        for method in ("get", "post")
        if (known := _answer(browser, method, reverse(name, args=things.args[name])))
        != (unknown := _answer(browser, method, reverse(name, args=twin)))
    ]
    assert told_apart == []
    circle, args = client_of(things.people[Role.SOCIAL_WORKER]), things.args["referrals:case"]
    statuses = [_answer(circle, "get", reverse("referrals:case", args=each))[0] for each in (args, *_one_unknown(args))]
    assert statuses == [200, 404], "these eyes tell the two apart where they may be told apart"
