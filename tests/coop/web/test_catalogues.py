"""Catalogues: every sentence is found without gettext tools, French is complete, compiling is skipped when nothing changed."""

import pytest
from django.conf import settings

from coop.web import catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("One sentence "
      "in two lines")
B = ngettext("%(n)s bag", "%(n)s bags", 2)
C = pgettext("verb", "Open")
D = print("not this one")
"""
TEMPLATE = """{% load i18n %}{% translate "It's “here”" %}{% translate "Open" context "verb" %}
{% blocktranslate trimmed count n=n %}{{ n }} bag{% plural %}{{ n }} bags{% endblocktranslate %}{{ x|default:_("none") }}"""


def test_sentences_are_read_out_of_python():
    found = list(catalogues.sentences_of_python(PYTHON, "x.py"))
    assert [(s.context, s.text, s.plural) for s in found] == [
        (None, "One sentence in two lines", ""),
        (None, "%(n)s bag", "%(n)s bags"),
        ("verb", "Open", ""),
    ]


def test_sentences_are_read_out_of_templates():
    found = list(catalogues.sentences_of_template(TEMPLATE, "x.html"))
    assert [(s.context, s.text, s.plural) for s in found] == [
        (None, "It's “here”", ""),
        ("verb", "Open", ""),
        (None, "%(n)s bag", "%(n)s bags"),
        (None, "none", ""),
    ]


@pytest.fixture
def school(tmp_path):
    """A small project of one template."""
    (tmp_path / "templates/help").mkdir(parents=True)
    page = tmp_path / "templates/help/a.html"
    page.write_text('{% load i18n %}{% translate "Bread" %}{% translate "Milk" %}')
    return tmp_path


def fill(root, **french):
    path = catalogues.po_path(root, "help")
    path.write_text(path.read_text().replace('msgid "Bread"\nmsgstr ""', f'msgid "Bread"\nmsgstr "{french["bread"]}"'))


def test_a_translation_is_kept_what_is_unused_is_dropped_and_what_lacks_is_named(school):
    assert catalogues.merge("help", school) == 2
    fill(school, bread="Pain")
    (school / "templates/help/a.html").write_text('{% load i18n %}{% translate "Bread" %}{% translate "Rice" %}')
    assert catalogues.merge("help", school) == 1
    assert 'msgstr "Pain"' in catalogues.po_path(school, "help").read_text()
    assert "Milk" not in catalogues.po_path(school, "help").read_text()
    assert catalogues.problems("help", school) == ["help: no French for “Rice” (templates/help/a.html)"]


def test_compiling_is_skipped_when_nothing_changed(school):
    catalogues.merge("help", school)
    assert catalogues.compile_all(school) == 1
    assert catalogues.compile_all(school) == 0


def test_a_template_of_nobody_is_named(school):
    (school / "templates/strange").mkdir()
    (school / "templates/strange/a.html").write_text("x")
    assert catalogues.orphans(school) == ["templates/strange/a.html"]


def test_settings_read_every_catalogue():
    assert set(settings.CATALOGUES) == set(catalogues.SOURCES)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Prêt : à 15 h ?", "Prêt\u00a0: à 15 h\u00a0?"),
        ("« Réserve » ; 30 %", "«\u00a0Réserve\u00a0»\u00a0; 30\u00a0%"),
        ("l'heure de CO'OP", "l’heure de CO'OP"),
        ("%(count)s %(unit)s, https://coop", "%(count)s %(unit)s, https://coop"),
    ],
)
def test_french_is_set_as_it_is_printed(typed, printed):
    assert catalogues.typeset(typed) == printed
    assert catalogues.typeset(printed) == printed


@pytest.mark.parametrize("catalogue", catalogues.SOURCES)
def test_french_is_complete(catalogue):
    assert catalogues.problems(catalogue, settings.BASE_DIR) == []


def test_one_english_sentence_has_one_french_sentence():
    assert catalogues.contradictions(settings.BASE_DIR) == []


def test_every_template_belongs_to_a_catalogue():
    assert catalogues.orphans(settings.BASE_DIR) == []
