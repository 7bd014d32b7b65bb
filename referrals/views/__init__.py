"""The screens of the confidential side. Each view: parse, ask access, one verb, answer."""

from referrals.views.asking import ask, asked
from referrals.views.decisions import decision_end, grant, pause
from referrals.views.files import case, case_data, case_edit, case_new, case_share, case_transfer, case_volunteer, cases
from referrals.views.ending import case_archive, case_archived, case_back, case_erase, ending
from referrals.views.files import case, case_data, case_edit, case_new, case_share, case_volunteer, cases
from referrals.views.interviews import interview, interview_begin, interview_draft, interview_read
from referrals.views.mine import (
    mine,
    mine_appointment,
    mine_cancel,
    mine_code,
    mine_data,
    mine_me,
    mine_sign_in,
    mine_sign_out,
    mine_skip,
)
from referrals.views.morning import (
    agenda,
    appointment_book,
    appointment_settle,
    morning,
    queue,
    request,
    request_close,
    request_contacted,
    request_join,
    request_take,
    task_done,
    tasks,
)
from referrals.views.referring import leaflet, refer

__all__ = [
    "agenda",
    "appointment_book",
    "appointment_settle",
    "ask",
    "asked",
    "case",
    "case_archive",
    "case_archived",
    "case_back",
    "case_data",
    "case_edit",
    "case_erase",
    "case_new",
    "case_share",
    "case_transfer",
    "case_volunteer",
    "cases",
    "decision_end",
    "ending",
    "grant",
    "interview",
    "interview_begin",
    "interview_draft",
    "interview_read",
    "leaflet",
    "mine",
    "mine_appointment",
    "mine_cancel",
    "mine_code",
    "mine_data",
    "mine_me",
    "mine_sign_in",
    "mine_sign_out",
    "mine_skip",
    "morning",
    "pause",
    "queue",
    "refer",
    "request",
    "request_close",
    "request_contacted",
    "request_join",
    "request_take",
    "task_done",
    "tasks",
]
