"""The rows of the compartment. Every table here has forced row-level security; see `referrals/compartment.py`.

Identifiers are made by the application (nothing is read back when somebody asks for help), users are named by number
without foreign keys, and every name, address and sentence about a person is sealed with the key of its row.
"""

from referrals.models.appointments import Appointment
from referrals.models.authorities import AuthorityReport, ReportDecision
from referrals.models.calendars import CalendarFeed
from referrals.models.cases import Case, CircleMember, EmergencyReading, FollowUp
from referrals.models.checkins import CheckIn
from referrals.models.counters import AnonymousCount
from referrals.models.decisions import CardCode, Decision, Pause, PickupCode
from referrals.models.emergencies import EmergencyGrant, EmergencyMark
from referrals.models.interviews import Interview, InterviewDraft, InterviewNeeds, InterviewVersion
from referrals.models.learners import LearnerSession, SignInCode
from referrals.models.messages import CaseMessage
from referrals.models.outcomes import Comparison
from referrals.models.requests import BlindMark, Receipt, Request
from referrals.models.rights import Archive, RightsRequest
from referrals.models.supervision import CoSignature, Supervision

__all__ = [
    "AnonymousCount",
    "Appointment",
    "Archive",
    "AuthorityReport",
    "BlindMark",
    "CalendarFeed",
    "CardCode",
    "Case",
    "CaseMessage",
    "CheckIn",
    "CircleMember",
    "CoSignature",
    "Comparison",
    "Decision",
    "EmergencyGrant",
    "EmergencyMark",
    "EmergencyReading",
    "FollowUp",
    "Interview",
    "InterviewDraft",
    "InterviewNeeds",
    "InterviewVersion",
    "LearnerSession",
    "Pause",
    "PickupCode",
    "Receipt",
    "ReportDecision",
    "Request",
    "RightsRequest",
    "SignInCode",
    "Supervision",
]
