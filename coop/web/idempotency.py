"""One effect for one key: a double tap, a retry from an offline phone, a replay after a crash change nothing.

The key's row is written in the same transaction as the effect, first. A second request with the same key waits for the first one;
then it gets the answer that was stored, or does the work if the first was rolled back. Another content under the same key is
refused. Only a keyed digest of the content is kept, and answers hold identifiers, never words.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.errors import Refusal
from coop.web.models import OnceKey

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

KEPT = timedelta(days=30)  # an offline phone may come back weeks later
WAIT = "10s"
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Once:
    """What the effect answered, and whether it was answered from memory."""

    answer: dict[str, Any] = field(default_factory=dict)
    replayed: bool = False


class KeyReused(Refusal):
    """The same form was sent again with other content. `recorded` is what the first sending answered (empty for somebody else)."""

    message = _("This form was saved already, with other content. What was saved stays; open a new form to add more.")

    def __init__(self, recorded: dict[str, Any], message: _StrOrPromise | None = None) -> None:
        super().__init__(message)
        self.recorded = recorded


class StillWorking(Refusal):
    """The first sending has not ended yet."""

    message = _("This is being saved already. Wait a moment, then look whether it is there.")


def once(
    *, key: UUID, scope: str, content: dict[str, Any], by: int | str, effect: Callable[[], dict[str, Any]]
) -> Once:
    """Run `effect` at most once for `key`, in one transaction with the key.

    `scope` names the verb (`pantry.receive`), `content` is what the form said, `by` is the account's or the session's number.
    A refusal inside `effect` undoes everything, the key included, so that a corrected form may use it again.
    """
    digest = _digest(scope, by, content)
    with transaction.atomic():
        if not _claim(key, scope, str(by), digest):
            return _replay(key, scope, str(by), digest)
        answer = json.loads(json.dumps(effect(), cls=DjangoJSONEncoder))
        OnceKey.objects.filter(key=key).update(answer=answer)
    return Once(answer=answer)


def old_keys() -> QuerySet[OnceKey]:
    """The keys that nobody can still send again."""
    return OnceKey.objects.filter(made_at__lt=clock.now() - KEPT)


def forget_old_keys() -> int:
    """Remove them; how many."""
    gone, _by_model = old_keys().delete()
    return gone


def _claim(key: UUID, scope: str, by: str, digest: bytes) -> bool:
    """Whether the key is ours now. Waits while another transaction holds it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO web_oncekey (key, scope, by, digest, answer, made_at)"
                " SELECT %s, %s, %s, %s, '{}'::jsonb, %s FROM set_config('lock_timeout', %s, true)"
                " ON CONFLICT (key) DO NOTHING",
                [key, scope, by, digest, clock.now(), WAIT],
            )
            return cursor.rowcount == 1
    except OperationalError as problem:
        if getattr(problem.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE:
            raise StillWorking from None
        raise


def _replay(key: UUID, scope: str, by: str, digest: bytes) -> Once:
    kept = OnceKey.objects.get(key=key)
    if kept.scope != scope or kept.by != by:
        raise KeyReused(recorded={})
    if not hmac.compare_digest(bytes(kept.digest), digest):
        raise KeyReused(recorded=kept.answer)
    return Once(answer=kept.answer, replayed=True)


def _digest(scope: str, by: int | str, content: dict[str, Any]) -> bytes:
    said = json.dumps([scope, str(by), content], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return salted_hmac("coop.web.idempotency", said.encode("utf-8", "surrogatepass"), algorithm="sha256").digest()
