"""What is true of every request."""

import io
import json
import logging
import random
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import Client, RequestFactory

from coop.web import access, checks, health, logs, middleware
from coop.web.access import public
from coop.web.requests import json_body

pytestmark = pytest.mark.django_db

NASTY = [
    "%00", "a%00b", "%ff", "%ed%a0%80", "inf", "-inf", "nan", "1e400", "9" * 40, "-1", "-" + "9" * 30, "\u202e", "%", "%zz",
    "' OR 1=1 --", "<script>", "[]", "{}", "null", "0x10", "1_000", "٣", "²", "../../etc/passwd", "%2e%2e%2f", "a" * 3000,
    "2026-13-45", "0000-00-00", "99999-01-01", "true", "\\u0000", "",
]  # fmt: skip
NAMES = [
    "page",
    "q",
    "after",
    "before",
    "from",
    "to",
    "month",
    "year",
    "offset",
    "by",
    "id",
    "next",
    "lang",
    "category",
    "key",
]


def malformed(chance: random.Random, paths: list[str]) -> dict:
    """A request no browser sends, as the test client's WSGI environment."""
    path = chance.choice(paths)
    if chance.random() < 0.4:
        path += chance.choice(NASTY).replace("?", "")
    query = "&".join(f"{chance.choice(NAMES)}={chance.choice(NASTY)}" for _ in range(chance.randint(0, 4)))
    body = "&".join(f"{chance.choice(NAMES)}={chance.choice(NASTY)}" for _ in range(chance.randint(0, 4))).encode()
    kind = chance.choice(
        ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain; charset=nope"]
    )
    method = chance.choice(["GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "BREW"])
    raw = quote(path, safe="/%").encode()
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": _wsgi(raw),
        "QUERY_STRING": quote(query, safe="=&%"),
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)) if method != "GET" else "",
        "wsgi.input": io.BytesIO(body),
        "HTTP_HX_REQUEST": chance.choice(["true", "%00"]),
        "HTTP_ACCEPT_LANGUAGE": chance.choice(["en", "fr", "x" * 200, "ar;q=inf"]),
    }


def _wsgi(raw: bytes) -> str:
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(raw).decode("latin-1")


def real_paths() -> list[str]:
    """Every route with its converters filled in with something of the right kind."""
    paths = []
    for where, _pattern in access.routes():
        path = "/" + where.replace("^", "").replace("$", "").replace("\\Z", "")
        for kind, value in {
            "int": "1",
            "str": "x",
            "slug": "x",
            "uuid": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        }.items():
            while f"<{kind}:" in path:
                begin = path.index(f"<{kind}:")
                path = path[:begin] + value + path[path.index(">", begin) + 1 :]
        if "<" not in path and "(" not in path:
            paths.append(path)
    return paths


@pytest.mark.parametrize("role", ["stranger", "social_worker", "coordinator", "administrator"])
def test_malformed_requests_are_never_an_error_of_ours(role, request, client_of):
    """300 requests for each of four people, on every route there is, written again with the same seed when one fails."""
    health.worker_is_alive()
    client = Client() if role == "stranger" else client_of(request.getfixturevalue(role))
    chance = random.Random(f"malformed {role}")
    paths = [path for path in real_paths() if not path.startswith(("/accounts/logout", "/demo"))]
    for number in range(300):
        environment = malformed(chance, paths)
        response = client.request(**environment)
        assert response.status_code < 500, (number, environment)


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=%ed%a0%80", "&" * 1001])
def test_an_unreadable_query_is_a_bad_request(client, query):
    response = client.get("/", QUERY_STRING=query)
    assert response.status_code == 400
    assert "could not be read" in client.get("/", QUERY_STRING=query, headers={"accept-language": "en"}).text


@pytest.mark.parametrize(("path", "status"), [("/%00", 400), ("/%ff/", 404), ("/a%ed%a0%80", 404), ("/élan/", 404)])
def test_an_unreadable_path_is_no_page(client, path, status):
    assert client.request(PATH_INFO=_wsgi(path.encode())).status_code == status


