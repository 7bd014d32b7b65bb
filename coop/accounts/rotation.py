"""What `manage.py rotate_keys` does here: the secrets of second factors are sealed anew. The library keeps them as text in JSON."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from coop.vault import envelope
from coop.vault.rotation import rewraps

SEALED = ("secret", "seed")  # of an authenticator application, of recovery codes


@rewraps("accounts.second_factor")
def rewrap_second_factors(batch: int) -> int:
    """A school has a few hundred at most: they are read whole, those to do are told by their envelope."""
    with transaction.atomic():
        rows = [row for row in Authenticator.objects.select_for_update().order_by("pk") if _stale(row.data)][:batch]
        for row in rows:
            row.data = {name: encrypt(decrypt(value)) if name in SEALED else value for name, value in row.data.items()}
            row.save(update_fields=["data"])
    return len(rows)


def _stale(data: dict[str, Any]) -> bool:
    head = envelope.current_head()
    return any(not base64.b64decode(data[name]).startswith(head) for name in SEALED if name in data)
