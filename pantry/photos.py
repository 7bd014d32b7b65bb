"""Codes in a photograph, for phones whose browser reads none. The picture is looked at in memory, in a process of its own,
and kept nowhere; what a camera writes beside it (place, time, maker) is not read."""

import datetime as dt
import json
import subprocess  # nosec B404 # starts our own interpreter only
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from coop.web.uploads import LARGEST
from pantry import gs1
from pantry.errors import BadGtin, NoCode
from pantry.photo_child import TOO_LARGE

MEMORY = 700_000_000
SECONDS = 6
_CHILD = Path(__file__).with_name("photo_child.py")


def code_in(photo: bytes, *, today: dt.date) -> str:
    """What the code in the photograph says, as a scanner would give it. Refuses with a sentence when there is none."""
    said = _codes(photo)
    if not said:
        raise NoCode
    return next((each for each in said if _names_a_product(each, today)), said[0])


def refuse_large(size: int) -> None:
    if size > LARGEST:
        raise NoCode(_("This photo is too large. Take it again in a smaller size, or type the digits."))


def _names_a_product(said: str, today: dt.date) -> bool:
    try:
        return bool(gs1.read(said, today=today).code)
    except BadGtin:
        return False


def _codes(photo: bytes) -> list[str]:
    command = [sys.executable, "-I", str(_CHILD), str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(  # nosec B603 # our own interpreter and script, no shell; the photograph goes to its standard input
            command, input=photo, capture_output=True, timeout=SECONDS * 2, env={"LANG": "C.UTF-8"}, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoCode from None
    if done.returncode == TOO_LARGE:
        raise NoCode(_("This photo is too large. Take it again in a smaller size, or type the digits."))
    if done.returncode:
        raise NoCode(_("This is no photo we can read. Take it again, or type the digits under the bars."))
    found: list[str] = json.loads(done.stdout)
    return found
