"""The rows of the volunteers' life: what is planned, who said yes, who came, what counts, what is recognised."""

from volunteers.models.attendance import AttendanceMark, MarkedHow, MarkKind
from volunteers.models.badges import Badge, IssuerKey
from volunteers.models.hours import HOURS_MOVES, Activity, HoursSource, HoursState, WorkedTime
from volunteers.models.learning import Appraisal, Level, Outcome, Reflection
from volunteers.models.recognition import (
    CLAIM_MOVES,
    Claim,
    ClaimState,
    Enrolment,
    Need,
    Programme,
    RecognitionScheme,
    SchemeKind,
    Statement,
    YearClosing,
)
from volunteers.models.shifts import (
    SHIFT_MOVES,
    SIGN_UP_MOVES,
    Shift,
    ShiftCalendar,
    ShiftKind,
    ShiftPattern,
    ShiftState,
    SignUp,
    SignUpState,
    WeeklyYes,
)
from volunteers.models.trainings import GATES, Qualification, Topic, TrainingDate, TrainingList, TrainingModule

__all__ = [
    "CLAIM_MOVES",
    "GATES",
    "HOURS_MOVES",
    "SHIFT_MOVES",
    "SIGN_UP_MOVES",
    "Activity",
    "Appraisal",
    "AttendanceMark",
    "Badge",
    "Claim",
    "ClaimState",
    "Enrolment",
    "HoursSource",
    "HoursState",
    "IssuerKey",
    "Level",
    "MarkKind",
    "MarkedHow",
    "Need",
    "Outcome",
    "Programme",
    "Qualification",
    "RecognitionScheme",
    "Reflection",
    "SchemeKind",
    "Shift",
    "ShiftCalendar",
    "ShiftKind",
    "ShiftPattern",
    "ShiftState",
    "SignUp",
    "SignUpState",
    "Statement",
    "Topic",
    "TrainingDate",
    "TrainingList",
    "TrainingModule",
    "WeeklyYes",
    "WorkedTime",
    "YearClosing",
]
