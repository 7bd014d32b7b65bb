"""People by spreadsheet: name, e-mail, role, until. Read as schools save it (cp1252 or UTF-8, `;` or `,` or tab), shown first,
then carried out. Sending the same file twice invites nobody twice."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from coop.accounts import addresses, grants, invitations, notifications, protected
from coop.accounts.models import Invitation, ProtectedChange, RoleGrant, User
from coop.accounts.roles import Role, last_possible_day
from coop.web import clock
from coop.web.errors import Refusal

LARGEST = 200_000
MOST_ROWS = 500
COLUMNS = {
    "name": ("name", "nom", "full name", "nom complet", "prenom nom"),
    "email": ("email", "e-mail", "mail", "courriel", "adresse", "adresse e-mail"),
    "role": ("role", "fonction"),
    "until": ("until", "end", "jusqu'au", "jusqu’au", "jusqu au", "fin", "jusqu'a"),
}
ROLE_NAMES: dict[str, str] = {
    "referent": Role.REFERRER,
    "enseignant": Role.REFERRER,
    "assistante sociale": Role.SOCIAL_WORKER,
    "assistant social": Role.SOCIAL_WORKER,
    "benevole": Role.VOLUNTEER,
    "coordination": Role.COORDINATOR,
    "coordinateur": Role.COORDINATOR,
    "coordinatrice": Role.COORDINATOR,
    "responsable de formation": Role.PROGRAMME_LEAD,
    "direction": Role.MANAGEMENT,
    "dpo": Role.DATA_PROTECTION_OFFICER,
    "administrateur": Role.ADMINISTRATOR,
    "administratrice": Role.ADMINISTRATOR,
}


class FileRefused(Refusal):
    message = _("This file cannot be read. Save it as CSV with the columns name, e-mail, role and until.")


@dataclass(frozen=True)
class Row:
    """One line of the file: either a person to invite, or a reason why not, or already done."""

    line: int
    name: str
    email: str
    role: str
    until: date | None
    refused: str = ""
    done: str = ""

    @property
    def is_new(self) -> bool:
        return not self.refused and not self.done

    @property
    def role_name(self) -> str:
        """As the reader calls it; the word of the file when it means no role."""
        return str(Role(self.role).label) if self.role in Role.values else self.role

    @property
    def ends(self) -> date | None:
        """The last day that the role will have: a student's ends with the school year."""
        return self.until or last_possible_day(self.role, clock.today())


@dataclass(frozen=True)
class Outcome:
    invited: int
    granted: int
    asked: int
    unchanged: int
    refused: int


