"""What the journal keeps, for whom and how long."""

from coop.web.privacy import Kept

_OFFICER = "data protection officer"
_UNTIL = "JOURNAL_DAYS (365), in whole blocks"
_ROW = Kept("proof of who did and read what; a number, a word or a state, never a name or a note", _OFFICER, _UNTIL)
_CHAIN = Kept("shows that nothing was changed or taken out", _OFFICER, "the last hash is kept as the anchor")
FIELDS = {
    **{
        f"journalentry.{name}": _ROW
        for name in (
            "id",
            "xid",
            "recorded_at",
            "by_id",
            "action",
            "object_type",
            "object_id",
            "state",
            "purpose",
            "person",
            "block",
        )
    },
    **{
        f"block.{name}": _CHAIN
        for name in ("number", "size", "first_at", "last_at", "previous", "digest", "sealed_at", "retired_at")
    },
}
