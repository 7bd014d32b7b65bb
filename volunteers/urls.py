"""Shifts, hours, credits."""

from django.urls import path

from volunteers.views import calendar, credits, hours, planning, programmes, shifts, team

app_name = "volunteers"
urlpatterns = [
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/today/", shifts.today, name="today"),
    path("shifts/<int:pk>/join/", shifts.join, name="join"),
    path("shifts/<int:pk>/weekly/", shifts.weekly, name="weekly"),
    path("shifts/weekly/<int:pk>/end/", shifts.weekly_end, name="weekly_end"),
    path("shifts/sign-ups/<int:pk>/leave/", shifts.leave, name="leave"),
    path("shifts/calendar/", calendar.calendar_address, name="calendar_address"),
    path("shifts/calendar/end/", calendar.calendar_end, name="calendar_end"),
    path("shifts/calendar/<str:token>.ics", calendar.calendar, name="calendar"),
    path("shifts/arrive/", shifts.arrive, name="arrive"),
    path("shifts/team/", team.team, name="team"),
    path("shifts/team/roster/", team.roster, name="roster"),
    path("shifts/sign-ups/<int:pk>/correct/", team.correct, name="correct"),
    path("shifts/sign-ups/<int:pk>/mark/<slug:what>/", team.mark, name="mark"),
    path("shifts/<int:pk>/door/", team.door_code, name="door_code"),
    path("shifts/plan/", planning.plan, name="plan"),
    path("shifts/plan/pattern/", planning.pattern, name="pattern"),
    path("shifts/plan/pattern/<int:pk>/end/", planning.end_pattern, name="end_pattern"),
    path("shifts/plan/shift/", planning.new_shift, name="new_shift"),
    path("shifts/<int:pk>/", planning.shift, name="shift"),
    path("shifts/<int:pk>/cancel/", planning.cancel_shift, name="cancel_shift"),
    path("hours/", hours.hours, name="hours"),
    path("hours/all/", hours.history, name="history"),
    path("hours/declare/", hours.declare, name="declare"),
    path("hours/statement/", hours.statement, name="statement"),
    path("hours/validate/", hours.validate, name="validate"),
    path("hours/<int:pk>/decide/", hours.decide_hours, name="decide_hours"),
    path("credits/", credits.credits, name="credits"),
    path("credits/export/", credits.credits_export, name="credits_export"),
    path("credits/<int:pk>/", credits.claim, name="claim"),
    path("credits/schemes/<int:pk>/claim/", credits.submit_claim, name="submit_claim"),
    path("credits/claims/<int:pk>/withdraw/", credits.withdraw_claim, name="withdraw_claim"),
    path("credits/programmes/", programmes.programmes, name="programmes"),
    path("credits/programmes/new/", programmes.new_programme, name="new_programme"),
    path("credits/programmes/<int:pk>/", programmes.programme, name="programme"),
    path("credits/programmes/<int:pk>/rules/", programmes.scheme, name="scheme"),
    path("credits/programmes/<int:pk>/volunteers/", programmes.enrolments, name="enrolments"),
    path("credits/programmes/<int:pk>/volunteers/<int:row>/end/", programmes.end_enrolment, name="end_enrolment"),
]
