"""The calendar that other programs read, read by another program."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from coop.web.calendars import Event, written

AT = datetime(2026, 11, 26, 9, 45, tzinfo=ZoneInfo("Europe/Paris"))


def event(**changes):
    plain = {
        "uid": "a@coop",
        "starts_at": AT,
        "ends_at": AT + timedelta(minutes=45),
        "changed_at": AT,
        "summary": "CO'OP",
    }
    return Event(**{**plain, **changes})


def read(content):
    return Calendar.from_ical(content)


def test_a_parser_finds_the_times_in_utc():
    (found,) = read(written([event()], name="CO'OP")).walk("VEVENT")
    assert found.decoded("dtstart") == datetime(2026, 11, 26, 8, 45, tzinfo=UTC)
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(minutes=45)
    assert (str(found["summary"]), str(found["class"]), str(found["transp"])) == ("CO'OP", "PRIVATE", "OPAQUE")


@pytest.mark.parametrize(("certain", "status"), [(True, "CONFIRMED"), (False, "TENTATIVE")])
def test_what_is_only_wished_for_is_tentative(certain, status):
    (found,) = read(written([event(is_certain=certain)], name="x")).walk("VEVENT")
    assert str(found["status"]) == status


def test_an_empty_calendar_is_one():
    assert read(written([], name="CO'OP")).walk("VEVENT") == []


def test_the_same_events_give_the_same_bytes():
    assert written([event()], name="x") == written([event()], name="x")


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\\,;:"\n€é😀'), max_size=200)


@given(summary=WORDS, name=WORDS)
def test_every_word_comes_back_as_it_was_and_no_line_is_too_long(summary, name):
    content = written([event(summary=summary)], name=name)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    assert content.endswith(b"END:VCALENDAR\r\n")
    (found,) = read(content).walk("VEVENT")
    assert str(found["summary"]) == summary
