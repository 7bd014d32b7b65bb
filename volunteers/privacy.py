"""What is stored about volunteers, and why. No field here says or hints that somebody receives help."""

from __future__ import annotations

from coop.web.privacy import Kept

_PLAN = Kept(
    why="to plan who is needed when and where",
    who="volunteers, coordinators",
    until="5 years after the school year: no person in it",
)
_PLANNER = Kept(
    why="who changed or cancelled it; the number of an account, to ask back",
    who="coordinators",
    until="as long as its row",
)
_YES = Kept(
    why="to know who comes, to move the waiting list up, to tell people",
    who="the volunteer, coordinators; others on the shift see the first name",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year",
)
_CALENDAR = Kept(
    why="so that a person's own calendar shows their shifts; the address itself is not kept",
    who="nobody",
    until="the person ends it; the night after the last role ended",
)
_MARK = Kept(
    why="attendance is the proof behind the hours; corrections add and say who and why",
    who="the volunteer, coordinators",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year",
)
_TIME = Kept(
    why="hours count in the curriculum; somebody else validates them",
    who="the volunteer, coordinators, as totals the programme lead",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year",
)
_STUDY = Kept(
    why="which rule turns the hours into recognition, and who decides",
    who="the volunteer, the programme lead, administrators",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year; an enrolment that is ended goes at once, the journal keeps it",
)
_RULE = Kept(
    why="a claim is readable only with the rule it was made under", who="everybody", until="kept: no person in it"
)
_CLAIM = Kept(
    why="proof of a decision that entered the diploma",
    who="the volunteer, the programme lead, the registrar",
    until="VOLUNTEERS_PROOF_YEARS (10) after the school year, as the school keeps its results",
)
_PAPER = Kept(
    why="a printed number can be checked against what was issued",
    who="the volunteer, coordinators",
    until="VOLUNTEERS_PROOF_YEARS (10) after the school year",
)


_TAUGHT = Kept(
    why="to offer trainings, and to know who teaches",
    who="everybody with a role",
    until="kept: the partner's trainer is named; a date 5 years after the school year",
)
_TRAINED = Kept(
    why="food safety: only who was trained does the check and the cold room; proof of the training plan",
    who="the person trained, coordinators",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year in which it expired",
)
_SIGNED = Kept(
    why="the trainer's name and signature make the list a proof",
    who="coordinators",
    until="as long as a qualification granted by it",
)


_BADGE = Kept(
    why="a proof that others verify; its page is shown only while the holder shares it",
    who="the volunteer, and whoever the volunteer shows it to",
    until="with its claim or statement",
)
_KEY = Kept(
    why="badges are signed, and stay verifiable; the private half is sealed with the key ring",
    who="everybody the public half, nobody the private one",
    until="kept: no person in it",
)


_CLOSED = Kept(
    why="what went to the registrar stays as it was; who closed it is an account's number",
    who="the programme lead",
    until="VOLUNTEERS_PROOF_YEARS (10) after the school year",
)
_NOTE = Kept(
    why="credits reward what was learnt; sealed with the key ring",
    who="the volunteer alone; once handed in with a claim, the programme lead",
    until="VOLUNTEERS_RECORDS_YEARS (2) after the school year",
)
_SEEN = Kept(
    why="assessed learning outcomes are what credits are awarded for; the comment is sealed",
    who="the volunteer, coordinators, the programme lead",
    until="with the claims of its year",
)


def _fields(model: str, names: str, kept: Kept) -> dict[str, Kept]:
    return {f"{model}.{name}": kept for name in names.split()}


FIELDS: dict[str, Kept] = {
    **_fields(
        "shiftpattern",
        "id kind title place weekday starts ends minimum maximum needs_experienced needs first_day last_day",
        _PLAN,
    ),
    **_fields(
        "shift",
        "id pattern made_for kind title place starts_at ends_at minimum maximum needs_experienced needs distribution_id state"
        " taken taken_experienced",
        _PLAN,
    ),
    **_fields("shift", "amended_at amended_by cancelled_at cancelled_by", _PLANNER),
    **_fields(
        "signup",
        "id shift person state experienced starts_at ends_at joined_at promoted_at ended_at ended_by duty_ids",
        _YES,
    ),
    **_fields("shiftcalendar", "id person digest made_at", _CALENDAR),
    **_fields("weeklyyes", "id pattern person since ended_at", _YES),
    **_fields("attendancemark", "id sign_up kind at how marked_by marked_at corrects reason", _MARK),
    **_fields(
        "workedtime",
        "id person source activity title sign_up starts_at ends_at minutes state entered_at entered_by decided_at"
        " decided_by reason",
        _TIME,
    ),
    **_fields("programme", "id code name leads", _STUDY),
    **_fields("enrolment", "id person programme school_year", _STUDY),
    **_fields(
        "recognitionscheme",
        "id programme school_year kind version minutes_per_step step_hundredths min_minutes cap_hundredths exclusive"
        " needs published_at published_by",
        _RULE,
    ),
    **_fields(
        "claim",
        "id person scheme school_year kind exclusive minutes proposed_hundredths state submitted_at decided_at"
        " decided_by reason reversed_at reversed_by reversal_reason appraisal jury_on",
        _CLAIM,
    ),
    **_fields("yearclosing", "id programme school_year closed_at closed_by reopened_at reopened_by reason", _CLOSED),
    **_fields("reflection", "id person school_year text words version saved_at claim", _NOTE),
    **_fields("appraisal", "id person school_year levels comment made_at made_by", _SEEN),
    **_fields("statement", "id school_year serial person minutes issued_at issued_by", _PAPER),
    **_fields("statementpage", "id statement code shows closed_at", _BADGE),
    **_fields("trainingmodule", "id title partner topics opens valid_months closed_at closed_by", _TAUGHT),
    **_fields("trainingdate", "id shift module trainer", _TAUGHT),
    **_fields(
        "traininglist",
        "id shift module title partner topics opens taught_on expires_on trainer strokes signed_at held_by",
        _SIGNED,
    ),
    **_fields("qualification", "id list person expires_on revoked_at revoked_by revoked_reason", _TRAINED),
    **_fields("badge", "id claim code place token issued_at shared_at", _BADGE),
    **_fields("issuerkey", "id kid public private made_at retired_at", _KEY),
    **_fields("programme_leads", "id programme user", _STUDY),
}
