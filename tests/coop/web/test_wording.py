"""Dates, hours and weights as people say them, in French and in English."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from coop.web import wording

THURSDAY = dt.date(2026, 11, 26)
EVENING = dt.datetime(2026, 11, 26, 16, 30, tzinfo=ZoneInfo("UTC"))


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "words", "value", "expected"),
    [
        ("fr", wording.day, THURSDAY, "jeudi 26 novembre"),
        ("en", wording.day, THURSDAY, "Thursday 26 November"),
        ("fr", wording.day, dt.date(2026, 12, 1), "mardi 1er décembre"),
        ("fr", wording.short_day, THURSDAY, "jeu. 26 nov."),
        ("fr", wording.full_date, THURSDAY, "26 novembre 2026"),
        ("en", wording.month, THURSDAY, "November 2026"),
        ("fr", wording.clock, EVENING, "17 h 30"),
        ("en", wording.clock, EVENING, "17:30"),
        ("fr", wording.moment, EVENING, "jeudi 26 novembre, 17 h 30"),
        ("fr", wording.kilos, 1400, "1,4 kg"),
        ("fr", wording.kilos, 3000, "3 kg"),
        ("en", wording.kilos, 450, "450 g"),
        ("fr", wording.kilos, 126_400, "126 kg"),
        ("fr", wording.number, 1234567, "1 234 567"),
        ("fr", wording.duration, 120, "2 h 00"),
        ("en", wording.duration, 45, "45 min"),
        ("fr", wording.day, None, ""),
    ],
)
def test_words(language, words, value, expected):
    with translation.override(language):
        assert plain(words(value)) == expected


def test_a_near_day_has_a_name_and_a_far_one_its_date():
    with translation.override("en"):
        assert wording.relative_day(THURSDAY, THURSDAY) == "today"
        assert wording.relative_day(THURSDAY, THURSDAY - dt.timedelta(days=1)) == "tomorrow"
        assert wording.relative_day(dt.date(2025, 3, 2), THURSDAY) == "2 March 2025"
