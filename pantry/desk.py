"""The hand-over: a code opens one basket, the word agrees, the basket leaves once and only once.

What guards it: one statement changes the basket only when it still waits, a unique constraint allows one hand-over that
stands, the form's key finds its own answer. Guesses are counted before the code is looked at, in their own transaction,
so that sixteen guesses at once are sixteen guesses.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coop.audit import journal
from coop.web import clock
from pantry import codes, exclusions, notifications, stock
from pantry.errors import (
    AlreadyHandedOver,
    AnotherPerson,
    BagStopped,
    NotForGiving,
    TooManyTries,
    UnknownCode,
    WrongState,
)
from pantry.models import (
    Basket,
    BasketExclusion,
    BasketLine,
    BasketState,
    DeskTries,
    DistributionState,
    HandOver,
    PickupCode,
    Storage,
)
from pantry.stock import Portion

TRIES_EACH = 10  # wrong codes of one person, then a pause
PAUSE = timedelta(minutes=15)
TRIES_DESK = 60  # wrong codes of everybody at one distribution, then a coordinator lifts it
CLAIM_SECONDS = 900
SALT = "pantry.desk.claim"
UNDO = timedelta(hours=12)


@dataclass(frozen=True)
class Claim:
    """A code was right: this bag may leave. `token` is what the next form carries, for this person and a quarter of an hour."""

    token: str
    basket_id: int
    number: int
    word: str
    colour: str
    shape: str
    chilled: bool
    packed: bool


def look_up(*, distribution_id: int, typed: str, user_id: int, all_baskets: bool) -> Claim:
    """The bag a code opens. Refuses, with one sentence, whatever is not a live code of this distribution; and after too
    many wrong ones even the right one. `all_baskets`: the person may hand over bags set aside for the coordinator."""
    _count_try(distribution_id, user_id)
    with transaction.atomic():
        code = _live_code(distribution_id, typed)
        if code is None:
            journal.record(
                by=user_id,
                action="pantry.desk.wrong_code",
                object_type="pantry.distribution",
                object_id=distribution_id,
            )
        else:
            _uncount_try(distribution_id, user_id)
    if code is None:
        raise UnknownCode
    basket = code.basket
    _refuse_past(basket)
    if code.stopped:
        raise BagStopped
    if (basket.set_aside and not all_baskets) or exclusions.among(code.excluded, user_id, basket.pk):
        raise AnotherPerson
    return Claim(
        token=signing.dumps([code.pk, user_id], salt=SALT), basket_id=basket.pk, number=basket.number, word=code.word,
        colour=code.colour, shape=code.shape, chilled=code.chilled, packed=basket.state == BasketState.PACKED,
    )  # fmt: skip


@transaction.atomic
def hand_over(*, token: str, key: UUID, by: int) -> HandOver:
    """The basket leaves, its content leaves the stock. The same key again gives the same answer; another hand gets a refusal."""
    code_id = _opened(token, by)
    left = _leave(code_id, key, by)
    if left is None:
        return _already(code_id, key)
    row, portions = left
    if portions:
        try:
            stock.leave(portions=portions, by=by)
        except NotForGiving as refusal:
            raise BagStopped from refusal
    journal.record(by=by, action="pantry.basket.hand_over", object_type="pantry.basket", object_id=row.basket_id)
    return row


@transaction.atomic
def undo(*, hand_over_id: int, by: int) -> HandOver:
    """The wrong bag: it is back on the shelf, its content back on the books and promised to it again. Its code lives again."""
    row = HandOver.objects.select_for_update(of=("self",)).select_related("basket__distribution").get(pk=hand_over_id)
    basket = Basket.objects.select_for_update(of=("self",)).get(pk=row.basket_id)
    if row.undone_at is not None:
        return row
    if row.basket.distribution.state != DistributionState.OPEN or clock.now() - row.handed_at > UNDO:
        raise WrongState(_("This distribution is closed: the hand-over can't be undone any more."))
    portions = [
        Portion(line.lot_id, line.quantity, f"basket:{basket.pk}")
        for line in basket.lines.filter(state=BasketLine.State.HANDED)
    ]
    if portions:
        stock.return_(portions=portions, by=by)
        stock.reserve(portions=portions, by=by)
    basket.lines.filter(state=BasketLine.State.HANDED).update(state=BasketLine.State.RESERVED)
    basket.state, basket.collected_at, basket.collected_by = BasketState.PACKED, None, None
    basket.packed_at, basket.packed_by = basket.packed_at or clock.now(), basket.packed_by or by
    basket.save(update_fields=["state", "collected_at", "collected_by", "packed_at", "packed_by"])
    row.undone_at, row.undone_by = clock.now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    journal.record(by=by, action="pantry.basket.undo_hand_over", object_type="pantry.basket", object_id=basket.pk)
    return row


@transaction.atomic
def wrong_word(*, token: str, by: int) -> None:
    """The person says another word: nothing is handed over, and the journal knows."""
    code_id = _opened(token, by)
    basket = PickupCode.objects.values_list("basket_id", flat=True).get(pk=code_id)
    journal.record(by=by, action="pantry.desk.wrong_word", object_type="pantry.basket", object_id=basket)


@transaction.atomic
def lift(*, distribution_id: int, by: int) -> None:
    """A coordinator looked: codes may be typed again, by everybody."""
    DeskTries.objects.filter(distribution_id=distribution_id).delete()
    journal.record(by=by, action="pantry.desk.lift", object_type="pantry.distribution", object_id=distribution_id)


def stopped(distribution_id: int) -> bool:
    """Whether the whole desk waits for a coordinator."""
    return DeskTries.objects.filter(
        distribution_id=distribution_id, user=DeskTries.WHOLE_DESK, wrong__gte=TRIES_DESK
    ).exists()


def recent(distribution_id: int, limit: int = 5) -> list[HandOver]:
    """The last bags that left and stand, latest first."""
    rows = HandOver.objects.filter(basket__distribution_id=distribution_id, undone_at__isnull=True)
    return list(rows.select_related("basket").order_by("-handed_at", "-id")[:limit])


def _count_try(distribution_id: int, user_id: int) -> None:
    """Count a guess before looking at it; the person's row, then the desk's: one order."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pantry_desktries AS t (distribution_id, "user", wrong, since)
            VALUES (%(day)s, %(user)s, 1, %(now)s), (%(day)s, 0, 1, %(now)s)
            ON CONFLICT (distribution_id, "user") DO UPDATE SET
                wrong = CASE WHEN t."user" <> 0 AND t.since <= %(ago)s THEN 1 ELSE t.wrong + 1 END,
                since = CASE WHEN t."user" <> 0 AND t.since <= %(ago)s THEN %(now)s ELSE t.since END
            WHERE t.wrong < CASE WHEN t."user" = 0 THEN %(desk)s ELSE %(each)s END
               OR (t."user" <> 0 AND t.since <= %(ago)s)
            RETURNING "user"
            """,
            {
                "day": distribution_id,
                "user": user_id,
                "now": now,
                "ago": now - PAUSE,
                "each": TRIES_EACH,
                "desk": TRIES_DESK,
            },
        )
        allowed = {row[0] for row in cursor.fetchall()}
        if allowed == {user_id, DeskTries.WHOLE_DESK}:
            return
        transaction.set_rollback(True)
    _stop(distribution_id, user_id, whole_desk=DeskTries.WHOLE_DESK not in allowed)


def _stop(distribution_id: int, user_id: int, *, whole_desk: bool) -> None:
    with transaction.atomic():
        journal.record(
            by=user_id, action="pantry.desk.stopped", object_type="pantry.distribution", object_id=distribution_id,
            state="desk" if whole_desk else "person",
        )  # fmt: skip
        if whole_desk:
            notifications.desk_stopped(distribution_id=distribution_id)
    if whole_desk:
        raise TooManyTries(_("Too many wrong codes at this desk. Ask a coordinator to look and let it go on."))
    minutes = int(PAUSE.total_seconds() // 60)
    raise TooManyTries(
        ngettext(
            "Too many wrong codes. Wait %(minutes)s minute, or let a colleague type.",
            "Too many wrong codes. Wait %(minutes)s minutes, or let a colleague type.",
            minutes,
        )
        % {"minutes": minutes}
    )


def _uncount_try(distribution_id: int, user_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pantry_desktries SET wrong = wrong - 1 WHERE id IN (SELECT id FROM pantry_desktries WHERE"
            ' distribution_id = %s AND "user" IN (0, %s) AND wrong > 0 ORDER BY "user" DESC FOR UPDATE)',
            [distribution_id, user_id],
        )


def _live_code(distribution_id: int, typed: str) -> Any:  # PickupCode with what its bag needs, read along with it
    code = codes.tidy(typed)
    if len(code) != codes.LENGTH:
        return None
    cold = BasketLine.objects.filter(basket=OuterRef("basket")).exclude(lot__product__category__storage=Storage.SHELF)
    promised = BasketLine.objects.filter(basket=OuterRef("basket"), state=BasketLine.State.RESERVED)
    aside = promised.filter(lot__quarantined=True)
    excluded = BasketExclusion.objects.filter(basket=OuterRef("basket")).values("digest")
    found = (
        PickupCode.objects.select_related("basket__distribution")
        .annotate(chilled=Exists(cold), stopped=Exists(aside), excluded=ArraySubquery(excluded))
        .filter(distribution_id=distribution_id, digest__in=codes.digests_of(distribution_id, code))
    )
    # Whether it lives is asked here: in the query, an index of the living ones would be read from end to end.
    return next((each for each in found if each.revoked_at is None), None)


def _refuse_past(basket: Basket) -> None:
    if basket.state == BasketState.COLLECTED:
        raise AlreadyHandedOver(_("Basket %(number)s was handed over already.") % {"number": f"{basket.number:02}"})
    if basket.state not in Basket.WAITING or basket.distribution.state != DistributionState.OPEN:
        raise UnknownCode


def _opened(token: str, by: int) -> int:
    """The code this person looked up within a quarter of an hour."""
    try:
        code_id, user_id = signing.loads(token, salt=SALT, max_age=CLAIM_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise WrongState(_("Type the code again: too much time has passed.")) from error
    if user_id != by:
        raise WrongState(_("Type the code again."))
    return int(code_id)


def _leave(code_id: int, key: UUID, by: int) -> tuple[HandOver, list[Portion]] | None:
    """One statement: the basket leaves if it still waits, the hand-over is written, its lines go with it.

    Answers the hand-over and what leaves the stock, or None when somebody was faster.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                UPDATE pantry_basket AS b SET state = 'collected', collected_at = %(now)s, collected_by = %(by)s
                FROM pantry_pickupcode AS c JOIN pantry_distribution AS d ON d.id = c.distribution_id
                WHERE c.id = %(code)s AND b.id = c.basket_id AND c.revoked_at IS NULL AND d.state = 'open'
                  AND b.state IN ('planned', 'packed')
                RETURNING b.id, b.number
            ), written AS (
                INSERT INTO pantry_handover (basket_id, code_id, key, handed_at, handed_by)
                SELECT id, %(code)s, %(key)s, %(now)s, %(by)s FROM gone RETURNING id
            ), emptied AS (
                UPDATE pantry_basketline AS l SET state = 'handed' FROM gone
                WHERE l.basket_id = gone.id AND l.state = 'reserved' RETURNING l.lot_id, l.quantity
            )
            SELECT written.id, gone.id, gone.number, emptied.lot_id, emptied.quantity
            FROM gone CROSS JOIN written LEFT JOIN emptied ON true
            """,
            {"now": now, "by": by, "code": code_id, "key": key},
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    hand_over_id, basket_id, number, _lot, _quantity = rows[0]
    row = HandOver(pk=hand_over_id, code_id=code_id, key=key, handed_at=now, handed_by=by)
    row.basket = Basket(pk=basket_id, number=number)
    return row, [Portion(lot, quantity, f"basket:{basket_id}") for *_who, lot, quantity in rows if lot is not None]


def _already(code_id: int, key: UUID) -> HandOver:
    """The answer given to this key before; or the refusal that says what happened."""
    row = HandOver.objects.select_related("basket").filter(key=key).first()
    if row is not None:
        return row
    code = PickupCode.objects.select_related("basket__distribution").get(pk=code_id)
    _refuse_past(code.basket)
    raise UnknownCode