def test_an_unreadable_form_is_a_bad_request(client):
    assert client.post("/language/", {"language": "fr\x00"}).status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b'{"a": "\\u0000"}', b'{"a": ["\\ud800"]}', b'{"a": Infinity}', b"[" * 100_000]
)
def test_an_unreadable_body_is_a_bad_request(body):
    from django.core.exceptions import SuspiciousOperation

    request = RequestFactory().post("/", data=body, content_type="application/json")
    with pytest.raises(SuspiciousOperation):
        json_body(request)


def test_a_readable_body_is_read():
    request = RequestFactory().post(
        "/", data=json.dumps({"a": "\\u0000 typed by hand"}), content_type="application/json"
    )
    assert json_body(request) == {"a": "\\u0000 typed by hand"}


@pytest.mark.parametrize("who", ["stranger", "volunteer"])
def test_no_cache_keeps_a_page(who, request, client, client_of):
    client = client if who == "stranger" else client_of(request.getfixturevalue(who))
    response = client.get("/", follow=True)
    assert response["Cache-Control"] == "no-store, private"
    assert {"HX-Request", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}


def test_every_page_carries_its_policies(client):
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "microphone=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert len(response["X-Request-ID"]) == 12


@pytest.mark.parametrize(("path", "status"), [("/nowhere/of/a/kind/", 404), ("/%00", 400)])
def test_error_pages_are_designed(client, path, status):
    response = client.request(PATH_INFO=_wsgi(path.encode()), HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == status
    assert "<title>CO'OP</title>" in response.text


def test_every_route_declares_its_rule():
    assert [problem.msg for problem in run_checks(tags=["urls"]) if problem.id.startswith("web.")] == []


def test_a_route_without_a_rule_is_an_error(settings):
    settings.ROOT_URLCONF = "tests.coop.web.undeclared_urls"
    found = {problem.id: problem.msg for problem in checks.every_route_declares_its_rule(None)}
    assert "/undeclared/" in found["web.E001"]
    assert "/unspoken/" in found["web.E002"]


def test_a_view_without_a_rule_stays_closed_in_production(settings, client):
    settings.ROOT_URLCONF = "tests.coop.web.undeclared_urls"
    settings.STRICT = False
    assert client.get("/undeclared/").status_code == 403


def test_the_log_says_the_route_and_never_what_was_asked(client, caplog, volunteer, client_of):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        logs.Discreet(**{k: v for k, v in django_settings.LOGGING["formatters"]["json"].items() if k != "()"})
    )
    logging.getLogger().addHandler(handler)
    try:
        client_of(volunteer).get("/", {"q": "secret-query"})
        client.get("/secret-path/", {"q": "secret-query"})
        client.post("/language/", {"language": "secret-body"})
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {"web:home", "web:language"} <= {line.get("route") for line in lines}
    assert "secret" not in stream.getvalue()
    assert volunteer.email not in stream.getvalue()


def test_a_mistake_in_the_log_keeps_its_place_and_loses_its_sentence():
    try:
        int("Amélie Dupont")
    except ValueError as problem:
        text = logs.bare_traceback((type(problem), problem, problem.__traceback__))
    assert "Amélie" not in text
    assert "test_a_mistake_in_the_log" in text
    assert "builtins.ValueError" in text


def test_a_lock_that_did_not_come_is_a_conflict_not_an_error():
    from django.db import OperationalError

    class LockNotAvailable(Exception):
        pgcode = "55P03"

    problem = OperationalError()
    problem.__cause__ = LockNotAvailable()

    @public
    def view(request):
        return HttpResponse()

    request = RequestFactory().get("/")
    assert middleware.sane_input(view).process_exception(request, problem).status_code == 409
    assert middleware.sane_input(view).process_exception(request, OperationalError()) is None
