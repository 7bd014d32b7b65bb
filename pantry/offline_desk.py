"""The desk without network: what a device is given before the network goes.

A code is six characters. On the device each bag is a sealed letter that only its code opens: code → slow derivation (one salt a
distribution) → quick derivation (one salt a device) → where the letter lies, and its key. The slow step is made once a code, in
the background, while the code is in the confidential side's hands; what comes of it is kept sealed until the evening. The device
gets salts and letters of one length in random order: no key, no list of numbers but of the bags that have no code yet.
docs/decisions/0080-desk-without-network.md says what guessing costs.
"""

import hashlib
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import codes, exclusions
from pantry.errors import WrongState
from pantry.models import (
    Basket,
    BasketExclusion,
    BasketLine,
    BasketState,
    DeskConflict,
    DeskDevice,
    DeskSalt,
    Distribution,
    DistributionState,
    DrawnCode,
    OfflineKey,
    PickupCode,
    Storage,
)

ROUNDS = 2_000_000
SALT_BYTES, NONCE_BYTES, KEY_BYTES, PLACE_BYTES = 16, 12, 32, 16
LETTER_BYTES = 320  # every letter is as long, whatever is in it
INFO = b"coop.desk.offline"
MARK = "pantry.desk.offline"
READY_IN = (DistributionState.FROZEN, DistributionState.OPEN)
AFTER_ALL = timedelta(days=7)  # a desk that was never closed
AFTER = timedelta(hours=3)  # a device forgets so long after the end of the distribution, and at midnight at the latest

chance = secrets.SystemRandom()


@dataclass(frozen=True)
class Readiness:
    """What the desk's page tells: to a device which day, until when, and a mark that changes with what it should hold; to
    people how many bags left, of how many, and on how many desks disagree."""

    distribution_id: int
    until: datetime
    stamp: str
    handed: int
    bags: int
    conflicts: int


def slow(code: str, salt: bytes, rounds: int) -> bytes:
    """The step that makes guessing dear. A browser does the same with its own cryptography."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, rounds, KEY_BYTES)


def place_and_key(slow_key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Where a device's letter lies, and what opens it."""
    both = HKDF(algorithm=SHA256(), length=PLACE_BYTES + KEY_BYTES, salt=salt, info=INFO).derive(slow_key)
    return both[:PLACE_BYTES], both[PLACE_BYTES:]


def missing(most: int) -> list[int]:
    """Baskets that wait, at most until tomorrow, under a live code that no device could open yet."""
    today = clock.today()
    live = PickupCode.objects.filter(
        revoked_at__isnull=True, offline__isnull=True, basket__state__in=Basket.WAITING,
        distribution__state__in=READY_IN, distribution__date__range=(today - AFTER_ALL, today + timedelta(days=1)),
    )  # fmt: skip
    return list(live.order_by("basket_id").values_list("basket_id", flat=True)[:most])


def learn(*, basket_id: int, code: str) -> bool:
    """Make a live code ready for devices; False when it is not this basket's any more. Slow on purpose: for the background."""
    live = PickupCode.objects.filter(basket=basket_id, revoked_at__isnull=True, offline__isnull=True).first()
    if live is None or bytes(live.digest) not in codes.digests_of(live.distribution_id, code):
        return False
    start = _salt_of(live.distribution_id)
    key = slow(code, bytes(start.salt), start.rounds)
    _row, made = OfflineKey.objects.get_or_create(code=live, defaults={"key": b64encode(key).decode()})
    return made


def _salt_of(distribution_id: int) -> DeskSalt:
    fresh = {"salt": secrets.token_bytes(SALT_BYTES), "rounds": ROUNDS}
    return DeskSalt.objects.get_or_create(distribution_id=distribution_id, defaults=fresh)[0]


def readiness(day: Distribution) -> Readiness:
    """One query, which also counts what the desk shows."""
    live = OfflineKey.objects.filter(code__distribution=OuterRef("pk"), code__revoked_at__isnull=True).order_by()
    bags = Basket.objects.filter(distribution=OuterRef("pk")).exclude(state=BasketState.CANCELLED).order_by()
    open_now = DeskConflict.objects.filter(settled_at__isnull=True).order_by()
    found = (
        Distribution.objects.filter(pk=day.pk)
        .annotate(
            keys=_count(live, "code__distribution"),
            last=Subquery(live.order_by("-pk").values("pk")[:1]),
            bags=_count(bags, "distribution"),
            handed=_count(bags.filter(state=BasketState.COLLECTED), "distribution"),
            conflicts=_count(open_now.annotate(all=Value(1)), "all"),
        )
        .values("keys", "last", "bags", "handed", "conflicts")
        .get()
    )
    stamp = f"{day.pk}-{found['keys']}-{found['last'] or 0}"
    return Readiness(day.pk, until(day), stamp, found["handed"], found["bags"], found["conflicts"])


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(by).annotate(n=Count("pk")).values("n")), 0)


