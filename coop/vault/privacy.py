"""What the vault stores: nothing about a person."""

from coop.web.privacy import Kept

_ANCHOR = Kept(
    why="to notice a key ring that does not belong to this database, before anything is sealed with it",
    who="nobody's screen",
    until="as long as the database",
)
FIELDS = {f"anchor.{name}": _ANCHOR for name in ("id", "word", "digest")}
