"""A donor's own page: made and sent by a coordinator, opened with a signed address, ended by either. It shows what they gave, and
nothing about anybody else."""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.notifications import outbox
from coop.vault import blind
from coop.web import clock, tries
from coop.web.addresses import absolute
from coop.web.wording import full_date
from pantry.errors import NoMail
from pantry.models import Donor, DonorLink

SALT = "pantry.given"
LIFE = dt.timedelta(days=60)
KEPT = dt.timedelta(days=30)
MOST_WRONG, MOST_OPENED, WITHIN = 30, 120, 600
"""Wrong addresses tried from one place, and how often one page opens, within ten minutes (our choice)."""


@transaction.atomic
def send(*, donor_id: int, by: int) -> DonorLink:
    """A new address, by mail, in the donor's language; the one before ends. Refuses without an address, and who wants no mail."""
    donor = Donor.objects.select_for_update(of=("self",)).get(pk=donor_id)
    if not donor.email:
        raise NoMail(_("Type an e-mail address first."))
    if donor.no_mail_since:
        raise NoMail(_("This donor asked for no mail. Only they can change that: by a letter, a call, a word to you."))
    _end(donor_id)
    now = clock.now()
    link = DonorLink.objects.create(donor=donor, made_at=now, made_by=by, expires_at=now + LIFE)
    outbox.queue(
        to=donor.email,
        template="pantry_given",
        context={"link": absolute("pantry:given", token_of(link)), "until": full_date(link.expires_at)},
        language=donor.language,
        dedupe=f"pantry.given:{link.pk}",
    )
    journal.record(by=by, action="pantry.donor.link", object_type="pantry.donor", object_id=donor_id)
    return link


@transaction.atomic
def end(*, donor_id: int, by: int) -> None:
    """Whatever address this donor has opens nothing any more."""
    if _end(donor_id):
        journal.record(by=by, action="pantry.donor.link_end", object_type="pantry.donor", object_id=donor_id)


def _end(donor_id: int) -> int:
    return DonorLink.objects.filter(donor_id=donor_id, ended_at=None).update(ended_at=clock.now())


def token_of(link: DonorLink) -> str:
    return signing.dumps(link.pk, salt=SALT)


def open_link(token: str) -> DonorLink | None:
    """The link that this address stands for, while it is open."""
    try:
        number = int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = DonorLink.objects.filter(pk=number, ended_at=None, expires_at__gt=clock.now(), donor__merged_into=None)
    return rows.select_related("donor").first()


def standing(donor_id: int) -> DonorLink | None:
    """The address that is open for this donor."""
    return DonorLink.objects.filter(donor_id=donor_id, ended_at=None, expires_at__gt=clock.now()).first()


def knock(link: DonorLink | None, address: str) -> bool:
    """Count one opening of a page, or one wrong address from this place; whether that is still within the bounds.

    A school goes out by one address, so a page that is there is counted by itself.
    """
    if link is not None:
        return tries.count(f"pantry.given.page:{link.pk}", within=WITHIN) <= MOST_OPENED
    key = f"pantry.given:{blind.digest('pantry.given', address).hex()}"
    return tries.count(key, within=WITHIN) <= MOST_WRONG


def over() -> QuerySet[DonorLink]:
    """Expired a month ago, ended or not."""
    return DonorLink.objects.filter(expires_at__lt=clock.now() - KEPT).order_by(F("id"))
