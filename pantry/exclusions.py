"""Who must not work on which basket, without saying who. The confidential side hands over keyed digests of (user, basket),
never the pair; the pantry computes the digest of whoever asks for work and silently deals another basket."""

from collections.abc import Collection, Iterable

from django.db import transaction

from coop.audit import journal
from coop.vault import blind
from pantry.models import Basket, BasketExclusion

PURPOSE = "pantry.exclusion"


def digest_of(user_id: int, basket_id: int) -> bytes:
    """What stands for "this user must not work on this basket"."""
    return blind.digest(PURPOSE, f"{user_id}:{basket_id}")


@transaction.atomic
def put(*, basket_id: int, digests: Collection[bytes], by: int) -> None:
    """Replace the exclusions of a basket."""
    BasketExclusion.objects.filter(basket_id=basket_id).delete()
    BasketExclusion.objects.bulk_create(
        BasketExclusion(basket_id=basket_id, digest=digest) for digest in sorted(set(digests))
    )
    journal.record(by=by, action="pantry.basket.exclude", object_type="pantry.basket", object_id=basket_id)


def may_work_on(user_id: int, basket_id: int) -> bool:
    """False when this basket is not for these hands. Never says why."""
    keys = blind.candidates(PURPOSE, f"{user_id}:{basket_id}")
    return not BasketExclusion.objects.filter(basket_id=basket_id, digest__in=keys).exists()


def among(digests: Iterable[bytes], user_id: int, basket_id: int) -> bool:
    """Whether a basket's exclusions, read already, name this user."""
    kept = {bytes(digest) for digest in digests}
    return not kept.isdisjoint(blind.candidates(PURPOSE, f"{user_id}:{basket_id}"))


def free_for(user_id: int, baskets: Collection[Basket]) -> list[Basket]:
    """Those of the baskets this person may work on, in one query, in their order."""
    held = set()
    for basket_id, digest in BasketExclusion.objects.filter(basket__in=[b.pk for b in baskets]).values_list(
        "basket_id", "digest"
    ):
        if among([bytes(digest)], user_id, basket_id):
            held.add(basket_id)
    return [basket for basket in baskets if basket.pk not in held]
