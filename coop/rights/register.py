"""The privacy register: every stored field of every app with why, who and until when, as the apps themselves say it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import AppConfig, apps

from coop.rights import others
from coop.web.privacy import Kept
from referrals import rights

OURS = ("coop", "pantry", "referrals", "volunteers")


@dataclass(frozen=True)
class Line:
    """Fields of one table that are seen by the same people for the same time."""

    table: str
    fields: str
    why: str
    who: str
    until: str


@dataclass(frozen=True)
class Section:
    """One app of the register."""

    app: str
    lines: list[Line]


def sections() -> list[Section]:
    """App by app, table by table, then the tables of other packages; nothing that is stored is left out (a test says so)."""
    ours = [Section(config.label, _lines(fields)) for config, fields in declared()]
    foreign = [Line(table, "all", kept.why, kept.who, kept.until) for table, kept in others.TABLES.items()]
    asked = [Line(question, "answer", kept.why, kept.who, kept.until) for question, kept in rights.questions().items()]
    return [*ours, Section("interview, question by question", asked), Section("other packages", foreign)]


def declared() -> Iterator[tuple[AppConfig, dict[str, Kept]]]:
    """The apps of ours that store something, with what their `privacy.py` says."""
    for config in sorted(apps.get_app_configs(), key=lambda each: each.label):
        if config.name.split(".")[0] in OURS and any(model._meta.managed for model in config.get_models()):
            yield config, importlib.import_module(f"{config.name}.privacy").FIELDS


def _lines(fields: dict[str, Kept]) -> list[Line]:
    grouped: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for name, kept in fields.items():
        table, _dot, field = name.partition(".")
        grouped.setdefault((table, kept.who, kept.until), []).append((field, kept.why))
    return [
        Line(
            table=table,
            fields=", ".join(field for field, _why in said),
            why="; ".join(dict.fromkeys(why for _field, why in said)),
            who=who,
            until=until,
        )
        for (table, who, until), said in grouped.items()
    ]
