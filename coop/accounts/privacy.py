"""Every stored field about staff and volunteers: why it is kept, who sees it, until when."""

from __future__ import annotations

from coop.web.privacy import Kept

ERASED = "until the account is erased, or one year after the last role ended"
STAYS = "for good: a number that names nobody once the account is empty"
ADMINISTRATORS = "administrators, and the person"
DECIDERS = "social workers, administrators, the data protection officer"

_sign_in = Kept("to sign in", "nobody's screen", ERASED)
_number = Kept("ledger, journal and hours point to it", "as a number in exports, with a name only on screens", STAYS)
_grant = Kept("who could do what when, and who decided it", ADMINISTRATORS, STAYS)
_duty = Kept("what someone was allowed to do in the storage room", "coordinators, as yes or no", STAYS)
_change = Kept("that nobody changed a social worker's access alone", DECIDERS, STAYS)
_sealed = Kept("to check a code from the envelope", "nobody's screen", "until it is used or replaced")
_invited = Kept(
    "to let the invited person in", "administrators", "until taken up and erased; else 30 days after it ended"
)
_invitation = Kept("who invited when, and whether it was taken up", "administrators", STAYS)


def _all(model: str, kept: Kept, *names: str) -> dict[str, Kept]:
    return {f"{model}.{name}": kept for name in names}


FIELDS: dict[str, Kept] = {
    "user.id": _number,
    "user.email": Kept("to sign in and to be written to", ADMINISTRATORS, ERASED),
    "user.full_name": Kept("to know who works here", "colleagues on rosters; administrators", ERASED),
    "user.language": Kept("to be written to in one's language", "the person", ERASED),
    "user.is_active": Kept("to close an account without losing it", "administrators", STAYS),
    "user.created_at": Kept("to know since when", "administrators", STAYS),
    "user.erased_at": Kept("proof of erasure", "nobody's screen", STAYS),
    **_all("user", _sign_in, "password", "last_login", "session_stamp", "second_factor_since"),
    **_all("rolegrant", _grant, "id", "user", "role", "starts", "ends", "granted_by", "granted_at", "approved_by"),
    **_all("rolegrant", _grant, "revoked_at", "revoked_by"),
    **_all("duty", _duty, "id", "user", "task", "starts_at", "ends_at", "opened_by", "opened_at"),
    **_all("protectedchange", _change, "id", "kind", "subject", "state", "asked_by", "asked_at", "expires_at"),
    **_all("protectedchange", _change, "decided_by", "decided_at", "by_sealed_code"),
    "protectedchange.payload": Kept(
        "what will change, sealed", "nobody's screen", "until the decision, three days at most"
    ),
    **_all("sealedcode", _sealed, "id", "user", "digest", "made_at", "used_at"),
    **_all("invitation", _invited, "email", "full_name", "language", "digest"),
    **_all("invitation", _invitation, "id", "role", "until", "invited_by", "invited_at", "expires_at", "accepted_at"),
    **_all("invitation", _invitation, "accepted_user", "withdrawn_at", "for_user"),
}
