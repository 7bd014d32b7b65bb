"""Who may open which screen: the specification, as a table. A change of access is a change here, so a review sees it.

Each route of the application has one row. `PUBLIC`: anyone. `SIGNED_IN`: anyone with an account. `LEARNER`: the learner
whose session was opened inside the compartment; nobody else, whatever their roles. Otherwise the set of roles.
The rows are tried as route × role through the client: wrong role 403, a stranger is sent to sign in, not yours 404.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.accounts.roles import Role
from coop.audit import journal
from coop.web import clock

PUBLIC, SIGNED_IN, LEARNER = "public", "signed in", "learner"
REFERRER, SOCIAL_WORKER, VOLUNTEER = Role.REFERRER.value, Role.SOCIAL_WORKER.value, Role.VOLUNTEER.value
COORDINATOR, PROGRAMME_LEAD, MANAGEMENT = Role.COORDINATOR.value, Role.PROGRAMME_LEAD.value, Role.MANAGEMENT.value
OFFICER, ADMINISTRATOR = Role.DATA_PROTECTION_OFFICER.value, Role.ADMINISTRATOR.value
ON_DUTY = "volunteer on duty"
"""A volunteer who is checked in: may do what the duty says."""

WEB = {
    "web:home": PUBLIC,
    "web:healthz": PUBLIC,
    "web:language": PUBLIC,
    "web:help": PUBLIC,
    "web:help_page": PUBLIC,
}
ACCOUNTS: dict[str, object] = {
    "account_signup": PUBLIC,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "accounts:people": {ADMINISTRATOR},
    "accounts:invite": {ADMINISTRATOR},
    "accounts:import_people": {ADMINISTRATOR},
    "accounts:next_year": {ADMINISTRATOR},
    "accounts:withdraw_invitation": {ADMINISTRATOR},
    "accounts:person": {ADMINISTRATOR},
    "accounts:grant_role": {ADMINISTRATOR},
    "accounts:act_on_person": {ADMINISTRATOR},
    "accounts:erase": {ADMINISTRATOR},
    "accounts:changes": {SOCIAL_WORKER, ADMINISTRATOR, OFFICER},
    "accounts:decide": {SOCIAL_WORKER},
    "accounts:new_sealed_codes": {SOCIAL_WORKER},
    "accounts:accept": PUBLIC,
    "accounts:use_sealed_code": PUBLIC,
    "accounts:me": SIGNED_IN,
    "accounts:lock": SIGNED_IN,
    "accounts:enrol": PUBLIC,
    "accounts:enrol_passkey": PUBLIC,
    "accounts:ask_second_factor": SIGNED_IN,
    "accounts:confirm_address": PUBLIC,
}
SCHOOL: dict[str, object] = {
    "school:overview": {ADMINISTRATOR},
    "school:settings": {ADMINISTRATOR},
    "school:controller": {ADMINISTRATOR, OFFICER},
    "school:terms": {ADMINISTRATOR},
    "school:drop_term": {ADMINISTRATOR},
    "school:closures": {ADMINISTRATOR},
    "school:drop_closure": {ADMINISTRATOR},
    "school:presence_days": {ADMINISTRATOR, SOCIAL_WORKER},
    "school:away": {ADMINISTRATOR, SOCIAL_WORKER},
    "school:partners": PUBLIC,
    "school:new_partner": {SOCIAL_WORKER},
    "school:partner": {SOCIAL_WORKER},
    "school:close_partner": {SOCIAL_WORKER},
}
SETUP: dict[str, object] = {
    "demo:demo": PUBLIC,
    "demo:school_file": PUBLIC,
    "setup:index": PUBLIC,
    "setup:step": PUBLIC,
}
AUDIT: dict[str, object] = {
    "audit:journal": {OFFICER},
    "audit:openings": {OFFICER, SOCIAL_WORKER},
    "audit:sign_off": {OFFICER, SOCIAL_WORKER},
    "audit:chain": {OFFICER},
}
OUTCOMES: dict[str, object] = {
    "referrals:comparisons": {SOCIAL_WORKER},
    "referrals:comparison": {SOCIAL_WORKER},
    "referrals:comparison_columns": {SOCIAL_WORKER},
    "referrals:comparison_measure": {SOCIAL_WORKER},
    "referrals:comparison_drop": {SOCIAL_WORKER},
    "referrals:comparison_template": {SOCIAL_WORKER},
    "referrals:case_compared": {SOCIAL_WORKER},
    "referrals:mine_compared": LEARNER,
    "reports:outcomes": {MANAGEMENT, SOCIAL_WORKER},
}
NEEDS: dict[str, object] = {
    "needs:board": PUBLIC,
    "needs:embed": PUBLIC,
    "needs:poster": PUBLIC,
    "needs:pledge": PUBLIC,
    "needs:pledged": PUBLIC,
    "needs:stop": PUBLIC,
    "needs:choose": {COORDINATOR},
    "needs:tell": {COORDINATOR},
    "needs:drop": {COORDINATOR},
}
RIGHTS: dict[str, object] = {
    "rights:overview": {OFFICER},
    "rights:notice": PUBLIC,
    "rights:papers": {OFFICER, ADMINISTRATOR},
    "rights:paper": {OFFICER, ADMINISTRATOR},
}
NOTIFICATIONS: dict[str, object] = {"notifications:outgoing": {ADMINISTRATOR}}
DOCUMENTS: dict[str, object] = {
    "documents:show": SIGNED_IN,
    "documents:download": SIGNED_IN,
    "documents:again": SIGNED_IN,
}
PANTRY_STOCK = {
    "pantry:receive": {COORDINATOR, ON_DUTY},
    "pantry:receive_add": {COORDINATOR, ON_DUTY},
    "pantry:receive_photo": {COORDINATOR, ON_DUTY},
    "pantry:receive_undo": {COORDINATOR, ON_DUTY},
    "pantry:receive_donor": {COORDINATOR, ON_DUTY},
    "pantry:receive_announced": {COORDINATOR, ON_DUTY},
    "pantry:receive_close": {COORDINATOR, ON_DUTY},
    "pantry:receive_offline": {COORDINATOR, ON_DUTY},
    "pantry:receive_waiting": {COORDINATOR, ON_DUTY},
    "pantry:receive_worker": PUBLIC,
    "pantry:stock": {COORDINATOR, VOLUNTEER},
    "pantry:lot_detail": {COORDINATOR, ON_DUTY},
    "pantry:lot_check": {COORDINATOR, ON_DUTY},
    "pantry:lot_move": {COORDINATOR, ON_DUTY},
    "pantry:lot_labels": {COORDINATOR},
    "pantry:counts": {COORDINATOR, ON_DUTY},
    "pantry:count": {COORDINATOR, ON_DUTY},
    "pantry:count_begin": {COORDINATOR, ON_DUTY},
    "pantry:count_note": {COORDINATOR, ON_DUTY},
    "pantry:count_finish": {COORDINATOR, ON_DUTY},
    "pantry:count_answer": {COORDINATOR, ON_DUTY},
    "pantry:places": {COORDINATOR, ADMINISTRATOR},
    "pantry:place": {COORDINATOR, ADMINISTRATOR},
    "pantry:place_close": {COORDINATOR, ADMINISTRATOR},
    "pantry:lot_lose": {COORDINATOR},
    "pantry:lot_found": {COORDINATOR},
    "pantry:lot_quarantine": {COORDINATOR},
    "pantry:lot_free": {COORDINATOR},
    "pantry:movement_reverse": {COORDINATOR},
    "pantry:task_settle": {COORDINATOR},
    "pantry:to_do": {COORDINATOR},
    "pantry:hygiene": {COORDINATOR, ON_DUTY},
    "pantry:hygiene_record": {COORDINATOR},
    "pantry:appliance": {COORDINATOR},
    "pantry:temperature_read": {COORDINATOR, ON_DUTY},
    "pantry:appliance_stop": {COORDINATOR},
    "pantry:appliance_limits": {COORDINATOR},
    "pantry:temperature_correct": {COORDINATOR, ON_DUTY},
    "pantry:cold_alarm": {COORDINATOR, ON_DUTY},
    "pantry:cold_decide": {COORDINATOR, ON_DUTY},
    "pantry:cleaning": {COORDINATOR, ON_DUTY},
    "pantry:cleaning_add": {COORDINATOR},
    "pantry:cleaning_done": {COORDINATOR, ON_DUTY},
    "pantry:cleaning_end": {COORDINATOR},
    "pantry:cleaning_undo": {COORDINATOR, ON_DUTY},
    "pantry:recalls": {COORDINATOR},
    "pantry:recall_file": {COORDINATOR},
    "pantry:recall_notice": {COORDINATOR},
    "pantry:recall": {COORDINATOR},
    "pantry:recall_take_out": {COORDINATOR},
    "pantry:kinds": {COORDINATOR, VOLUNTEER},
    "pantry:uploads": {COORDINATOR},
    "pantry:upload": {COORDINATOR},
    "pantry:upload_keep": {COORDINATOR},
    "pantry:upload_stop": {COORDINATOR},
    "pantry:upload_refused": {COORDINATOR},
    "pantry:catalogue": {COORDINATOR, VOLUNTEER},
    "pantry:product_detail": {COORDINATOR},
}
PANTRY_ALLOTMENTS: dict[str, object] = {
    "pantry:rules": {COORDINATOR},
    "pantry:rule": {COORDINATOR},
    "pantry:allotments": {COORDINATOR},
    "pantry:allotment": {COORDINATOR},
    "pantry:allotment_close": {COORDINATOR},
}
PANTRY_DONORS: dict[str, object] = {
    "pantry:donors": {COORDINATOR},
    "pantry:receipts_switch": {ADMINISTRATOR},
    "pantry:receipts_off": {ADMINISTRATOR},
    "pantry:receipts": {COORDINATOR},
    "pantry:receipt_new": {COORDINATOR},
    "pantry:receipt": {COORDINATOR},
    "pantry:receipt_paper": {COORDINATOR},
    "pantry:donor_link": {COORDINATOR},
    "pantry:given": PUBLIC,
    "pantry:gifts": {COORDINATOR},
    "pantry:gift": {COORDINATOR},
    "pantry:slip_new": {COORDINATOR},
    "pantry:slip": {COORDINATOR},
    "pantry:drives": {COORDINATOR},
    "pantry:drive_new": {COORDINATOR},
    "pantry:drive": {COORDINATOR},
    "pantry:drive_edit": {COORDINATOR},
    "pantry:drive_poster": {COORDINATOR},
    "volunteers:drive_team": {COORDINATOR},
    "pantry:donor_new": {COORDINATOR},
    "pantry:donor": {COORDINATOR},
    "pantry:donor_edit": {COORDINATOR},
    "pantry:donor_act": {COORDINATOR},
    "pantry:donor_agreement": {COORDINATOR},
    "pantry:donor_agreement_end": {COORDINATOR},
    "pantry:donor_merge": {COORDINATOR},
    "pantry:donor_paper": {COORDINATOR},
}
PANTRY_DISTRIBUTIONS: dict[str, object] = {
    "pantry:distributions": {COORDINATOR},
    "pantry:distribution_new": {COORDINATOR},
    "pantry:distribution": {COORDINATOR},
    "pantry:distribution_amend": {COORDINATOR},
    "pantry:distribution_do": {COORDINATOR},
    "pantry:distribution_fill": {COORDINATOR},
    "pantry:distribution_close": {COORDINATOR},
    "pantry:basket": {COORDINATOR},
    "pantry:basket_back": {COORDINATOR},
    "pantry:basket_missed": {COORDINATOR},
    "pantry:pick_list": {COORDINATOR},
    "pantry:distribution_paper": {COORDINATOR},
    "pantry:pack": {COORDINATOR, ON_DUTY},
    "pantry:pack_next": {COORDINATOR, ON_DUTY},
    "pantry:pack_line": {COORDINATOR, ON_DUTY},
    "pantry:pack_done": {COORDINATOR, ON_DUTY},
    "pantry:pack_look": {COORDINATOR, ON_DUTY},
    "pantry:desk": {COORDINATOR},  # and volunteers on duty, when the school says so
    "pantry:desk_hand_over": {COORDINATOR},
    "pantry:desk_wrong_word": {COORDINATOR},
    "pantry:desk_undo": {COORDINATOR},
    "pantry:desk_open": {COORDINATOR},
    "pantry:desk_sheet": {COORDINATOR},
    "pantry:desk_sheet_print": {COORDINATOR},
    "pantry:desk_offline": {COORDINATOR},
    "pantry:desk_worker": PUBLIC,
    "pantry:desk_ready": {COORDINATOR},
    "pantry:desk_merge": {COORDINATOR},
    "pantry:desk_wrong_code": {COORDINATOR},
    "pantry:desk_conflicts": {COORDINATOR},
    "pantry:desk_conflict": {COORDINATOR},
}
STAFF = {role.value for role in Role} - {VOLUNTEER}
REFERRALS: dict[str, object] = {
    "referrals:agenda": {SOCIAL_WORKER},
    "referrals:answer": PUBLIC,
    "referrals:appointment_book": {SOCIAL_WORKER},
    "referrals:appointment_settle": {SOCIAL_WORKER},
    "referrals:ask": PUBLIC,
    "referrals:asked": PUBLIC,
    "referrals:calendar": PUBLIC,
    "referrals:calendar_address": {SOCIAL_WORKER},
    "referrals:calendar_end": {SOCIAL_WORKER},
    "referrals:case": {SOCIAL_WORKER},
    "referrals:case_archive": {SOCIAL_WORKER},
    "referrals:case_archived": {SOCIAL_WORKER},
    "referrals:case_back": {SOCIAL_WORKER},
    "referrals:case_data": {SOCIAL_WORKER},
    "referrals:case_edit": {SOCIAL_WORKER},
    "referrals:case_erase": {SOCIAL_WORKER},
    "referrals:case_messages": {SOCIAL_WORKER},
    "referrals:case_new": {SOCIAL_WORKER},
    "referrals:case_paper": {SOCIAL_WORKER},
    "referrals:case_card": {SOCIAL_WORKER},
    "referrals:case_card_draw": {SOCIAL_WORKER},
    "referrals:case_card_paper": {SOCIAL_WORKER},
    "referrals:case_code": {SOCIAL_WORKER},
    "referrals:case_report": {SOCIAL_WORKER},
    "referrals:case_right": {SOCIAL_WORKER},
    "referrals:case_share": {SOCIAL_WORKER},
    "referrals:case_transfer": {SOCIAL_WORKER},
    "referrals:case_volunteer": {SOCIAL_WORKER},
    "referrals:cases": {SOCIAL_WORKER},
    "referrals:check_in": STAFF,
    "referrals:check_in_seen": {SOCIAL_WORKER},
    "referrals:decision_end": {SOCIAL_WORKER},
    "referrals:decision_letter": {SOCIAL_WORKER},
    "referrals:decision_renew": {SOCIAL_WORKER},
    "referrals:decision_returned": {SOCIAL_WORKER},
    "referrals:ending": {SOCIAL_WORKER},
    "referrals:emergency": {SOCIAL_WORKER},
    "referrals:emergency_basket": {COORDINATOR},
    "referrals:emergency_grant": {SOCIAL_WORKER},
    "referrals:grant": {SOCIAL_WORKER},
    "referrals:grant_kind": {SOCIAL_WORKER},
    "referrals:interview": {SOCIAL_WORKER},
    "referrals:interview_begin": {SOCIAL_WORKER},
    "referrals:interview_co_sign": {SOCIAL_WORKER},
    "referrals:interview_draft": {SOCIAL_WORKER},
    "referrals:interview_letter": {SOCIAL_WORKER},
    "referrals:interview_read": {SOCIAL_WORKER},
    "referrals:leaflet": PUBLIC,
    "referrals:leaflet_paper": PUBLIC,
    "referrals:mine": LEARNER,
    "referrals:mine_appointment": LEARNER,
    "referrals:mine_cancel": LEARNER,
    "referrals:mine_choose": LEARNER,
    "referrals:mine_code": PUBLIC,
    "referrals:mine_data": LEARNER,
    "referrals:mine_me": LEARNER,
    "referrals:mine_messages": LEARNER,
    "referrals:mine_notice": LEARNER,
    "referrals:mine_opened": LEARNER,
    "referrals:mine_paper": LEARNER,
    "referrals:mine_rights": LEARNER,
    "referrals:mine_sign_in": PUBLIC,
    "referrals:mine_sign_out": PUBLIC,
    "referrals:mine_choice": LEARNER,
    "referrals:mine_moment": LEARNER,
    "referrals:mine_instead": LEARNER,
    "referrals:mine_pass_on": LEARNER,
    "referrals:mine_picture": LEARNER,
    "referrals:mine_skip": LEARNER,
    "referrals:mine_take": LEARNER,
    "referrals:mine_stop": LEARNER,
    "referrals:mine_wishes": LEARNER,
    "referrals:morning": {SOCIAL_WORKER},
    "referrals:pause": {SOCIAL_WORKER},
    "referrals:people_rights": {SOCIAL_WORKER},
    "referrals:poster": STAFF,
    "referrals:presence": {SOCIAL_WORKER},
    "referrals:presence_tell": {SOCIAL_WORKER},
    "referrals:presence_tell_all": {SOCIAL_WORKER},
    "referrals:presence_usual": {SOCIAL_WORKER},
    "referrals:queue": {SOCIAL_WORKER},
    "referrals:refer": STAFF,
    "referrals:request": {SOCIAL_WORKER},
    "referrals:request_close": {SOCIAL_WORKER},
    "referrals:request_contacted": {SOCIAL_WORKER},
    "referrals:request_disown": {SOCIAL_WORKER},
    "referrals:request_join": {SOCIAL_WORKER},
    "referrals:request_take": {SOCIAL_WORKER},
    "referrals:request_tried": {SOCIAL_WORKER},
    "referrals:request_write": {SOCIAL_WORKER},
    "referrals:right_answer": {SOCIAL_WORKER},
    "referrals:right_extend": {SOCIAL_WORKER},
    "referrals:talk": STAFF,
    "referrals:task_done": {SOCIAL_WORKER},
    "referrals:tasks": {SOCIAL_WORKER},
    "referrals:trainee_end": {SOCIAL_WORKER},
    "referrals:trainees": {SOCIAL_WORKER},
}
TAKES_SHIFTS = {VOLUNTEER, COORDINATOR}
ANY_ROLE = {role.value for role in Role}
VOLUNTEERS: dict[str, object] = {
    "volunteers:today": TAKES_SHIFTS,
    "volunteers:shifts": TAKES_SHIFTS,
    "volunteers:join": TAKES_SHIFTS,
    "volunteers:leave": TAKES_SHIFTS,
    "volunteers:weekly": TAKES_SHIFTS,
    "volunteers:calendar": PUBLIC,
    "volunteers:calendar_address": TAKES_SHIFTS,
    "volunteers:calendar_end": TAKES_SHIFTS,
    "volunteers:weekly_end": TAKES_SHIFTS,
    "volunteers:arrive": TAKES_SHIFTS,
    "volunteers:trainings": ANY_ROLE,
    "volunteers:training_join": ANY_ROLE,
    "volunteers:training_leave": ANY_ROLE,
    "volunteers:training_plan": {COORDINATOR},
    "volunteers:new_module": {COORDINATOR},
    "volunteers:module": {COORDINATOR},
    "volunteers:module_close": {COORDINATOR},
    "volunteers:new_training": {COORDINATOR},
    "volunteers:training": {COORDINATOR},
    "volunteers:training_sign": {COORDINATOR},
    "volunteers:training_paper": {COORDINATOR},
    "volunteers:qualified": {COORDINATOR},
    "volunteers:qualification": {COORDINATOR},
    "volunteers:badge": TAKES_SHIFTS,
    "volunteers:badge_file": TAKES_SHIFTS,
    "volunteers:badge_keys": PUBLIC,
    "volunteers:badge_status": PUBLIC,
    "volunteers:badge_check": PUBLIC,
    "volunteers:hours": TAKES_SHIFTS,
    "volunteers:history": TAKES_SHIFTS,
    "volunteers:declare": TAKES_SHIFTS,
    "volunteers:statement": TAKES_SHIFTS,
    "volunteers:statement_page": TAKES_SHIFTS,
    "volunteers:statement_check": PUBLIC,
    "volunteers:statement_signed": PUBLIC,
    "volunteers:my_hours_export": TAKES_SHIFTS,
    "volunteers:totals": {COORDINATOR},
    "volunteers:hours_export": {COORDINATOR},
    "volunteers:note": TAKES_SHIFTS,
    "volunteers:note_keep": TAKES_SHIFTS,
    "volunteers:appraisals": {COORDINATOR},
    "volunteers:appraise": {COORDINATOR},
    "volunteers:submit_claim": TAKES_SHIFTS,
    "volunteers:withdraw_claim": TAKES_SHIFTS,
    "volunteers:team": {COORDINATOR},
    "volunteers:roster": {COORDINATOR},
    "volunteers:mark": {COORDINATOR},
    "volunteers:correct": {COORDINATOR},
    "volunteers:door_code": {COORDINATOR},
    "volunteers:plan": {COORDINATOR},
    "volunteers:pattern": {COORDINATOR},
    "volunteers:end_pattern": {COORDINATOR},
    "volunteers:new_shift": {COORDINATOR},
    "volunteers:shift": {COORDINATOR},
    "volunteers:cancel_shift": {COORDINATOR},
    "volunteers:validate": {COORDINATOR},
    "volunteers:decide_hours": {COORDINATOR},
    "volunteers:credits": {PROGRAMME_LEAD},
    "volunteers:claim": {PROGRAMME_LEAD},
    "volunteers:closings": {PROGRAMME_LEAD},
    "volunteers:closing": {PROGRAMME_LEAD},
    "volunteers:reopening": {PROGRAMME_LEAD},
    "volunteers:programmes": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:new_programme": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:programme": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:scheme": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:enrolments": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:end_enrolment": {PROGRAMME_LEAD, ADMINISTRATOR},
    "volunteers:credits_export": {PROGRAMME_LEAD},
}
REPORTS: dict[str, object] = {
    "reports:definitions": {MANAGEMENT},
    "reports:end_feed_key": {MANAGEMENT},
    "reports:feed": PUBLIC,
    "reports:feed_keys": {MANAGEMENT},
    "reports:feed_year": PUBLIC,
    "reports:month": {MANAGEMENT},
    "reports:month_details": {MANAGEMENT},
    "reports:month_workbook": {MANAGEMENT},
    "reports:month_export": {MANAGEMENT},
    "reports:month_report": {MANAGEMENT},
    "reports:reports": {MANAGEMENT},
    "reports:together": TAKES_SHIFTS,
    "reports:year": {MANAGEMENT},
    "reports:year_export": {MANAGEMENT},
    "reports:year_workbook": {MANAGEMENT},
    "reports:year_report": {MANAGEMENT},
}

TABLE: dict[str, object] = {
    **WEB,
    **ACCOUNTS,
    **SCHOOL,
    **SETUP,
    **AUDIT,
    **RIGHTS,
    **OUTCOMES,
    **NOTIFICATIONS,
    **DOCUMENTS,
    **PANTRY_STOCK,
    **PANTRY_ALLOTMENTS,
    **PANTRY_DONORS,
    **NEEDS,
    **PANTRY_DISTRIBUTIONS,
    **REFERRALS,
    **VOLUNTEERS,
    **REPORTS,
}

NOT_OURS = ("admin", "account", "mfa", "usersessions")
"""Routes of packages; `tests/coop/accounts` tries them one by one."""

CAST = [None, *[role.value for role in Role], ON_DUTY, "no role"]


def _walk(patterns, prefix="") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            namespace = pattern.namespace
            if namespace not in NOT_OURS:
                found |= _walk(pattern.url_patterns, f"{prefix}{namespace}:" if namespace else prefix)
        elif not pattern.callback.__module__.startswith(("allauth.", "django.")):
            found[f"{prefix}{pattern.name}"] = pattern
    return found


ROUTES = _walk(get_resolver().url_patterns)
SAMPLES = {"int": 987654321, "uuid": uuid.UUID(int=7), "str": "x", "slug": "x", "path": "x"}
SAMPLES_BY_NAME = {"year": 2026, "month": 10}


def address_of(name: str) -> str:
    """An address of this route with parameters that lead to nothing."""
    converters = ROUTES[name].pattern.converters
    kinds = {key: type(value).__name__.removesuffix("Converter").lower() for key, value in converters.items()}
    return reverse(name, kwargs={key: SAMPLES_BY_NAME.get(key, SAMPLES.get(kind)) for key, kind in kinds.items()})


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(TABLE) == set(ROUTES)


def test_every_view_declares_its_rule():
    undeclared = [name for name, pattern in ROUTES.items() if not hasattr(pattern.callback, "access_rule")]
    assert undeclared == []


def test_the_docstring_of_a_rule_is_the_rule():
    silent = [n for n, p in ROUTES.items() if callable(p.callback.access_rule) and not p.callback.access_rule.__doc__]
    assert silent == []


def _member(held: str | None, person):
    """Somebody of the cast."""
    if held is None:
        return None
    if held == ON_DUTY:
        user = person("Vera Duty", VOLUNTEER)
        for task in Duty.Task.values:
            window = {"starts_at": clock.now() - timedelta(hours=1), "ends_at": clock.now() + timedelta(hours=1)}
            duties.open_duty(user_id=user.pk, task=task, by=journal.SYSTEM, **window)
        return user
    return person(f"Cast {held}", *([] if held == "no role" else [held]))


def _expected(name: str, held: str | None) -> str:
    who = TABLE[name]
    if who == PUBLIC:
        return "open"
    if who == LEARNER:
        return "sign in"
    if held is None:
        return "sign in"
    if who == SIGNED_IN or held in who or (held == ON_DUTY and VOLUNTEER in who):
        return "open"
    return "refused"


def _answer(response) -> str:
    if response.status_code == 403:
        return "refused"
    if response.status_code == 302 and any(
        response.url.startswith(page) for page in ("/accounts/login", "/mine/sign-in", "/mine/code")
    ):
        return "sign in"
    return (
        "open"
        if response.status_code in {200, 302, 303, 400, 401, 404, 405, 410, 429, 503}
        else str(response.status_code)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("held", CAST)
def test_the_table_holds_for(held, person, client_of, client):
    user = _member(held, person)
    browser = client_of(user) if user else client
    answers = {name: _answer(browser.get(address_of(name))) for name in sorted(TABLE)}
    assert answers == {name: _expected(name, held) for name in sorted(TABLE)}
