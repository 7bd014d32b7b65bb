"""The glossary names what exists."""

import re

from django.apps import apps

from coop.services.places import ROOT

TEXT = (ROOT / "docs/glossary.md").read_text()


def test_every_class_of_the_glossary_exists():
    named = re.findall(r"`([a-z]+)\.([A-Z]\w+)`", TEXT)
    assert len(named) > 30
    missing = [f"{label}.{name}" for label, name in named if name.lower() not in apps.all_models[label]]
    assert missing == []


def test_every_file_of_the_glossary_and_of_the_ten_second_table_exists():
    paths = re.findall(r"`(\w[\w/]*(?:\.py|/))`", TEXT + (ROOT / "README.md").read_text())
    assert [path for path in paths if not (ROOT / path).exists()] == []
