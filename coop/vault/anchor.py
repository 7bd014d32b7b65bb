"""Does the ring open this database? Asked by /healthz, before a ring is made, and after a backup was put back."""

from . import blind
from .errors import VaultError
from .models import Anchor
from .rotation import rebuilds

WORD = "CO'OP"
PURPOSE = "vault.anchor"


def fits() -> bool:
    """Whether the ring is there and is the one that this database hangs on. The first time, it becomes that."""
    try:
        anchor = Anchor.objects.filter(pk=Anchor.THE_ONE).first() or _lay()
        return anchor.word == WORD and bytes(anchor.digest) in blind.candidates(PURPOSE, WORD)
    except VaultError:
        return False


def _lay() -> Anchor:
    return Anchor.objects.get_or_create(
        pk=Anchor.THE_ONE, defaults={"word": WORD, "digest": blind.digest(PURPOSE, WORD)}
    )[0]


@rebuilds("vault.anchor")
def rebuild() -> int:
    return Anchor.objects.update(digest=blind.digest(PURPOSE, WORD))
