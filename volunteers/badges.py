"""Verbs on badges: Open Badge 3.0 credentials as signed tokens (JWT, Ed25519), which anybody verifies without asking us.

The token names the holder, what was learnt and what was recognised: nothing else is known here. Whether it still stands
is on the status list (Bitstring Status List 1.0), which is the same for everybody who asks.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.school.settings import school
from coop.web import clock
from coop.web.addresses import absolute
from volunteers import elements
from volunteers.errors import NotAccepted
from volunteers.models import Badge, Claim, ClaimState, IssuerKey, Outcome
from volunteers.models.badges import LIST_LENGTH
from volunteers.wording import hours_in_words, units_in_words, year_in_words

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


@transaction.atomic
def issue(*, claim_id: int, by: int) -> Badge:
    """Sign the badge of an accepted claim. Asked again, it is the one that was signed. Refuses a claim that does not stand."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("person", "scheme__programme").get(pk=claim_id)
    if claim.state != ClaimState.ACCEPTED:
        raise NotAccepted
    if there := Badge.objects.filter(claim=claim).first():
        return there
    taken = set(Badge.objects.values_list("place", flat=True))
    place = next(n for n in iter(lambda: secrets.randbelow(LIST_LENGTH), None) if n not in taken)
    badge = Badge(claim=claim, code=secrets.token_urlsafe(24), place=place, issued_at=clock.now())
    badge.token = sign(_credential(badge))
    badge.save(force_insert=True)
    _journal("issue", badge, by)
    return badge


@transaction.atomic
def share(*, badge_id: int, by: int) -> None:
    """From now on, whoever has the address sees what the badge says."""
    _set_shared(badge_id, "share", by)


@transaction.atomic
def unshare(*, badge_id: int, by: int) -> None:
    """The address says nothing any more. Tokens that were sent away stay with who has them."""
    _set_shared(badge_id, "unshare", by)


def _set_shared(badge_id: int, act: str, by: int) -> None:
    badge = Badge.objects.select_for_update(of=("self",)).get(pk=badge_id)
    badge.shared_at = clock.now() if act == "share" else None
    badge.save(update_fields=["shared_at"])
    _journal(act, badge, by)


@transaction.atomic
def rotate(*, by: int) -> IssuerKey:
    """A new key signs from now on. The older ones stay published: what they signed stays verifiable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('volunteers.issuer_key'))")
    IssuerKey.objects.filter(retired_at=None).update(retired_at=clock.now())
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = IssuerKey.objects.create(
        kid=_b64(hashlib.sha256(public).digest()),
        public=_b64(public),
        private=_b64(private.private_bytes_raw()),
        made_at=clock.now(),
    )
    journal.record(by=by, action="volunteers.issuer_key.rotate", object_type="issuer_key", object_id=key.pk)
    return key


def sign(payload: dict[str, Any]) -> str:
    """A compact token: header, payload, signature. The header says where the public half is."""
    key = IssuerKey.objects.filter(retired_at=None).first() or rotate(by=journal.SYSTEM)
    private = Ed25519PrivateKey.from_private_bytes(_unb64(key.private))
    head = {"alg": "EdDSA", "typ": "JWT", "kid": f"{address('badge_keys')}#{key.kid}"}
    signed = ".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, payload))
    return f"{signed}.{_b64(private.sign(signed.encode()))}"


def published_keys() -> dict[str, Any]:
    """Every public key, as a JSON Web Key Set."""
    rows = IssuerKey.objects.values_list("kid", "public")
    base = address("badge_keys")
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": f"{base}#{kid}", "x": public} for kid, public in rows]}


def status_list() -> str:
    """Which badges no longer stand, as a signed credential: one bit a place, the same list whoever asks."""
    bits = bytearray(LIST_LENGTH // 8)
    fallen = Badge.objects.exclude(claim__state=ClaimState.ACCEPTED).order_by("place")
    for place in fallen.values_list("place", flat=True):
        bits[place // 8] |= 0x80 >> place % 8
    url = address("badge_status")
    subject = {"id": f"{url}#list", "type": "BitstringStatusList", "statusPurpose": "revocation"}
    subject["encodedList"] = "u" + _b64(gzip.compress(bytes(bits), mtime=0))
    return sign({**_head(url, "BitstringStatusListCredential", CONTEXT[:1]), "credentialSubject": subject})


def svg(badge: Badge) -> str:
    """The badge as a picture that carries its own token."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
        ' viewBox="0 0 200 200" role="img" aria-label="CO’OP">'
        f'<openbadges:credential verify="{badge.token}"/>'
        '<circle cx="100" cy="100" r="96" fill="#1f5c4a"/><circle cx="100" cy="100" r="84" fill="#faf7f2"/>'
        '<path d="M62 104l26 26 52-56" fill="none" stroke="#1f5c4a" stroke-width="14" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )


def address(name: str, *args: object) -> str:
    return absolute(f"volunteers:{name}", *args)


def european(badge: Badge) -> str:
    """The elements under their European names, beside the signed badge: exported, not signed as a European credential."""
    said = elements.european(elements.of_badge(badge), absolute("volunteers:badge_check", badge.code))
    return json.dumps(said, ensure_ascii=False, indent=2)


def competences() -> list[str]:
    """What the team learns, as learning outcomes of the social and solidarity economy, and of hygiene."""
    return [str(each.label) for each in Outcome]


def _head(url: str, kind: str, context: list[str]) -> dict[str, Any]:
    issuer, now = {"id": address("badge_keys"), "type": ["Profile"], "name": school().name}, clock.now()
    return {
        "@context": context,
        "id": url,
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "iss": issuer["id"],
        "jti": url,
        "nbf": int(now.timestamp()),
    }


def _credential(badge: Badge) -> dict[str, Any]:
    claim, url = badge.claim, address("badge_check", badge.code)
    said = {"hours": hours_in_words(claim.minutes), "years": year_in_words(claim.school_year)}
    achievement = {
        "id": f"{url}#achievement",
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "name": _("Voluntary work in the school’s solidarity pantry"),
        "description": _("%(hours)s of validated voluntary work in the school year %(years)s.") % said,
        "criteria": {"narrative": "\n".join(f"- {each}" for each in competences())},
        "tag": [claim.scheme.programme.name, units_in_words(claim.kind, claim.proposed_hundredths)],
    }
    named = {"type": "IdentityObject", "identityHash": claim.person.full_name, "identityType": "name", "hashed": False}
    subject = {"type": ["AchievementSubject"], "identifier": [named], "achievement": achievement}
    if claim.kind == "ects":
        subject["creditsEarned"] = claim.proposed_hundredths / 100
    listed = address("badge_status")
    status = {"id": f"{listed}#{badge.place}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    status |= {"statusListIndex": str(badge.place), "statusListCredential": listed}
    body = _head(url, "OpenBadgeCredential", CONTEXT)
    return {**body, "name": achievement["name"], "credentialSubject": subject, "credentialStatus": status}


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _journal(act: str, badge: Badge, by: int) -> None:
    journal.record(by=by, action=f"volunteers.badge.{act}", object_type="badge", object_id=badge.pk)
