"""The school's exports as they really are: several rows for a learner, cp1252, empty columns, and rows that are wrong."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from referrals import school_columns, school_exports
from referrals.outcomes_pupils import Situation, Stay
from referrals.school_columns import ABSENCES, ENROLMENTS
from referrals.school_exports import FileRefused, Records

DATA = Path(__file__).parent.parent / "data" / "school"
EXPORTED = date(2021, 7, 5)
HEAD = "learner number;level;year;status;week;half-days due;half-days absent;situation\n"


def read(enrolments=None, absences=None):
    records = Records()
    for text, columns, take in (
        (enrolments, ENROLMENTS, partial(school_exports.read_enrolments, exported_on=EXPORTED)),
        (absences, ABSENCES, school_exports.read_absences),
    ):
        if text:
            places = school_columns.recognise(school_exports.header_of(text), columns)
            assert school_columns.missing(places, columns) == []
            take(text, places, records)
    return records


def sample(name):
    return school_exports.decode((DATA / name).read_bytes())


def test_a_learner_on_several_rows_is_one_learner():
    records = read(sample("enrolments.csv"))
    assert records.rows == 12
    assert len(records.pupils) == 5
    elodie = records.pupils["4800000001"]
    assert (elodie.name, elodie.birth_date) == ("Élodie Fictive", date(2003, 2, 28))
    assert elodie.stays == [Stay(date(2020, 9, 1), seen=EXPORTED)]
    assert elodie.numbers == {"4800000001", "2001", "000000901AA"}


def test_why_somebody_left_is_understood():
    pupils = read(sample("enrolments.csv")).pupils
    assert pupils["4800000002"].stays == [Stay(date(2020, 9, 1), date(2021, 1, 15), Situation.INTERRUPTED)]
    assert pupils["4800000003"].stays == [Stay(date(2020, 9, 1), date(2021, 6, 30), Situation.DIPLOMA)]
    assert [stay.how for stay in pupils["4800000004"].stays] == [Situation.LEFT, Situation.LEFT]


def test_each_wrong_row_is_refused_with_its_line_and_a_sentence():
    refused = read(sample("enrolments.csv")).refused
    assert [(each.line, each.why) for each in refused] == [
        (10, "“31/02/2021” is not a date. Write 31/08/2027."),
        (11, "Another learner has the same number on an earlier line."),
        (12, "There is no learner number."),
        (13, "The day of leaving comes before the day of enrolment."),
    ]


def test_weeks_join_the_learner_whichever_number_they_bear():
    records = read(
        sample("enrolments.csv"),
        HEAD + "4800000001;CAP;1;Apprentice;2020-W38;10;2;in training\n2001;cap;1;apprentice;21/09/2020;10;0;\n",
    )
    weeks = records.pupils["4800000001"].weeks
    assert [(monday, week.absent) for monday, week in weeks.items()] == [(date(2020, 9, 14), 2), (date(2020, 9, 21), 0)]
    assert {week.stratum for week in weeks.values()} == {("cap", "1", "apprentice")}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";cap;1;school;2020-W38;10;2;", "There is no learner number."),
        ("1;cap;;school;2020-W38;10;2;", "Level, year or status is empty."),
        ("1;cap;1;school;2020-W60;10;2;", "“2020-W60” is not a week."),
        ("1;cap;1;school;2020-W38;10;11;", "More half-days absent than due."),
        ("1;cap;1;school;2020-W38;ten;2;", "“ten” is not a number of half-days in a week."),
        ("1;cap;1;school;2020-W38;10;2;moved", "“moved” is not a situation."),
        ("1;cap", "“” is not a date. Write 31/08/2027."),
    ],
)
def test_a_wrong_week_is_refused(row, why):
    assert [each.why for each in read(absences=f"{HEAD}{row}\n").refused] == [why]


def test_a_week_that_stands_twice_counts_once_and_a_contradiction_is_refused():
    row = "1;cap;1;school;2020-W38;10;{};\n"
    assert read(absences=HEAD + row.format(2) + row.format(2)).refused == []
    records = read(absences=HEAD + row.format(2) + row.format(3))
    assert [each.why for each in records.refused] == ["This week stands twice, with other figures."]
    assert next(iter(records.pupils["1"].weeks.values())).absent == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found(encoding, separator):
    text = "Num. Elève Etab;Nom de famille;Prénom;Date Naissance;Date Entrée\n7;Décor;Zoé;01/02/2003;01/09/2020\n"
    records = read(school_exports.decode(text.replace(";", separator).encode(encoding)))
    assert records.pupils["7"].name == "Zoé Décor"


@pytest.mark.parametrize("content", [b"", b"  \n", b"a\x00b;c"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(FileRefused):
        school_exports.decode(content)


def test_exports_of_two_years_are_one_story():
    """The one of the first year knows that she is enrolled, the one of the second that she left; the order does not matter."""
    head = "Num. Elève Etab;Nom de famille;Prénom;Date Naissance;Date Entrée;Date Sortie;Motif Sortie\n"
    first = (f"{head}7;Décor;Zoé;01/02/2003;01/09/2020;;\n8;Essai;Jade;01/01/2003;01/09/2020;;\n", date(2021, 1, 10))
    second = (f"{head}7;Décor;Zoé;01/02/2003;01/09/2020;15/03/2021;RUPTURE\n", date(2021, 6, 30))
    for files in ([first, second], [second, first]):
        records = Records()
        for text, day in files:
            places = school_columns.recognise(school_exports.header_of(text), ENROLMENTS)
            school_exports.read_enrolments(text, places, records, exported_on=day)
        zoe, jade = records.pupils["7"], records.pupils["8"]
        assert zoe.stays == [Stay(date(2020, 9, 1), date(2021, 3, 15), Situation.INTERRUPTED)]
        assert zoe.situation_on(date(2021, 4, 1)).situation == Situation.INTERRUPTED
        assert jade.situation_on(date(2021, 1, 10)).situation == Situation.IN_TRAINING
        assert jade.situation_on(date(2021, 1, 11)).situation == Situation.UNKNOWN


def test_the_day_of_an_export_is_guessed_from_what_stands_in_it():
    assert school_exports.latest_day(sample("enrolments.csv")) == date(2021, 6, 30)
    assert school_exports.latest_day("nothing;99/99/2021\n") is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("columns", [ENROLMENTS, ABSENCES])
def test_our_own_template_is_recognised_and_read(language, columns):
    with translation.override(language):
        rows = school_columns.template(columns)
        places = school_columns.recognise(rows[0], columns)
        text = "\n".join(";".join(row) for row in rows)
    assert list(places) == [column.name for column in columns]
    records = read(enrolments=text) if columns is ENROLMENTS else read(absences=text)
    assert (len(records.pupils), records.refused) == (2, [])


def test_a_hint_in_brackets_or_a_star_does_not_hide_a_column():
    places = school_columns.recognise(
        ["Identifiant unique*", "Nom d’usage", "Date de naissance (jj/mm/aaaa)*"], ENROLMENTS
    )
    assert places == {"number": 0, "usual_name": 1, "birth_date": 2}


def test_columns_that_are_not_known_are_asked_for():
    places = school_columns.recognise(["matricule", "niveau", "semaine"], ABSENCES)
    assert [column.name for column in school_columns.missing(places, ABSENCES)] == [
        "number",
        "year",
        "status",
        "due",
        "absent",
    ]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    places = {column.name: place for place, column in enumerate(ABSENCES)}
    try:
        school_exports.read_absences(HEAD + text, places, Records())
        columns = {column.name: place for place, column in enumerate(ENROLMENTS)}
        school_exports.read_enrolments(text, columns, Records(), exported_on=EXPORTED)
    except FileRefused:
        return
