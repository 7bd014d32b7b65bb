"""The code at the room: short, signed, and good for about a minute.

A screen in the room shows it (as a QR code and as six characters); whoever types or scans it was there just then.
It is a keyed digest of the shift and the minute: nothing is stored, nothing can be guessed ahead.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from coop.vault import blind
from coop.web import clock, tries
from coop.web.addresses import absolute
from volunteers import attendance
from volunteers.errors import NotExpectedToday, TooManyCodes, WrongCode
from volunteers.models import AttendanceMark, MarkedHow, SignUp

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
TURN = 60
"""Seconds for which a code is shown; it is still taken during the next turn."""
TRIES = 10
TRIES_FOR = 600


def code_for(shift_id: int, moment: datetime) -> str:
    """The code of this shift in this minute."""
    return _code(shift_id, int(moment.timestamp()) // TURN)


def _code(shift_id: int, turn: int) -> str:
    number = int.from_bytes(blind.digest("volunteers.door", f"{shift_id}:{turn}"), "big")
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def address(code: str) -> str:
    """What the QR code holds: a page with the code filled in, where one tap says "I am here"."""
    return f"{absolute('volunteers:arrive')}?code={code}"


def is_good(shift_id: int, typed: str, moment: datetime) -> bool:
    """Whether this was the code of the shift in this minute or the one before."""
    turn = int(moment.timestamp()) // TURN
    cleaned = typed.strip().upper().replace(" ", "").replace("-", "")
    candidates = [_code(shift_id, turn), _code(shift_id, turn - 1)]
    return any(hmac.compare_digest(cleaned.encode(), good.encode()) for good in candidates)


def arrive(*, person_id: int, code: str) -> SignUp:
    """Check in, or out when already in, with the code at the room.

    Looks at the person's own shifts around now. Refuses a wrong or old code.
    """
    now = clock.now()
    mine = list(
        SignUp.objects.signed_up()
        .filter(
            person_id=person_id,
            starts_at__lte=now + attendance.DOORS_OPEN,
            ends_at__gte=now - timedelta(hours=1),
        )
        .prefetch_related("marks")
    )
    if not mine:
        raise NotExpectedToday
    for sign_up in mine:
        if is_good(sign_up.shift_id, code, now):
            return _in_or_out(sign_up, person_id, list(sign_up.marks.all()))
    raise WrongCode


def _in_or_out(sign_up: SignUp, person_id: int, marks: list[AttendanceMark]) -> SignUp:
    there = attendance.presence(sign_up, marks, clock.now())
    verb = attendance.check_out if there.status == attendance.Status.PRESENT else attendance.check_in
    return verb(sign_up_id=sign_up.pk, how=MarkedHow.CODE, by=person_id)


def count_try(person_id: int) -> None:
    """Refuse more than ten tries in ten minutes: six characters are not for guessing."""
    key = f"volunteers.door:{person_id}"
    if tries.count(key, within=TRIES_FOR) > TRIES:
        raise TooManyCodes
