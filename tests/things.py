"""One of everything that an address can name, and who may open it: for walks through every route with a parameter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from coop.accounts import invitations, protected
from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.accounts.signin_views import ADDRESS_SALT
from coop.documents import requests as documents
from coop.reports import feed as figures_feed
from coop.reports.models import FeedKey
from coop.reports.needs import STOP_SALT
from coop.school import calendar, closures
from coop.school.models import Partner, Place
from coop.school.years import school_year_of
from coop.web import clock
from pantry import (
    allotments,
    catalogue_uploads,
    cleaning,
    counts,
    distributions,
    donor_links,
    donors,
    drives,
    hygiene,
    losses,
    needs,
    plans,
    pledges,
    receipts,
    receiving,
    slips,
)
from pantry.models import BasketLine, DeskConflict, Movement, Recall, RecallMatch, StockTask
from referrals import (
    appointments,
    check_ins,
    compartment,
    emergency_baskets,
    feeds,
    first_contact,
    interviews,
    outcomes,
    rights_requests,
    supervision,
)
from referrals import cases as files
from referrals import setup as referrals_setup
from referrals.aid import Aid, Period
from referrals.identity import Identity
from referrals.models import Decision, EmergencyGrant, FollowUp, InterviewVersion
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import harmless, weekly
from tests.volunteers.conftest import make_shift, programme, validated_hours, work  # noqa: F401
from volunteers import badges, claims, programmes, schemes, shifts, signups, statements, trainings
from volunteers import feeds as volunteers_feeds
from volunteers import setup as volunteers_setup
from volunteers import weekly as every_week
from volunteers.credits import DEFAULTS
from volunteers.models import Claim, Qualification, SchemeKind

from .test_access import LEARNER, ON_DUTY, PUBLIC, SIGNED_IN, TABLE, address_of


class Things:
    """Where each route leads, and a browser of somebody who may go there."""

    def __init__(self, learner, people: dict[str, User]) -> None:
        self.learner, self.people = learner, people
        self.args: dict[str, list[object]] = {}
        self.owners: dict[str, User] = {}

    def give(self, names: str, *args: object, owner: User | None = None) -> None:
        """These routes of one application lead to this: `give("pantry:lot_lose lot_free", lot.pk)`."""
        app, rest = names.split(":")
        for name in rest.split():
            self.args[f"{app}:{name}"] = list(args)
            if owner is not None:
                self.owners[f"{app}:{name}"] = owner

    def address(self, name: str) -> str:
        return reverse(name, args=self.args[name]) if name in self.args else address_of(name)

    def browser(self, name: str) -> Client:
        who = TABLE[name]
        browser = self.learner.browser() if who == LEARNER else Client(headers={"accept-language": "en"})
        if name in self.owners:
            browser.force_login(self.owners[name])
        elif who not in (PUBLIC, LEARNER):
            role = Role.VOLUNTEER if who == SIGNED_IN else sorted(each for each in who if each != ON_DUTY)[0]
            browser.force_login(self.people[role])
        return browser


@pytest.fixture
def things(learner, person, social_worker, coordinator, volunteer, programme_lead, administrator, referrer, request):
    people = {Role(user.grants.get().role): user for user in (social_worker, coordinator, volunteer, programme_lead)}
    people |= {Role.ADMINISTRATOR: administrator, Role.REFERRER: referrer}
    for role in set(Role) - set(people):
        people[role] = person(f"Cast {role}", role)
    made = Things(learner, people)
    for give in (_accounts, _school, _confidential):
        give(made, learner, person, people)
    made.give("rights:paper", "register")
    made.give("reports:month_report month_export month_workbook month_details month", 2026, 10)
    made.give("reports:year_report year_export year_workbook year feed_year", school_year_of(clock.today()))
    figures_feed.make_key(name="Intranet", by=0)
    made.give("reports:end_feed_key", FeedKey.objects.get().pk)
    made.give("web:help_page", "learner")
    _pantry(made, request.getfixturevalue("lot"), request.getfixturevalue("product"), people)
    _volunteers(made, request.getfixturevalue, people)
    _at_once(made, people)
    return made


def _accounts(made: Things, _learner, person, people) -> None:
    outsider, another, worker = person("Otto Things"), person("Ola Things"), people[Role.SOCIAL_WORKER]
    made.give("accounts:person grant_role act_on_person erase", outsider.pk)
    by = people[Role.ADMINISTRATOR].pk
    said = {"email": "new.thing@test.example", "full_name": "New Thing", "role": Role.VOLUNTEER, "until": None}
    issued = invitations.invite(**said, by=by)
    made.give("accounts:withdraw_invitation", issued.invitation.pk)
    made.give("accounts:accept", issued.token)
    token = signing.dumps([outsider.pk, outsider.email, "moved@test.example"], salt=ADDRESS_SALT)
    made.give("accounts:confirm_address", token)
    change = protected.ask_grant(user=another, starts=clock.today(), ends=None, by=by)
    made.give("accounts:decide", change.pk, owner=worker)
    paper = documents.request_document(
        kind="volunteers.roster", params={"day": "2026-11-20"}, by=people[Role.COORDINATOR].pk, language="en"
    )
    made.give("documents:show download again", paper.pk, owner=people[Role.COORDINATOR])


def _school(made: Things, _learner, _person, people) -> None:
    by, day = people[Role.ADMINISTRATOR].pk, clock.today()
    term = calendar.add_term(name="Thing", starts=day, ends=day + timedelta(days=90), by=by)
    made.give("school:drop_term", term.pk)
    made.give("school:drop_closure", closures.add(name="Thing", first=day, last=day, by=by).pk)
    place = calendar.add_place(name="Shelf Q", kind="shelf", by=by)
    made.give("pantry:place place_close", place.pk)
    partner = Partner.objects.create(name="Thing", helps=["food"], what="Soup", checked_on=day, checked_by=by)
    made.give("school:partner close_partner", partner.pk)
    made.give("school:presence_days away", people[Role.SOCIAL_WORKER].pk)


def _confidential(made: Things, learner, person, people) -> None:
    worker = people[Role.SOCIAL_WORKER].pk
    of_the_file = "case case_data case_edit case_share case_volunteer appointment_book grant pause interview_begin"
    of_the_file += " case_messages case_transfer case_archive case_archived case_back case_right case_paper case_erase"
    of_the_file += " case_report case_card case_card_draw case_card_paper case_code"
    made.give(f"referrals:{of_the_file}", learner.case_id)
    made.give("referrals:grant_kind", learner.case_id, "hygiene")
    made.give("referrals:case_compared", learner.case_id)
    question = outcomes.define(
        starts=clock.today() - timedelta(days=400), ends=clock.today() - timedelta(days=200), by=worker
    )
    made.give("referrals:comparison comparison_columns comparison_measure comparison_drop", question.id)
    made.give("referrals:comparison_template", "absences")
    waiting = referrals_setup.request(who=Identity(name="Mehdi Aubert", phone="06 39 98 00 02"))
    made.give("referrals:request request_take request_contacted request_close request_tried request_disown", waiting)
    made.give("referrals:request_write", waiting)
    made.give("referrals:answer", signing.dumps(str(waiting), salt=first_contact.SALT))
    made.give("referrals:request_join", waiting, learner.case_id)
    draft = interviews.begin(case_id=learner.case_id, mode="office", by=worker)
    made.give("referrals:interview interview_draft interview_letter", draft)
    signed = referrals_setup.interview(case_id=learner.case_id, told=referrals_setup.Told(facts="Again."), by=worker)
    made.give("referrals:interview_read", signed)
    made.give("referrals:calendar", feeds.renew(by=worker).split("/")[-1].removesuffix(".ics"))
    at = clock.now() + timedelta(days=3)
    booked = appointments.book(case_id=learner.case_id, starts_at=at, minutes=45, mode="office", by=worker)
    made.give("referrals:appointment_settle", booked, "came")
    made.give("referrals:mine_cancel presence_tell", booked)
    today = clock.today()
    rights_requests.note(case_id=learner.case_id, kind="access", received_on=today, words="By letter.", by=worker)
    made.give("referrals:right_extend right_answer", rights_requests.waiting(by=worker)[0].id)
    check_ins.leave(distribution_id=0, number=999, word=check_ins.Word(sentence="Of nobody."), by=worker)
    check_ins.sort_in()
    with compartment.task(compartment.Task.MISSED):
        files.note_to_do(case_id=learner.case_id, kind="missed_twice", about="basket:1", due_on=today)
    book = Aid("book_loan", Period.once(today), about={"label": "A book"})
    letter = Aid("orientation", Period.once(today), about={"label": "A place"}, consent=True)
    for name, aid in (("decision_returned", book), ("decision_letter", letter)):
        made.give(f"referrals:{name}", referrals_setup.grant(case_id=learner.case_id, granted=aid, by=worker))
    trainee = person("Tia Things", Role.SOCIAL_WORKER).pk
    made.give("referrals:trainee_end", supervision.begin(trainee=trainee, by=worker))
    referrals_setup.share(case_id=learner.case_id, with_user=trainee, by=worker)
    referrals_setup.interview(case_id=learner.case_id, told=referrals_setup.Told(facts="Learning."), by=trainee)
    with compartment.social_work(by=worker, purpose="test", person=learner.case_id):
        made.give("referrals:interview_co_sign", InterviewVersion.objects.get(supervisor_id=worker).pk)
        made.give("referrals:check_in_seen", check_ins.unclaimed()[0].id)
        basket = Decision.objects.get(case_id=learner.case_id, kind="weekly_basket")
        made.give("referrals:decision_end decision_renew", basket.pk)
        made.give("referrals:task_done", FollowUp.objects.filter(case_id=learner.case_id).first().pk)


def _pantry(made: Things, lot, product, people) -> None:  # noqa: F811
    by = people[Role.COORDINATOR].pk
    rice = harmless(product("Rice", "rice", net_weight_g=500))
    bags = lot(rice, 20)
    made.give("pantry:product_detail", rice.pk)
    made.give("pantry:lot_detail lot_lose lot_found lot_quarantine lot_move lot_check", bags.pk)
    aside = lot(rice, 3)
    losses.quarantine(lot_id=aside.pk, reason="Torn", by=by)
    made.give("pantry:lot_free", aside.pk)
    made.give("pantry:movement_reverse", Movement.objects.filter(lot=bags).first().pk)
    _cold(made, by)
    ends = clock.today() + timedelta(days=90)
    begun = counts.begin(place_id=bags.place_id, by=by)
    made.give("pantry:count_begin", bags.place_id)
    made.give("pantry:count count_note count_finish", begun.pk)
    line = counts.note(count_id=begun.pk, lot_id=bags.pk, counted=19, by=by)
    made.give("pantry:count_answer", line.pk, "again")
    table = b"code\tproduct_name\n"
    waiting = catalogue_uploads.begin(content=table, name="thing.tsv", language="en", by=by)
    made.give("pantry:upload upload_keep upload_stop upload_refused", waiting.pk)
    made.give("pantry:rule", "undo_minutes")
    tickets = allotments.set_out(kind="tickets", label="Kino", quantity=12, starts=clock.today(), ends=ends, by=by)
    made.give("pantry:allotment allotment_close", tickets.pk)
    donor = donors.add(values={"kind": "company", "name": "Thing & Sons", "email": "thing@test.example"}, by=by)
    made.give("pantry:donor donor_edit donor_agreement donor_agreement_end donor_merge donor_paper", donor.pk)
    drive = drives.add(
        values={"name": "Thing", "starts": clock.today(), "ends": clock.today(), "places": "Hall"}, by=by
    )
    made.give("pantry:drive drive_edit drive_poster", drive.pk)
    made.give("volunteers:drive_team", drive.pk)
    gift = receiving.name_donor(kind="company", name="Thing & Sons", drive_id=drive.pk, by=by)
    made.give("pantry:gift slip_new receipt_new", gift.pk)
    _receipt(made, gift, rice, by)
    made.give("pantry:donor_link", donor.pk, "end")
    made.give("pantry:given", donor_links.token_of(donor_links.send(donor_id=donor.pk, by=by)))
    said = {"refused_all": "Two crates"}
    made.give("pantry:slip", slips.issue(donation_id=gift.pk, said=said, of_lots={}, by=by).pk)
    made.give("pantry:donor_act", donor.pk, "agree")
    made.give("needs:stop", signing.dumps(donor.pk, salt=STOP_SALT))
    needs.publish(line="Open on Thursday.", levels={rice.category_id: "now"}, by=by)
    said = {"category": rice.category_id, "quantity": 20, "measure": "packs", "day": clock.today(), "name": ""}
    made.give("pantry:receive_announced", pledges.promise(**said, by=by).pk)
    made.give("needs:drop", pledges.promise(**said, by=by).pk)
    task = StockTask.objects.create(
        kind=StockTask.Kind.values[0], lot=bags, quantity=1, opened_at=clock.now(), opened_by=by
    )
    made.give("pantry:task_settle", task.pk)
    place = bags.place
    day = plans.plan(distribution_id=weekly(place).pk, by=by)
    distributions.freeze(distribution_id=day.pk, by=by)
    distributions.open_distribution(distribution_id=day.pk, by=by)
    made.give(
        "pantry:distribution basket_back basket_missed distribution_close pick_list desk_sheet desk_sheet_print", day.pk
    )
    made.give("pantry:distribution_paper", day.pk, "labels")
    made.give("pantry:basket", day.pk, day.baskets.get().number)
    now = {"handed_at": clock.now(), "merged_at": clock.now(), "handed_by": by, "merged_by": by}
    conflict = DeskConflict.objects.create(basket=day.baskets.get(), kind="twice", key=uuid4(), **now)
    made.give("pantry:desk_conflict", conflict.pk)
    _recalls(made, bags, by)
    later = plans.plan(distribution_id=weekly(place, on=clock.today() + timedelta(days=7)).pk, by=by)
    made.give("pantry:distribution_amend distribution_fill", later.pk)
    made.give("pantry:distribution_do", later.pk, "freeze")
    made.give("referrals:mine_instead", later.baskets.get().lines.get().pk)
    made.give("referrals:mine_take", rice.pk)


def _receipt(made: Things, gift, goods, by: int) -> None:
    body = {"document": "Letter", "body": "Thing", "address": "1 Thing Street", "purpose": "Things"}
    receipts.allow(values=body, by=made.people[Role.ADMINISTRATOR].pk)
    donors.keep(donor_id=gift.donor_id, values={"address": "2 Thing Street", "registration": "000"}, by=by)
    receiving.receive(arrival=receiving.Arrival(goods, 2, "none"), by=by)
    issued = receipts.issue(donation_id=gift.pk, cents=100, valued_by="Letter", by=by)
    made.give("pantry:receipt receipt_paper", issued.pk)


def _cold(made: Things, by: int) -> None:
    fridge = Place.objects.create(name="Fridge Q", kind="fridge", position=9)
    read = hygiene.set_limits(place=fridge, lowest=0, highest=40, weekdays=[0], by=by)
    made.give("pantry:appliance temperature_read appliance_stop", read.pk)
    made.give("pantry:appliance_limits", fridge.pk)
    warm = hygiene.read(appliance_id=read.pk, tenths=91, part="extra", by=by)
    made.give("pantry:temperature_correct", warm.pk)
    made.give("pantry:cold_alarm cold_decide", warm.alarm.pk)
    with clock.at(clock.now() - timedelta(days=1)):
        floor = cleaning.add(name="Floor Q", weekdays=[clock.today().weekday()], by=by)
        mark = cleaning.done(task_id=floor.pk, day=clock.today(), by=by)
    made.give("pantry:cleaning_done cleaning_end", floor.pk)
    made.give("pantry:cleaning_undo", mark.pk)


def _at_once(made: Things, people) -> None:
    who = Identity(name="Nina Thing", birth_date=date(2007, 5, 2))
    assert emergency_baskets.ask(who=who, persons=1, cooking="full", by=people[Role.COORDINATOR].pk)
    with compartment.social_work(by=people[Role.SOCIAL_WORKER].pk, purpose="test"):
        made.give("referrals:emergency_grant", EmergencyGrant.objects.get().pk)


def _recalls(made: Things, goods, by: int) -> None:
    recall = Recall.objects.create(reference="2026-11-0001", name="Rice", imported_at=clock.now())
    found = {"recall": recall, "lot": goods, "state": "to_check", "strength": 1, "score": 60}
    made.give("pantry:recall", RecallMatch.objects.create(found_at=clock.now(), **found).pk)
    made.give("pantry:recall_take_out", BasketLine.objects.filter(lot=goods).first().pk)


def _volunteers(made: Things, get, people) -> None:
    own, lead = people[Role.VOLUNTEER], people[Role.PROGRAMME_LEAD]
    coming = get("make_shift")()
    made.give("volunteers:join", coming.pk, owner=own)
    made.give("volunteers:shift cancel_shift door_code", coming.pk)
    taken = get("make_shift")(day=clock.today() + timedelta(days=15))
    sign_up = signups.sign_up(shift_id=taken.pk, person_id=own.pk, by=own.pk)
    made.give("volunteers:leave", sign_up.pk, owner=own)
    made.give("volunteers:correct", sign_up.pk)
    made.give("volunteers:mark", sign_up.pk, "in")
    worked = get("work")(own, clock.today() - timedelta(days=3))
    made.give("volunteers:decide_hours", worked.pk)
    pattern, other_pattern = volunteers_setup.weekly_shifts(first_day=clock.today(), last_day=None, by=lead.pk)
    made.give("volunteers:end_pattern", pattern.pk)
    shifts.make_ahead(until=clock.today() + timedelta(days=14), by=lead.pk)
    again = other_pattern.shifts.filter(starts_at__gt=clock.now()).earliest("starts_at")
    made.give("volunteers:weekly", again.pk, owner=own)
    begun = every_week.begin(shift_id=again.pk, person_id=own.pk, by=own.pk)
    made.give("volunteers:weekly_end", begun.weekly.pk, owner=own)
    made.give("volunteers:calendar", volunteers_feeds.renew(by=own.pk).split("/")[-1].removesuffix(".ics"))
    _trainings(made, own, people[Role.COORDINATOR].pk)
    course = get("programme")
    made.give("volunteers:programme scheme enrolments closing reopening", course.pk)
    (row,) = programmes.enrol(people=[own.pk], programme_id=course.pk, school_year=2026, by=lead.pk)
    made.give("volunteers:end_enrolment", course.pk, row.pk)
    get("validated_hours")(own, 38, first=clock.today() - timedelta(days=40))
    ects, other = (
        next(s for s in schemes.in_force(course.pk, 2026) if s.kind == kind)
        for kind in (SchemeKind.ECTS, SchemeKind.CERTIFICATE)
    )
    claim = claims.submit(person_id=own.pk, scheme_id=ects.pk, by=own.pk)
    made.give("volunteers:submit_claim", other.pk, owner=own)
    made.give("volunteers:claim", claim.pk)
    made.give("volunteers:withdraw_claim", claim.pk, owner=own)
    made.give("volunteers:appraise", _to_appraise(own, course, lead).pk)
    _badge(made, own, other, lead.pk)


def _to_appraise(own: User, course, lead: User) -> Claim:
    """A claim under last year's rule, which needs an appraisal."""
    rule = replace(DEFAULTS[SchemeKind.ECTS], needs=("appraisal", "jury"))
    scheme = schemes.publish(programme=course, school_year=2025, rule=rule, by=lead.pk)
    said = {"school_year": 2025, "kind": "ects", "exclusive": True, "minutes": 1800, "proposed_hundredths": 100}
    return Claim.objects.create(person=own, scheme=scheme, submitted_at=clock.now(), **said)