def text_of(file: UploadedFile | None) -> str:
    """The text of an uploaded file: UTF-8 with or without its mark, else cp1252 as spreadsheets write it."""
    if file is None or (file.size or 0) > LARGEST:
        raise FileRefused
    content = file.read(LARGEST + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def said(outcome: Outcome) -> str:
    """The outcome in a sentence."""
    return _(
        "%(invited)s invited, %(granted)s roles given, %(asked)s waiting for a social worker,"
        " %(unchanged)s unchanged, %(refused)s refused."
    ) % vars(outcome)


def read(text: str) -> list[Row]:
    """Every line with its fate, nothing written. Four queries whatever the length."""
    lines = _lines(text)
    header = [_fold(cell) for cell in lines[0]]
    places = {
        name: next((header.index(_fold(w)) for w in words if _fold(w) in header), None)
        for name, words in COLUMNS.items()
    }
    if places["email"] is None or places["role"] is None:
        raise FileRefused
    if len(lines) - 1 > MOST_ROWS:
        raise FileRefused(_("This file has more than %(most)s lines. Cut it in parts.") % {"most": MOST_ROWS})
    rows = [
        _row(number, cells, places) for number, cells in enumerate(lines[1:], start=2) if any(c.strip() for c in cells)
    ]
    return _with_fates(rows)


@transaction.atomic
def carry_out(*, rows: list[Row], by: int, language: str) -> Outcome:
    """Invite, or give the role to an account that exists. All lines or none."""
    counts = {"invited": 0, "granted": 0, "asked": 0}
    for row in rows:
        if row.is_new:
            counts[_carry_out_one(row, by, language)] += 1
    return Outcome(
        **counts, unchanged=sum(bool(row.done) for row in rows), refused=sum(bool(row.refused) for row in rows)
    )


def _carry_out_one(row: Row, by: int, language: str) -> str:
    user = User.objects.filter(email__iexact=row.email).first()
    if user is None:
        invitations.invite(
            email=row.email, full_name=row.name, role=row.role, until=row.until, by=by, language=language
        )
        return "invited"
    if row.role == Role.SOCIAL_WORKER:
        protected.ask_grant(user=user, starts=clock.today(), ends=row.until, by=by)
        return "asked"
    grants.grant(user=user, role=row.role, starts=clock.today(), ends=row.until, by=by)
    notifications.role_added(user=user)
    return "granted"


def _lines(text: str) -> list[list[str]]:
    text = text.strip()
    if "\x00" in text or not text:
        raise FileRefused
    first = text.splitlines()[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused from error


def _row(number: int, cells: list[str], places: dict[str, int | None]) -> Row:
    def cell(name: str) -> str:
        place = places[name]
        return cells[place].strip() if place is not None and place < len(cells) else ""

    email, role_word, until_word = addresses.normal(cell("email")), cell("role"), cell("until")
    role, until, refused = _role(role_word), None, ""
    try:
        validate_email(email)
    except ValidationError:
        refused = _("“%(value)s” is not an e-mail address.") % {"value": cell("email")[:80]}
    if not refused and not role:
        refused = _("“%(value)s” is not a role.") % {"value": role_word[:40]}
    if not refused and until_word:
        until = _day(until_word)
        if until is None:
            refused = _("“%(value)s” is not a date. Write 31/08/2027.") % {"value": until_word[:40]}
    return _judged(
        Row(number, (cell("name") or email.split("@")[0])[:150], email, role or role_word[:30], until, refused)
    )


def _judged(row: Row) -> Row:
    if row.refused:
        return row
    today, until = clock.today(), row.until
    limit = last_possible_day(row.role, today)
    if until is not None and until < today:
        return _as(row, refused=_("The last day has passed."))
    if limit is not None and until is not None and until > limit:
        return _as(row, refused=_("A student's role ends with the school year."))
    return row


def _with_fates(rows: list[Row]) -> list[Row]:
    emails = {row.email for row in rows}
    users = {user.email.lower(): user.pk for user in User.objects.filter(email__in=emails) if user.email}
    held = set(RoleGrant.objects.live().filter(user__in=users.values()).values_list("user", "role"))
    waiting = ProtectedChange.objects.filter(subject__in=users.values(), kind="grant", state="asked")
    held |= {(pk, Role.SOCIAL_WORKER.value) for pk in waiting.values_list("subject", flat=True)}
    open_now = Invitation.objects.filter(
        email__in=emails, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )
    invited, seen, found = set(open_now.values_list("email", "role")), set(), []
    for row in rows:
        key = (row.email, row.role)
        if row.refused:
            found.append(row)
        elif key in seen:
            found.append(_as(row, refused=_("This line stands twice in the file.")))
        elif (users.get(row.email), row.role) in held:
            found.append(_as(row, done=_("Already has this role.")))
        else:
            found.append(_as(row, done=_("Already invited.")) if key in invited else row)
        seen.add(key)
    return found


def _as(row: Row, **values: str) -> Row:
    return Row(**{**row.__dict__, **values})


def _role(word: str) -> str:
    """The role a word means, in English or French, by label or by name; empty when it means none."""
    folded = _fold(word)
    names: dict[str, str] = {_fold(str(role.label)): role.value for role in Role}
    names |= {_fold(role.value): role.value for role in Role}
    return names.get(folded) or ROLE_NAMES.get(folded, "")


def _day(word: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(word, form).date()
        except ValueError:
            continue
    return None


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.strip().lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("_", " ")
