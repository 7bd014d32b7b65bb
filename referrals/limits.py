"""How often one device, and much more loosely one address, may knock. A campus is one address.

The cache holds keyed digests only, and forgets them after the window. While the broker is away each process counts for itself.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from coop.accounts.models import User
from coop.audit.models import JournalEntry
from coop.vault import blind
from coop.web import clock, tries
from referrals.errors import TooMany, TooManyEmergencies, TooManyMessages, TooManyWords

HOUR = 3600
PER_DEVICE = 5
LETTERS = 12
PER_ADDRESS = 200
POLLS = 20
"""A calendar program asks each quarter of an hour, and now and then twice."""
BASKETS = 5
"""Emergency baskets that one coordinator may ask for within an hour, granted or not."""
ASKED = "referrals.emergency_basket.ask"
WORDS = 60
"""More than a person hands over in an hour."""


def knock(door: str, *, device: str, address: str) -> None:
    """Count one try at this door; refuse when there were too many within the hour."""
    _count(f"{door}.device", device, PER_DEVICE)
    _count(f"{door}.address", address, PER_ADDRESS)


def may_ask_at_once(*, by: int) -> bool:
    """Whether one more emergency basket asked for is within what an hour bears. The journal has each try, so it counts them: whole
    lists of names could be tried while a cache is empty. Her tries take turns; needs the transaction that records this one."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by)
    since = clock.now() - timedelta(seconds=HOUR)
    return JournalEntry.objects.filter(action=ASKED, by_id=by, recorded_at__gt=since).count() < BASKETS


def poll(token: str, *, address: str) -> None:
    """A calendar program reads an address, or somebody tries addresses."""
    _count("calendar.token", token, POLLS)
    _count("calendar.address", address, PER_ADDRESS)


def letter(*, case_id: UUID) -> None:
    """A learner writes; several times an hour, not a flood."""
    try:
        _count("letter", str(case_id), LETTERS)
    except TooMany as refusal:
        raise TooManyMessages from refusal


def look_up(*, by: int) -> None:
    """A social worker describes somebody whose file is not hers; a few times an hour, not a search."""
    try:
        _count("emergency", str(by), PER_DEVICE)
    except TooMany as refusal:
        raise TooManyEmergencies from refusal


def leave_a_word(*, by: int) -> None:
    """Somebody hands over bags and says how people do: often at a distribution, yet not without end."""
    try:
        _count("check_in", str(by), WORDS)
    except TooMany as refusal:
        raise TooManyWords from refusal


def _count(purpose: str, who: str, limit: int) -> None:
    key = f"referrals:{blind.digest(f'referrals.limit.{purpose}', who).hex()}"
    if tries.count(key, within=HOUR) > limit:
        raise TooMany