def _trainings(made: Things, own: User, by: int) -> None:
    offered = {
        "title": "Thing",
        "partner": "Bank",
        "topics": ["cold_chain"],
        "opens": ["cold_room"],
        "valid_months": 24,
    }
    module = trainings.add_module(**offered, by=by)
    made.give("volunteers:module module_close", module.pk)
    begun, coming, other = (
        trainings.plan(module_id=module.pk, starts_at=at, ends_at=at + timedelta(minutes=10), **PLACE, by=by)
        for at in (clock.now() + timedelta(hours=hours) for hours in (1, 90, 91))
    )
    for shift in (begun, coming):
        taken = signups.sign_up(shift_id=shift.pk, person_id=own.pk, by=own.pk)
    made.give("volunteers:training_leave", taken.pk, owner=own)
    made.give("volunteers:training_join", other.training.pk, owner=own)
    made.give("volunteers:training training_sign training_paper", begun.training.pk)
    with clock.at(begun.ends_at):
        there = [sign_up.pk for sign_up in begun.sign_ups.all()]
        trainings.sign(shift_id=begun.pk, present=there, trainer="Tess", strokes="", by=by)
    made.give("volunteers:qualification", Qualification.objects.get().pk)


PLACE = {"trainer": "Tess", "place": "Room", "maximum": 2}


def _badge(made: Things, own: User, scheme, lead: int) -> None:
    decided = {"state": "accepted", "submitted_at": clock.now(), "decided_at": clock.now(), "decided_by": lead}
    last_year = {
        "school_year": 2025,
        "kind": "certificate",
        "exclusive": False,
        "minutes": 600,
        "proposed_hundredths": 100,
    }
    claim = Claim.objects.create(person=own, scheme=scheme, **last_year, **decided)
    badge = badges.issue(claim_id=claim.pk, by=own.pk)
    badges.share(badge_id=badge.pk, by=own.pk)
    made.give("volunteers:badge", claim.pk, owner=own)
    made.give("volunteers:badge_file", claim.pk, "svg", owner=own)
    page = statements.issue(person_id=own.pk, school_year=2026, by=own.pk).page
    made.give("volunteers:statement_page", page.pk, owner=own)
    made.give("volunteers:statement_check statement_signed", page.code)
    made.give("volunteers:badge_check", badge.code)
