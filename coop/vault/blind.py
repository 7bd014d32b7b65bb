"""Blind indexes: keyed digests that find equal values without showing them.

The same value gives the same 32 bytes for one purpose, and other bytes for another purpose, so two tables cannot be joined through
their digests. Values are normalised first: spellings of one name, one phone, one address fall together.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from . import keyring

# Letters that carry no combining mark and would otherwise stay apart from their usual spelling.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
)
_PARTICLES = frozenset(
    ("d", "de", "da", "do", "du", "des", "del", "della", "di", "dos", "el", "al", "l", "la", "le", "les")
    + ("ben", "bin", "bint", "ibn", "von", "van", "der", "den", "ten", "ter", "zu", "y", "e")
)


def digest(purpose: str, value: str) -> bytes:
    """HMAC-SHA-256 of the value under the active index key."""
    index = keyring.ring().index
    return _mac(index.active_key, purpose, value)


def candidates(purpose: str, value: str) -> list[bytes]:
    """The digest under every index key on the ring, active first: what to look for while a rotation is under way."""
    index = keyring.ring().index
    others = [key_id for key_id in index.keys if key_id != index.active]
    return [_mac(index.keys[key_id], purpose, value) for key_id in [index.active, *others]]


def _mac(key: bytes, purpose: str, value: str) -> bytes:
    if not purpose or "\x00" in purpose:
        raise ValueError("A digest needs a purpose.")
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).digest()


def name_parts(name: str) -> list[str]:
    """The words of a name that count, in order, without accents, case, hyphens and particles.

    `Hélène D'Aubigné-Le Goff` and `helene daubigne le goff` share parts; particles stay when there is nothing else.
    """
    words = _words(name)
    glued = _glue_elisions(words)
    counting = [word for word in glued if word not in _PARTICLES]
    return _once(counting or glued)


def norm_name(name: str) -> str:
    """One spelling for a whole name whatever the order: `DUPONT Marie` and `Marie Dupont` are one."""
    return " ".join(sorted(name_parts(name)))


def norm_email(address: str) -> str:
    return unicodedata.normalize("NFKC", address).strip().casefold()


def norm_phone(number: str, *, country: str = "33") -> str:
    """E.164 (`+33612345678`), or an empty string when this is no phone number.

    National French writing (`06 12 34 56 78`), `+33 (0)6…` and `0033…` fall together; foreign numbers keep their own code.
    """
    text = unicodedata.normalize("NFKC", number).strip()
    international = text.startswith("+") or re.match(r"00[1-9]", re.sub(r"\D", "", text)) is not None
    if international:
        text = text.replace("(0)", "")
    digits = "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())
    if international:
        digits = digits.removeprefix("00")
        if digits.startswith(country + "0"):
            digits = country + digits[len(country) + 1 :]
    elif digits.startswith("0"):
        digits = country + digits[1:]
    elif country == "33" and len(digits) == 9:  # a spreadsheet took the zero away
        digits = country + digits
    elif not (country == "33" and len(digits) == 11 and digits.startswith(country)):
        return ""
    return f"+{digits}" if 8 <= len(digits) <= 15 else ""


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return re.findall(r"[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*", bare.replace("\u02bc", "'"))


def _glue_elisions(words: Iterable[str]) -> list[str]:
    """`d'aubigne` and `o'brien` become one word, as people who leave the apostrophe out write them."""
    return [re.sub(r"['’ʼ`´]", "", word) for word in words]


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
