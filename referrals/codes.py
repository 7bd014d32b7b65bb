"""What comes back from the pantry: codes for the learner's page, and what was missed.

The pantry knows random numbers; only here do they belong to somebody. Codes are asked for once the content is frozen, kept
sealed in the file, and announced by a message that says that there is something to look at.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from coop.audit import journal
from coop.web import clock
from pantry import codes as pantry_codes
from pantry import exclusions, offline_desk, pickups
from referrals import cases, compartment, identity, notifications, reminders, sealing
from referrals.models import CardCode, Case, FollowUp, PickupCode

FROZEN = ("frozen", "open")
WAITING = ("planned", "packed")
DONE = ("collected", "missed")
AHEAD_DAYS = 60
BACK_DAYS = 45
"""Two distributions lie within this, even around a holiday."""
LOOK_BACK = timedelta(days=60)
"""Two pick-ups in a row lie well within it."""


def issue_codes() -> int:
    """A code for every basket of a frozen distribution that has none; how many were made. May run as often as one likes."""
    made = 0
    with compartment.task(compartment.Task.CODES):
        for pickup, case in _waiting_baskets():
            _issue(pickup, case)
            made += 1
    return made


def ready_for_devices(most: int = 100) -> int:
    """Codes of today and tomorrow, made ready for desks without network: slow on purpose, outside any transaction. How many."""
    waiting = offline_desk.missing(most)
    if not waiting:
        return 0
    with compartment.task(compartment.Task.CODES):
        kept = PickupCode.objects.filter(basket_id__in=waiting).select_related("case").order_by("basket_id")
        told = {row.basket_id: read_code(row.case, row)["code"] for row in kept}
    return sum(offline_desk.learn(basket_id=basket, code=code) for basket, code in told.items())


def _waiting_baskets() -> list[tuple[pickups.Pickup, Case]]:
    today = clock.today()
    waiting = {basket_id: beneficiary for beneficiary, basket_id, _day in pickups.upcoming(AHEAD_DAYS)}
    reminders.drop_stale(set(waiting))
    known = set(PickupCode.objects.filter(basket_id__in=waiting).values_list("basket_id", flat=True))
    asked = {beneficiary for basket_id, beneficiary in waiting.items() if basket_id not in known}
    if not asked:
        return []
    helped = {case.beneficiary: case for case in Case.objects.filter(beneficiary__in=asked) if case.beneficiary}
    found = []
    for each in pickups.pickups_of([*helped], since=today, lines=False):
        ready = each.distribution_state in FROZEN and each.state in WAITING and each.date >= today
        if ready and each.basket_id not in known:
            found.append((each, helped[each.beneficiary]))
    return found


def _issue(pickup: pickups.Pickup, case: Case) -> PickupCode:
    """Ask for a code, keep it sealed, tell the learner; and keep the learner's own hands off the basket."""
    key = sealing.key_of(case)
    kept = PickupCode(case=case, basket_id=pickup.basket_id, distribution_date=pickup.date, issued_at=clock.now())
    if not _from_the_card(kept, pickup, key):
        seal_into(kept, pantry_codes.issue_code(basket_id=pickup.basket_id, by=journal.SYSTEM), key)
    kept.save(force_insert=True)
    volunteer = cases.volunteer_number(case, key)
    if volunteer is not None:
        digest = exclusions.digest_of(volunteer, pickup.basket_id)
        exclusions.put(basket_id=pickup.basket_id, digests=[digest], by=journal.SYSTEM)
    starts_at = timezone.make_aware(datetime.combine(pickup.date, pickup.starts_at))
    notifications.pickup(case=case, who=identity.of_row(case, key), code=kept, starts_at=starts_at)
    return kept


def seal_into(row: PickupCode | CardCode, issued: pantry_codes.IssuedCode, key: bytes) -> None:
    """What the learner sees, sealed in its row."""
    content = {"code": issued.code, "word": issued.word, "colour": issued.colour, "shape": issued.shape}
    row.sealed_code = sealing.seal(key, content, what="code", of=row.id)


def _from_the_card(kept: PickupCode, pickup: pickups.Pickup, key: bytes) -> bool:
    """Somebody holds a printed card: its code of this day becomes the basket's."""
    card = CardCode.objects.filter(case=kept.case_id, distribution_id=pickup.distribution_id).first()
    if card is None:
        return False
    content = sealing.unseal(key, card.sealed_code, what="code", of=card.id)
    card.delete()
    if not pantry_codes.issue_drawn(basket_id=pickup.basket_id, drawn_id=card.drawn_id, by=journal.SYSTEM):
        return False
    kept.sealed_code = sealing.seal(key, content, what="code", of=kept.id)
    return True


def read_code(case: Case, kept: PickupCode) -> dict[str, str]:
    return sealing.unseal(sealing.key_of(case), kept.sealed_code, what="code", of=kept.id)


def note_pickups() -> int:
    """Two missed pick-ups in a row become something to do; a collected basket is a contact. How many files were noted."""
    noted = 0
    with compartment.task(compartment.Task.MISSED):
        cases_done = Case.objects.filter(beneficiary__in=_lately_done())
        helped = {case.beneficiary: case for case in cases_done if case.beneficiary}
        done: dict[UUID, list[pickups.Pickup]] = defaultdict(list)
        for each in pickups.pickups_of([*helped], since=clock.today() - LOOK_BACK, lines=False):
            if each.state in DONE:
                done[each.beneficiary].append(each)
        for beneficiary, latest_first in done.items():
            noted += _note_missed(helped[beneficiary], latest_first)
            _note_contact(helped[beneficiary], latest_first)
    return noted


def _lately_done() -> set[UUID]:
    """Beneficiary numbers with a basket collected or missed in the last weeks."""
    today = clock.today()
    since = today - timedelta(days=BACK_DAYS)
    done = [*pickups.collected_between(since, today), *pickups.missed_between(since, today)]
    return {beneficiary for beneficiary, _day in done}


def _note_missed(case: Case, latest_first: list[pickups.Pickup]) -> int:
    last_two = latest_first[:2]
    if len(last_two) < 2 or any(each.state != "missed" for each in last_two):
        return 0
    about = f"pick-up:{last_two[0].date}"
    if FollowUp.objects.filter(case=case, kind=FollowUp.Kind.MISSED_TWICE, about=about).exists():
        return 0
    cases.note_to_do(case_id=case.id, kind=FollowUp.Kind.MISSED_TWICE, about=about, due_on=clock.today())
    return 1


def _note_contact(case: Case, latest_first: list[pickups.Pickup]) -> None:
    collected = [each.collected_at for each in latest_first if each.collected_at]
    if collected and max(collected) > case.last_contact_at:
        Case.objects.filter(id=case.id).update(last_contact_at=max(collected))