def until(day: Distribution) -> datetime:
    """When a device forgets what it was given: some hours after the end, at midnight if that is earlier or past."""
    evening = timezone.make_aware(datetime.combine(day.date, day.ends_at)) + AFTER
    midnight = timezone.make_aware(datetime.combine(clock.today() + timedelta(days=1), datetime.min.time()))
    return evening if clock.now() < evening < midnight else midnight


@transaction.atomic
def prepare(*, device_id: UUID | None, by: int, all_baskets: bool) -> dict[str, Any]:
    """What a device keeps for the day at the desk: salts and sealed letters, for these hands. Again for the same device: anew."""
    day = Distribution.objects.at_the_desk()
    if day is None:
        raise WrongState(_("There is no desk now: nothing to make ready."))
    device = DeskDevice.objects.filter(pk=device_id, distribution=day, prepared_by=by).first() if device_id else None
    now = clock.now()
    if device is None:
        device = DeskDevice.objects.create(
            distribution=day, salt=secrets.token_bytes(SALT_BYTES), prepared_at=now, prepared_by=by, heard_at=now
        )
        journal.record(by=by, action="pantry.desk.device", object_type="pantry.distribution", object_id=day.pk)
    DeskDevice.objects.filter(pk=device.pk).update(heard_at=now)
    start, rows, mark = _salt_of(day.pk), _waiting(day), readiness(day)
    letters = [_letter(row, device, by, all_baskets) for row in rows if hasattr(row, "offline")]
    chance.shuffle(letters)
    numbers = set(day.baskets.filter(state__in=Basket.WAITING).values_list("number", flat=True))
    return {
        "device": str(device.pk),
        "day": day.pk,
        "until": int(mark.until.timestamp() * 1000),
        "stamp": mark.stamp,
        "salt": b64encode(bytes(start.salt)).decode(),
        "rounds": start.rounds,
        "device_salt": b64encode(bytes(device.salt or b"")).decode(),
        "letters": dict(letters),
        "without": sorted(numbers - {row.basket.number for row in rows if hasattr(row, "offline")}),
    }


def _waiting(day: Distribution) -> list[Any]:  # PickupCode with what its bag needs
    lines = BasketLine.objects.filter(basket=OuterRef("basket"))
    held = lines.filter(state=BasketLine.State.RESERVED)
    return list(
        PickupCode.objects.filter(distribution=day, revoked_at__isnull=True, basket__state__in=Basket.WAITING)
        .select_related("basket", "offline")
        .annotate(
            chilled=Exists(lines.exclude(lot__product__category__storage=Storage.SHELF)),
            stopped=Exists(held.filter(lot__quarantined=True)),
            excluded=ArraySubquery(BasketExclusion.objects.filter(basket=OuterRef("basket")).values("digest")),
        )
        .order_by("pk")
    )


def _letter(row: Any, device: DeskDevice, by: int, all_baskets: bool) -> tuple[str, str]:
    """What its code will open. A bag that is not for these hands says so, and carries nothing to hand it over with."""
    basket = row.basket
    if row.stopped:
        content: dict[str, Any] = {"why": "stopped"}
    elif (basket.set_aside and not all_baskets) or exclusions.among(row.excluded, by, basket.pk):
        content = {"why": "another"}
    else:
        content = {
            "number": basket.number, "word": row.word, "colour": row.colour, "shape": row.shape,
            "chilled": row.chilled, "packed": basket.packed_at is not None,
            "token": signing.dumps([row.pk, by, str(device.pk)], salt=MARK),
        }  # fmt: skip
    text = json.dumps(content, separators=(",", ":")).encode()
    assert len(text) <= LETTER_BYTES, "A letter that is longer than the others would tell."
    place, key = place_and_key(b64decode(row.offline.key), bytes(device.salt or b""))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.ljust(LETTER_BYTES), str(device.pk).encode())
    return b64encode(place).decode(), b64encode(nonce + sealed).decode()


def die(distribution_id: int) -> None:
    """Nothing that a device holds opens anything here any more."""
    DeskSalt.objects.filter(distribution_id=distribution_id).delete()
    DrawnCode.objects.filter(distribution_id=distribution_id).delete()
    OfflineKey.objects.filter(code__distribution_id=distribution_id).delete()
    DeskDevice.objects.filter(distribution_id=distribution_id).update(salt=None)
