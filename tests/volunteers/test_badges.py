"""Badges: verified from what is published; tampered ones refused; ended ones said so; nothing else in them."""

from __future__ import annotations

import base64
import gzip
import json
import re
import uuid
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from joserfc import jwk, jws
from joserfc.errors import BadSignatureError

from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import badges, claims, schemes
from volunteers.errors import NotAccepted
from volunteers.models import Badge, Claim, IssuerKey

OTHER_NAME = "ignore:EdDSA is deprecated via RFC 9864"
"""The newer name of the same algorithm, “Ed25519”, is not read by most verifiers of badges yet."""
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(OTHER_NAME)]


@pytest.fixture(autouse=True)
def late_november():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def claim(programme, volunteer, validated_hours):
    validated_hours(volunteer, 38)
    scheme = next(each for each in schemes.in_force(programme.pk, 2026) if each.kind == "ects")
    return claims.submit(person_id=volunteer.pk, scheme_id=scheme.pk, by=volunteer.pk)


@pytest.fixture
def badge(claim, programme_lead, volunteer):
    claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
    return badges.issue(claim_id=claim.pk, by=volunteer.pk)


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(client, token: str) -> dict:
    """As a stranger does: the published keys, somebody else's library, and nothing of ours."""
    keys = jwk.KeySet.import_key_set(client.get(reverse("volunteers:badge_keys")).json())
    return json.loads(jws.deserialize_compact(token, keys, algorithms=["EdDSA"]).payload)


def bit(client, badge: Badge) -> int:
    """What the published list says about this badge's place."""
    listed = verified(client, client.get(reverse("volunteers:badge_status")).content.decode())
    bits = gzip.decompress(plain(listed["credentialSubject"]["encodedList"][1:]))
    return bits[badge.place // 8] >> 7 - badge.place % 8 & 1


def test_a_stranger_verifies_it_and_reads_what_was_recognised(client, badge, volunteer):
    said = verified(client, badge.token)
    subject = said["credentialSubject"]
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (subject["identifier"][0]["identityHash"], subject["creditsEarned"]) == (volunteer.full_name, 1.0)
    assert said["jti"] == said["id"] == badges.address("badge_check", badge.code)
    assert (said["credentialStatus"]["statusListIndex"], bit(client, badge)) == (str(badge.place), 0)


def test_a_tampered_one_is_refused(client, badge):
    head, payload, signature = badge.token.split(".")
    richer = plain(payload).replace(b'"creditsEarned":1.0', b'"creditsEarned":3.0')
    assert richer != plain(payload)
    for forged in (richer, plain(payload) + b" "):
        body = base64.urlsafe_b64encode(forged).rstrip(b"=").decode()
        with pytest.raises(BadSignatureError):
            verified(client, f"{head}.{body}.{signature}")
    other = jwk.OKPKey.generate_key("Ed25519", {"kid": json.loads(plain(head))["kid"]})
    with pytest.raises(BadSignatureError):
        verified(client, jws.serialize_compact({"alg": "EdDSA", "kid": other.kid}, plain(payload), other, ["EdDSA"]))


def test_what_was_reversed_is_on_the_status_list(client, badge, programme_lead):
    claims.reverse(claim_id=badge.claim_id, reason="Wrong year", by=programme_lead.pk)
    assert bit(client, badge) == 1


def test_only_an_accepted_claim_has_one_and_only_one(claim, programme_lead, volunteer):
    with pytest.raises(NotAccepted):
        badges.issue(claim_id=claim.pk, by=volunteer.pk)
    claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
    assert len({badges.issue(claim_id=claim.pk, by=volunteer.pk).token for _twice in range(2)}) == 1


def test_after_a_new_key_old_and_new_are_verifiable(client, badge, capsys):
    call_command("rotate_badge_key")
    assert "2 keys published" in capsys.readouterr().out
    for token in (badge.token, badges.sign({"said": "new"})):
        verified(client, token)
    assert IssuerKey.objects.filter(retired_at=None).count() == 1 == IssuerKey.objects.exclude(retired_at=None).count()


def test_the_picture_carries_the_token(client_of, volunteer, badge, client):
    for form in ("svg", "jwt"):
        page = client_of(volunteer).get(reverse("volunteers:badge_file", args=[badge.claim_id, form])).content.decode()
        token = re.search(r'<openbadges:credential verify="([^"]+)"', page)[1] if form == "svg" else page
        verified(client, token)


def test_the_page_shows_what_is_shared_and_only_as_long(client, client_of, volunteer, other_volunteer, badge):
    page, own = reverse("volunteers:badge_check", args=[badge.code]), reverse("volunteers:badge", args=[badge.claim_id])
    assert client.get(page).status_code == 404
    unknown = page.replace(badge.code, "x" * 32)
    closed, nowhere = (client.get(each).content.decode().replace(each, "") for each in (page, unknown))
    assert re.sub(r"\w{64}", "", closed) == re.sub(r"\w{64}", "", nowhere)  # the form's own token apart
    for what, status in (("share", 200), ("share", 200), ("unshare", 404)):
        client_of(volunteer).post(own, {"key": uuid.uuid4(), "what": what})
        answer = client.get(page)
        assert (answer.status_code, volunteer.full_name in answer.content.decode()) == (status, status == 200)
    assert client_of(other_volunteer).get(own).status_code == 404


def test_the_elements_are_exported_under_their_european_names(client_of, volunteer, badge):
    page = client_of(volunteer).get(reverse("volunteers:badge_file", args=[badge.claim_id, "json"]))
    said = page.json()
    (learnt,) = said["credentialSubject"]["hasClaim"]
    assert said["credentialSubject"]["fullName"] == volunteer.full_name
    assert learnt["specifiedBy"]["volumeOfLearning"] == "PT38H0M"
    assert learnt["specifiedBy"]["creditPoint"] == [{"type": "CreditPoint", "framework": "ECTS", "point": 1.0}]
    assert len(learnt["specifiedBy"]["learningOutcome"]) == 5
    assert "Not a signed European Digital Credential" in said["note"]


def test_nothing_but_the_work_is_in_it(client, badge):
    badges.share(badge_id=badge.pk, by=badge.claim.person_id)
    said = json.dumps(verified(client, badge.token)) + badges.svg(badge) + badges.european(badge)
    said += client.get(reverse("volunteers:badge_check", args=[badge.code])).content.decode()
    assert "validated voluntary work" in said
    for word in ("aid ", "beneficiar", "entitlement", "basket", "social worker", "helped", badge.claim.person.email):
        assert word not in said
    assert set(Claim.objects.values().get()) & {"beneficiary", "case"} == set()
