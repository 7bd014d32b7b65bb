"""Key rotation: documents that wait to be fetched get a new wrapping of their key."""

from django.db import transaction

from coop.vault import envelope, rotation

from .models import Document


@rotation.rewraps("documents.document")
def rewrap(batch: int) -> int:
    """Give up to `batch` documents a new wrapping; how many were done."""
    head = envelope.current_head()
    with transaction.atomic():
        waiting = Document.objects.select_for_update(of=("self",)).filter(wrapped_key__isnull=False).order_by("pk")
        old = [row for row in waiting.defer("content") if bytes(row.wrapped_key or b"")[: len(head)] != head][:batch]
        for row in old:
            row.wrapped_key = envelope.rewrap(bytes(row.wrapped_key or b""))
            row.save(update_fields=["wrapped_key"])
    return len(old)
