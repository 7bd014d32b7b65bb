"""Who somebody is and how to reach them: sealed in the row, and blind marks beside it for duplicates and sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from coop.vault import blind
from referrals import sealing
from referrals.models import BlindMark, Case, Request
from referrals.sealing import Sealed

Kind = BlindMark.Kind


@dataclass(frozen=True)
class Identity:
    """`phone` and `email` as typed; `birth_date`, `class_name` and the school's `number` of the learner where known."""

    name: str
    phone: str = ""
    email: str = ""
    birth_date: date | None = None
    class_name: str = ""
    number: str = ""

    def as_content(self) -> dict[str, str]:
        content = asdict(self)
        content["birth_date"] = self.birth_date.isoformat() if self.birth_date else ""
        return content

    @classmethod
    def from_content(cls, content: dict[str, str]) -> Identity:
        born = content.get("birth_date")
        return cls(
            name=content["name"],
            phone=content.get("phone", ""),
            email=content.get("email", ""),
            birth_date=date.fromisoformat(born) if born else None,
            class_name=content.get("class_name", ""),
            number=content.get("number", ""),
        )

    def merged_into(self, known: Identity) -> Identity:
        """What is known, completed by what this says where nothing was known."""
        mine, theirs = asdict(self), asdict(known)
        return Identity(**{field: theirs[field] or mine[field] for field in theirs})


def seal(key: bytes, identity: Identity, *, of: UUID) -> bytes:
    return sealing.seal(key, identity.as_content(), what="identity", of=of)


def of_row(row: Request | Case | Sealed, key: bytes | None = None) -> Identity:
    content = sealing.unseal(key or sealing.key_of(row), row.sealed_identity, what="identity", of=row.id)
    return Identity.from_content(content)


def digests(identity: Identity) -> list[tuple[str, bytes]]:
    """(kind, digest) of everything comparable; the same purposes as `email_digests` looks for."""
    found = [(Kind.NAME, part) for part in blind.name_parts(identity.name)]
    if identity.birth_date:
        found.append((Kind.BIRTH_DATE, identity.birth_date.isoformat()))
    if phone := blind.norm_phone(identity.phone):
        found.append((Kind.PHONE, phone))
    if email := blind.norm_email(identity.email):
        found.append((Kind.EMAIL, email))
    if number := norm_number(identity.number):
        found.append((Kind.NUMBER, number))
    return [(kind, blind.digest(f"referrals.{kind}", value)) for kind, value in dict.fromkeys(found)]


def norm_number(number: str) -> str:
    """A learner number as every export writes it: letters and digits, capitals."""
    return "".join(each for each in number.upper() if each.isalnum())


def email_digests(address: str) -> list[bytes]:
    """What to look for when somebody signs in, under every index key that is still on the ring."""
    return blind.candidates(f"referrals.{Kind.EMAIL}", blind.norm_email(address))


def mark(identity: Identity, *, request: Request | None = None, case: Case | None = None) -> None:
    BlindMark.objects.bulk_create(
        BlindMark(kind=kind, digest=digest, request=request, case=case) for kind, digest in digests(identity)
    )


def reasons(kinds: Iterable[str]) -> list[str]:
    """The kinds that matched, in the order people think of them; empty when they prove too little.

    One shared word of a name says nothing. A phone or an address does, and so do a birth date with a name, or two names.
    """
    matched = list(kinds)
    names = matched.count(Kind.NAME)
    strong = Kind.PHONE in matched or Kind.EMAIL in matched or Kind.NUMBER in matched
    if not (strong or names >= 2 or (names and Kind.BIRTH_DATE in matched)):
        return []
    return [kind for kind in (Kind.NUMBER, Kind.PHONE, Kind.EMAIL, Kind.BIRTH_DATE, Kind.NAME) if kind in matched]
