"""Receiving without network: what a phone must know beforehand, and when its waiting lines may be sent.

A line waits on the device with the form's own idempotency key, so that sending it twice records it once. It holds goods
and dates, never a person: neither who gave nor who recorded. It is sent under another sign-in than the one it was typed
under, because a phone changes hands.
"""

import datetime as dt
import hmac
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from coop.web import clock, idempotency
from pantry.errors import TooOld
from pantry.models import Category, Product, Storage, Unit
from pantry.models.catalogue import NON_FOOD

MOST_PRODUCTS = 2000
"""About 150 kB on the phone: the packets met last."""
MARGIN = dt.timedelta(days=2)


def known_goods() -> dict[str, dict[str, list[Any]]]:
    """What the page looks up by itself: `kinds` `{code: [by weight, dated, cold]}`, `products` `{gtin: [name, …the same]}`."""
    kinds = {kind.code: _traits(kind.unit, kind.group, kind.storage) for kind in Category.objects.all()}
    met = Product.objects.exclude(gtin=None).order_by("-pk")
    rows = met.values_list("gtin", "name", "unit", "category__group", "category__storage")
    products = {gtin: [name, *_traits(*traits)] for gtin, name, *traits in rows[:MOST_PRODUCTS] if gtin}
    return {"kinds": kinds, "products": products}


def _traits(unit: str, group: str, storage: str) -> list[Any]:
    return [unit == Unit.GRAM, group not in NON_FOOD, storage != Storage.SHELF]


def tag(session_key: str | None) -> str:
    """A mark of one sign-in, without the session's key: a new sign-in has another."""
    return salted_hmac("pantry.waiting", session_key or "").hexdigest()[:24]


def same_sign_in(*, line_tag: str, session_key: str | None) -> bool:
    """Whether a line was typed under the very sign-in that now wants to send it."""
    return hmac.compare_digest(line_tag.encode(), tag(session_key).encode())


def refuse_old(typed_at: dt.datetime) -> None:
    """Refuses a line whose idempotency key may be forgotten: it could come in twice."""
    if clock.now() - typed_at > idempotency.KEPT - MARGIN:
        raise TooOld(_("This waited for more than four weeks. Take it away here, and count the shelf instead."))
