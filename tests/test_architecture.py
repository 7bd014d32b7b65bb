"""The guards that hold the floor plan, and the habits that a linter cannot see."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.db import connection, models

from coop.celery import TIMETABLE
from coop.services.places import ROOT
from coop.web.privacy import Kept

OURS = ("coop", "pantry", "referrals", "volunteers")
OUR_APPS = sorted(
    (config for config in apps.get_app_configs() if config.name.split(".")[0] in OURS), key=lambda config: config.name
)
LONGEST_FILE = 400


def sources(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    """Our own files, without migrations."""
    for folder in folders or OURS:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if "migrations" not in path.parts:
                yield path


def offending(pattern: str, *folders: str, suffix: str = ".py", besides: tuple[str, ...] = ()) -> list[str]:
    """`file:line` of every line that matches, outside the files named."""
    found = []
    for path in sources(*folders, suffix=suffix):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(besides) if besides else False:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(pattern, line) and not line.lstrip().startswith("#"):
                found.append(f"{name}:{number}: {line.strip()}")
    return found


@pytest.mark.parametrize("config", OUR_APPS, ids=lambda config: config.label)
def test_every_stored_field_says_why_it_is_kept_who_sees_it_and_until_when(config):
    stored = {
        f"{model._meta.model_name}.{field.name}"
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
    }
    if not stored:
        return
    related = {
        f"{m._meta.model_name}.{field.name}" for m in config.get_models() for field in m._meta.local_many_to_many
    }
    said = importlib.import_module(f"{config.name}.privacy").FIELDS
    assert set(said) - related == stored
    assert all(isinstance(kept, Kept) and kept.why and kept.who and kept.until for kept in said.values())


def test_no_relation_leads_from_stock_to_a_person_or_into_the_confidential_side():
    crossing = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        for target in [field.related_model._meta.app_label]
        if (model._meta.app_label == "pantry" and target not in {"pantry", "school"})
        or (model._meta.app_label == "referrals") != (target == "referrals")
    }
    assert crossing == set()


def test_the_confidential_side_has_no_admin_pages():
    assert not (ROOT / "referrals" / "admin.py").exists()
    from django.contrib import admin

    assert [model for model in admin.site._registry if model._meta.app_label == "referrals"] == []


def test_nobody_asks_the_machine_for_the_time():
    assert (
        offending(
            r"timezone\.now\(|datetime\.now\(|date\.today\(|utcnow\(|auto_now|\bNow\(\)",
            besides=("coop/web/clock.py", "coop/services/"),
        )
        == []
    )


def test_nobody_but_the_services_uses_the_owner_s_account():
    assert (
        offending(r"DATABASE_OWNER_URL|OWNER_URL|psycopg2\.connect", besides=("coop/services/", "coop/settings.py"))
        == []
    )


def test_nothing_is_written_unescaped_into_a_page():
    assert offending(r"mark_safe\(|\|safe\b|autoescape off", besides=("coop/web/", "coop/reports/charts")) == []
    drawn_here = ("templates/accounts/enrol.html",)  # a QR code made by us
    assert offending(r"\|safe\b|autoescape off", "templates", suffix=".html", besides=drawn_here) == []


def test_no_style_and_no_script_stands_in_a_page():
    """The content security policy would refuse them."""
    inside = offending(
        r"<[a-z][^>{]*\s(style|on[a-z]+)=\"|<style|<script(?![^>]*\bsrc=)|javascript:", "templates", suffix=".html"
    )
    assert [
        line for line in inside if not re.search(r"type=\"application/json\"|/pdf|documents/|_pdf|report", line)
    ] == []


def test_nothing_is_fetched_from_elsewhere():
    assert offending(r"src=\"(https?:)?//|<link[^>]*href=\"(https?:)?//", "templates", suffix=".html") == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("[cprv]*/**/migrations/[0-9]*.py")), ids=lambda p: "-".join(p.parts[-3:])
)
def test_a_migration_names_no_schema_and_carries_no_data(path):
    text = path.read_text(encoding="utf-8")
    assert "public." not in text
    assert "RunPython" not in text
    assert not re.search(r"^\s*INSERT INTO (?!audit_)(?!%)\w+ .*VALUES \('", text, re.M | re.I)


@pytest.mark.parametrize("path", list(sources()), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_stays_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_views_are_short():
    """Parse, ask access, one verb, answer."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"
        for path in sources()
        if "views" in path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (length := node.end_lineno - node.lineno + 1) > 30
    ]
    assert long == []


def test_every_line_of_the_timetable_is_a_task():
    current_app.loader.import_default_modules()
    assert [name for name in TIMETABLE if name not in current_app.tasks] == []
    assert list(TIMETABLE) == sorted(TIMETABLE)


@pytest.mark.django_db
def test_what_only_grows_only_grows_for_the_application_s_account():
    names = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, p FROM unnest(%s) t, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p"
            " WHERE has_table_privilege(current_user, t, p)",
            [names],
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT t FROM unnest(%s) t WHERE NOT has_table_privilege(current_user, t, 'INSERT')", [names])
        assert cursor.fetchall() == []
    assert "audit_journalentry" in names


@pytest.mark.django_db
def test_every_table_of_the_confidential_side_is_closed_even_to_its_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'referrals\\_%%'"
            " AND NOT (relrowsecurity AND relforcerowsecurity) AND pg_table_is_visible(oid)"
        )
        assert cursor.fetchall() == []
        tables = {model._meta.db_table for model in apps.get_app_config("referrals").get_models()}
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
        assert tables <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_the_owner_s_functions_look_nowhere_but_in_their_own_schema():
    """A function with the owner's rights and a search path of the caller's could be led to the caller's tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM unnest(coalesce(proconfig, '{}')) s WHERE s LIKE 'search_path=%%pg_temp')"
        )
        assert cursor.fetchall() == []


def test_the_floors_are_kept():
    """Who may import whom, as import-linter reads it from pyproject.toml."""
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, is_debug_mode=False) == 0
