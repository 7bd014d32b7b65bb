"""Everything somebody receives, byte by byte, and whether a secret is in it.

A test of secrecy first proves that the secret can be found where it may be seen, with the same eyes, and only then that it is in
nothing that others receive.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

Received = dict[str, str]
"""Where something was received, and all of it as text."""

LEAVE_ALONE = re.compile(r"^/(static|demo|healthz|admin)|logout|sign-out|/lock/|reauthenticate")
MOST_PAGES = 240


def routes() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every named route as (name, [(parameter, kind)])."""
    from tests.test_access import ROUTES

    for name, pattern in sorted(ROUTES.items()):
        converters = pattern.pattern.converters
        yield name, [(key, type(each).__name__.removesuffix("Converter").lower()) for key, each in converters.items()]


def addresses(numbers: dict[str, list[object]]) -> Iterator[str]:
    """An address of every route, parameters filled in with each number of their kind (`{"int": [1, 2], "uuid": [...]}`)."""
    for name, parameters in routes():
        rounds = max([len(numbers.get(kind, [])) for _key, kind in parameters], default=1)
        for turn in range(rounds):
            kwargs = {}
            for key, kind in parameters:
                values = numbers.get(kind) or ["x"]
                kwargs[key] = {"year": 2026, "month": 11}.get(key, values[turn % len(values)])
            try:
                yield reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue


def receive(browser: Client, starts: Iterable[str], *, most: int = MOST_PAGES) -> Received:
    """What a browser gets: all the pages it is pointed at, and the links it finds on them until there are `most`."""
    waiting, received = list(dict.fromkeys(starts)), Received()
    most = max(most, len(waiting))
    while waiting and len(received) < most:
        where = waiting.pop(0)
        if where in received or LEAVE_ALONE.search(where):
            continue
        response = browser.get(where)
        text = received[where] = text_of(response)
        for link in map(html.unescape, re.findall(r"(?:href|hx-get|src)=\"(/[^\"#]*)", text)):
            if link not in received and link not in waiting and _novel(link, received):
                waiting.append(link)
    return received


def _novel(link: str, received: Received) -> bool:
    """Not the hundredth variation of one page's filters."""
    path = urlsplit(link).path
    return sum(urlsplit(seen).path == path for seen in received) < 4


def text_of(response) -> str:
    """Headers and body; a PDF's words and properties as well."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    said = body.decode("utf-8", "replace")
    if body.startswith(b"%PDF"):
        said = pdf_text(body)
    return f"{head}\n{said}"


def pdf_text(body: bytes) -> str:
    reader = PdfReader(io.BytesIO(body))
    return f"{reader.metadata}\n" + "\n".join(page.extract_text() for page in reader.pages)


def tables(*, besides: str = "referrals") -> Received:
    """Every row of every table that the application's account can read, outside one app."""
    received = Received()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label == besides or not model._meta.managed:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT string_agg(t::text, chr(10)) FROM {table} t")
            rows = cursor.fetchone()[0] or ""
            received[f"table {model._meta.db_table}"] = rows + "\n" + _unhexed(rows)
    return received


def _unhexed(rows: str) -> str:
    """Binary columns as the text they may hold."""
    found = re.findall(r"\\x([0-9a-f]{8,})", rows)
    return "\n".join(bytes.fromhex(each[: len(each) // 2 * 2]).decode("utf-8", "replace") for each in found)


def cached() -> Received:
    """Every key and value of the cache."""
    client = cache._cache.get_client(None, write=False)
    received = Received()
    for key in client.scan_iter(match=f"{cache.key_prefix}:*"):
        kind = client.type(key)
        value = client.get(key) if kind == b"string" else kind
        received[f"cache {key.decode('utf-8', 'replace')}"] = bytes(value or b"").decode("utf-8", "replace")
    return received


def mails(folder: str | Path) -> Received:
    """Every mail that left, with its headers."""
    import email
    from email import policy

    received = Received()
    for file in sorted(Path(folder).glob("*")):
        mail = email.message_from_bytes(file.read_bytes().split(b"\n---------------")[0], policy=policy.default)
        body = mail.get_body()
        said = body.get_content() if body else ""
        received[f"mail to {mail['To']}"] = f"{mail.items()}\n{said}" + received.get(f"mail to {mail['To']}", "")
    return received


def find(secrets: Iterable[str], received: Received) -> list[tuple[str, str]]:
    """Which secret is where, however it is written: escaped, in capitals, without accents, spread over lines, in an address."""
    wanted = {secret: _plain(secret) for secret in secrets}
    found = []
    for where, text in received.items():
        seen = _plain(text) + ("\n" + _plain(unquote(text)) if "%" in text else "")
        found += [(where, secret) for secret, plain in wanted.items() if plain in seen]
    return found


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", html.unescape(text).casefold())
    bare = re.sub(r"[^\x00-\x7f]", lambda char: "" if unicodedata.combining(char[0]) else char[0], folded)
    return re.sub(r"\s+", " ", bare)
