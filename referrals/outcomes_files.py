"""The school's files between two steps: read in memory, sealed into the page, never kept here.

A comparison takes three steps: choose the files, say which column is what, decide who is who. Between them the page carries the
files itself: packed, sealed with the key ring, bound to the person and to the comparison, and of no use after half an hour. No
disk, no table, no session and no cache ever holds them.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from coop.vault import envelope
from coop.vault.errors import BrokenEnvelope, WrongKey
from coop.web import clock
from referrals import school_columns, school_exports
from referrals.errors import FilesTooLarge, PageTooOld
from referrals.school_columns import ABSENCES, ENROLMENTS, Column
from referrals.school_exports import Records

LIFE = timedelta(minutes=30)
LARGEST_PAGE = 4_000_000
"""Characters that a page may carry: less than what a form may send (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
KINDS: dict[str, tuple[Column, ...]] = {"enrolments": ENROLMENTS, "absences": ABSENCES}


@dataclass
class SchoolFile:
    """One file: its kind, its name as the person knows it, its text; then which column is where, and the day of the export."""

    kind: str
    name: str
    text: str
    places: dict[str, int] = field(default_factory=dict)
    exported_on: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return KINDS[self.kind]

    @property
    def header(self) -> list[str]:
        return school_exports.header_of(self.text)

    @property
    def first_row(self) -> list[str]:
        return school_exports.header_of(self.text.partition("\n")[2])

    def recognise(self) -> None:
        """What can be told from the names of the columns and from the days in the file."""
        self.places = school_columns.recognise(self.header, self.columns)
        if self.kind == "enrolments":
            self.exported_on = (school_exports.latest_day(self.text) or clock.today()).isoformat()


def received(uploads: dict[str, list[tuple[str, bytes]]]) -> list[SchoolFile]:
    """The files of a form by kind: decoded, their columns recognised as far as names say."""
    files = [
        SchoolFile(kind, name[:80], school_exports.decode(content))
        for kind, given in uploads.items()
        for name, content in given
    ]
    for each in files:
        each.recognise()
    return files


def read(files: list[SchoolFile]) -> Records:
    """All learners of these files; enrolments first, because absences join by their numbers."""
    records = Records()
    for each in sorted(files, key=lambda each: each.kind != "enrolments"):
        if each.kind == "enrolments":
            day = date.fromisoformat(each.exported_on)
            school_exports.read_enrolments(each.text, each.places, records, exported_on=day)
        else:
            school_exports.read_absences(each.text, each.places, records)
    return records


def seal(files: list[SchoolFile], *, comparison: UUID, by: int) -> str:
    """The files as a text that a page can carry."""
    content = {"until": (clock.now() + LIFE).isoformat(), "files": [asdict(each) for each in files]}
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 6)
    sealed = base64.b64encode(envelope.seal_bytes_with_ring(packed, context=_context(comparison, by))).decode()
    if len(sealed) > LARGEST_PAGE:
        raise FilesTooLarge
    return sealed


def unseal(sealed: str, *, comparison: UUID, by: int) -> list[SchoolFile]:
    """The files again; `PageTooOld` for somebody else's, another comparison's, a changed one, and after half an hour."""
    try:
        packed = envelope.unseal_bytes_with_ring(
            base64.b64decode(sealed, validate=True), context=_context(comparison, by)
        )
    except (binascii.Error, BrokenEnvelope, WrongKey):
        raise PageTooOld from None
    content = json.loads(zlib.decompress(packed))
    if datetime.fromisoformat(content["until"]) < clock.now():
        raise PageTooOld
    return [SchoolFile(**each) for each in content["files"]]


def _context(comparison: UUID, by: int) -> str:
    return f"referrals.outcomes:{comparison}:{by}"
