"""Refusals of the pantry; each message is a sentence for the person who tried."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class BadGtin(Refusal):
    """The code on the packet is not one that can be kept. `reason` is a short word for reports."""

    def __init__(self, reason: str, message: object) -> None:
        self.reason = reason
        super().__init__(message)


class BadDate(Refusal):
    """What was typed is no date we understand."""


class BadQuantity(Refusal):
    """What was typed is no quantity or weight."""


class UseByTooClose(Refusal):
    """The use-by date forbids taking it in."""


class NotEnough(Refusal):
    """Less is free in a lot than was asked for. `lot_id` and `free` name it."""

    def __init__(self, *, lot_id: int, name: str, free: int, wanted: int) -> None:
        self.lot_id, self.free, self.wanted = lot_id, free, wanted
        super().__init__(
            _("Only %(free)s left of %(name)s, %(wanted)s wanted. Choose another lot or a smaller quantity.")
            % {"free": free, "name": name, "wanted": wanted}
        )


class NotForGiving(Refusal):
    """A lot that may not be given: use-by date passed, or put aside. `lot_ids` names them."""

    def __init__(self, message: object, *, lot_ids: list[int]) -> None:
        self.lot_ids = lot_ids
        super().__init__(message)


class CannotReverse(Refusal):
    """A movement that can't be undone any more; the message says what came after it. `blocking` holds those numbers."""

    def __init__(self, message: object, *, blocking: list[int] | None = None) -> None:
        self.blocking = blocking or []
        super().__init__(message)


class AlreadySet(Refusal):
    """What was asked is already so."""


class UnreadableFile(Refusal):
    """An import file that is not a product export."""
