"""Pick-up codes: six random characters, one basket, one live code. Only a keyed digest is kept; the code is returned once.

The alphabet leaves out what is mistaken for something else on a screen, on paper or aloud (0 O, 1 I L, 2 Z, 5 S, 8 B).
Guessing is bounded in `pantry/desk.py`; docs/decisions/0050-pick-up-codes.md does the arithmetic.
"""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.vault import blind
from coop.web import clock
from coop.web.signs import COLOURS, SHAPES
from pantry.errors import WrongState
from pantry.models import Basket, Distribution, DistributionState, DrawnCode, PickupCode

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
LENGTH = 6
PURPOSE = "pantry.pickup_code"
GIVEN_IN = (DistributionState.FROZEN, DistributionState.OPEN)

# Spelt alike in French and English, short, unlike each other, and with nothing to do with food aid.
WORDS = (
    "acacia", "atlas", "ballet", "bison", "cactus", "cascade", "cobra", "dahlia", "delta", "domino", "festival", "forum",
    "impala", "iris", "kiwi", "koala", "lotus", "magnolia", "marathon", "mimosa", "oasis", "panda", "parasol", "piano",
    "puma", "radio", "robot", "safari", "tango", "tapir", "trombone", "village",
)  # fmt: skip

chance = secrets.SystemRandom()


@dataclass(frozen=True)
class IssuedCode:
    """Told once. `word`, `colour` and `shape` let two people check that they mean the same bag."""

    code: str
    word: str
    colour: str
    shape: str


def tidy(typed: str) -> str:
    """What was typed, as it is kept: upper case, without spaces and dashes."""
    return "".join(char for char in typed.upper() if char.isalnum())


def digest_of(distribution_id: int, code: str) -> bytes:
    return blind.digest(PURPOSE, f"{distribution_id}:{code}")


def digests_of(distribution_id: int, code: str) -> list[bytes]:
    """Under every index key on the ring, so that a rotation loses no code."""
    return blind.candidates(PURPOSE, f"{distribution_id}:{code}")


@transaction.atomic
def issue_code(*, basket_id: int, by: int) -> IssuedCode:
    """A new code for a basket that waits; the one before is revoked. Refuses before the week is frozen and after it closed."""
    basket = _waiting(basket_id)
    issued = IssuedCode(_new_code(basket.distribution_id), *_new_check(basket.distribution_id))
    digest = digest_of(basket.distribution_id, issued.code)
    _give(basket, digest, (issued.word, issued.colour, issued.shape), by)
    return issued


@transaction.atomic
def draw(*, distribution_id: int, by: int) -> tuple[int, IssuedCode]:
    """A code for a card, before anybody knows the basket; the number under which a basket takes it over later."""
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if day.state != DistributionState.PLANNED:
        raise WrongState(_("Codes of this day are given already."))
    issued = IssuedCode(_new_code(day.pk), *_new_check(day.pk))
    row = DrawnCode.objects.create(
        distribution=day, digest=digest_of(day.pk, issued.code), word=issued.word, colour=issued.colour,
        shape=issued.shape, drawn_at=clock.now(), drawn_by=by,
    )  # fmt: skip
    journal.record(by=by, action="pantry.code.draw", object_type="pantry.distribution", object_id=day.pk)
    return row.pk, issued


@transaction.atomic
def issue_drawn(*, basket_id: int, drawn_id: int, by: int) -> bool:
    """The basket takes over the code of a card; False when it was drawn for another day or is used up."""
    basket = _waiting(basket_id)
    row = DrawnCode.objects.filter(pk=drawn_id, distribution=basket.distribution_id).first()
    if row is None:
        return False
    row.delete()
    _give(basket, bytes(row.digest), (row.word, row.colour, row.shape), by)
    return True


def given_to(basket_id: int) -> int:
    """How many codes a basket had."""
    return PickupCode.objects.filter(basket=basket_id).count()


def _waiting(basket_id: int) -> Basket:
    """The basket, held. The distribution first, as when it closes; held, so that two baskets never get the same check pair."""
    day = Distribution.objects.select_for_update(of=("self",)).get(baskets=basket_id)
    basket = Basket.objects.select_for_update(of=("self",)).get(pk=basket_id)
    if day.state not in GIVEN_IN:
        raise WrongState(_("Codes are given between freezing the week and closing it."))
    if basket.state not in Basket.WAITING:
        raise WrongState(_("Basket %(number)s is not waiting any more.") % {"number": f"{basket.number:02}"})
    return basket


def _give(basket: Basket, digest: bytes, check: tuple[str, str, str], by: int) -> None:
    now = clock.now()
    PickupCode.objects.filter(basket=basket, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)
    word, colour, shape = check
    row = PickupCode.objects.create(
        distribution_id=basket.distribution_id, basket=basket, digest=digest, word=word, colour=colour, shape=shape,
        issued_at=now, issued_by=by,
    )  # fmt: skip
    journal.record(
        by=by, action="pantry.code.issue", object_type="pantry.basket", object_id=basket.pk, state=str(row.pk)
    )


@transaction.atomic
def revoke_codes(*, distribution_id: int, by: int) -> int:
    """No code of this distribution opens anything any more. Answers how many were live."""
    live = PickupCode.objects.filter(distribution_id=distribution_id, revoked_at__isnull=True)
    return live.update(revoked_at=clock.now(), revoked_by=by)


def _new_code(distribution_id: int) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        same = {"distribution": distribution_id, "digest": digest_of(distribution_id, code)}
        if not PickupCode.objects.filter(**same).exists() and not DrawnCode.objects.filter(**same).exists():
            return code


def _new_check(distribution_id: int) -> tuple[str, str, str]:
    """Word, colour and shape that no live code of the day and no card has; a word is used twice only when all are taken."""
    live = PickupCode.objects.filter(distribution=distribution_id, revoked_at__isnull=True)
    drawn = DrawnCode.objects.filter(distribution=distribution_id)
    taken = {check for rows in (live, drawn) for check in rows.values_list("word", "colour", "shape")}
    words = {word for word, _colour, _shape in taken}
    free_words = [word for word in WORDS if word not in words] or list(WORDS)
    while True:
        check = (chance.choice(free_words), chance.choice(list(COLOURS)), chance.choice(list(SHAPES)))
        if check not in taken:
            return check
