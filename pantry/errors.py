"""Refusals of the pantry; each message is a sentence for the person who tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coop.web.errors import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class BadGtin(Refusal):
    """The code on the packet is not one that can be kept. `reason` is a short word for reports."""

    def __init__(self, reason: str, message: _StrOrPromise) -> None:
        self.reason = reason
        super().__init__(message)


class NoCode(Refusal):
    """A photograph in which no code was found."""

    message = _("No code was found in this photo. Get closer, hold still, and fill the picture with the bars.")


class ChoiceIsOver(Refusal):
    """The cut-off is past, or the week is fixed."""

    message = _("It can’t be changed any more. The bag comes as it was planned.")


class MomentTaken(Refusal):
    """Somebody else took the last place of these ten minutes."""

    message = _("Somebody was faster: this moment is full. Choose another one.")


class BadDate(Refusal):
    """What was typed is no date we understand."""


class BadQuantity(Refusal):
    """What was typed is no quantity or weight."""


class TooOld(Refusal):
    """It waited on a device for longer than we can tell whether it came in already."""


class UseByTooClose(Refusal):
    """The use-by date forbids taking it in."""


class Unfit(Refusal):
    """Its packaging, label or temperature forbids taking it in."""


class NotTrained(Refusal):
    """A check that only trained people make."""

    message = _("Only who is trained for the six-point check may say this. Ask somebody who is.")


class NotToBeChecked(Refusal):
    """Goods that need no six-point check, or that no check can make good."""


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

    def __init__(self, message: _StrOrPromise, *, lot_ids: list[int]) -> None:
        self.lot_ids = lot_ids
        super().__init__(message)


class CannotReverse(Refusal):
    """A movement that can't be undone any more; the message says what came after it. `blocking` holds those numbers."""

    def __init__(self, message: _StrOrPromise, *, blocking: list[int] | None = None) -> None:
        self.blocking = blocking or []
        super().__init__(message)


class DonorKnown(Refusal):
    """Two rows for one donor would come to be."""

    message = _("There is a donor of this name already. Open it, or merge the two.")


class CannotMerge(Refusal):
    """These two are not one donor, or were merged already."""


class NoMail(Refusal):
    """No mail may go to this donor."""


class ColdChain(Refusal):
    """Goods that need cold would lie in a warm place, and nobody said why."""

    def __init__(self, *, name: str, place: str) -> None:
        super().__init__(
            _(
                "%(name)s needs the cold, and %(place)s is not cold. Choose another place, or say why it leaves the cold."
            )
            % {"name": name, "place": place}
        )


class WrongPlace(Refusal):
    """A place that is closed, or where the goods lie already."""


class PlaceNotEmpty(Refusal):
    """Something lies in a place that is to be closed; the message says what."""

    def __init__(self, *, place: str, what: str) -> None:
        super().__init__(
            _("%(place)s is not empty: %(what)s. Move it first, or record what became of it.")
            % {"place": place, "what": what}
        )


class OpenToAll(Refusal):
    """Goods promised to a basket would lie where anybody takes what they need."""

    message = _("Part of it is promised to a basket. Take it out of the basket first.")


class CountIsOver(Refusal):
    """The count, or its line, was finished by somebody else."""

    message = _("This was finished already. Look at the result, or begin another count.")


class NothingCounted(Refusal):
    """A count without a line."""

    message = _("Nothing was counted yet. Note at least one thing.")


class SamePerson(Refusal):
    """Whoever counted may not confirm a large difference alone."""

    message = _("You counted this yourself. Somebody else looks a second time.")


class OwnBag(Refusal):
    """Whoever packed a bag is not the second person who looks into it."""

    message = _("You packed this bag yourself. Somebody else looks a second time.")


class KindInUse(Refusal):
    """What lies there needs the cold that the other kind of place would not give."""

    def __init__(self, *, what: str) -> None:
        super().__init__(_("Here lies what needs the cold: %(what)s. Move it first.") % {"what": what})


class AlreadySet(Refusal):
    """What was asked is already so."""


class UnreadableFile(Refusal):
    """An import file that is not a product export."""


class EntitlementOverlaps(Refusal):
    """The same beneficiary would have two entitlements on one day."""

    message = _("This help overlaps help already granted. End the first one, or choose other dates.")


class NoEntitlement(Refusal):
    """Nothing to end or pause on these days."""

    message = _("There is no help on these dates.")


class NoneLeft(Refusal):
    """Fewer are left of a limited number than were asked for; somebody else may have been quicker."""

    def __init__(self, *, label: str, left: int) -> None:
        words = (
            _("%(left)s left of %(label)s. Choose fewer.")
            if left
            else _("Nothing is left of %(label)s. Choose something else, or ask the coordinator for more.")
        )
        super().__init__(words % {"left": left, "label": label})


class NotOnThisDay(Refusal):
    """It was closed, or its days are over."""

    message = _("This is not granted any more. Choose something else.")


class AlreadyGranted(Refusal):
    """A limited number cannot fall below what was granted."""

    def __init__(self, taken: int) -> None:
        super().__init__(_("%(taken)s are granted already: the number cannot be lower.") % {"taken": taken})


class BadNeeds(Refusal):
    """Needs or dates that can't be: an unknown code, more children than persons, an end before the start."""


class WrongState(Refusal):
    """The distribution or the basket is past (or before) what was asked."""


class AlreadyPlanned(Refusal):
    """Somebody planned this distribution already; `replan` changes a plan."""

    message = _("Somebody has just planned this week. Look at the plan, then plan again if you need to.")


class PlanChanged(Refusal):
    """What was shown is not what is stored any more."""

    message = _("Somebody changed this basket while you were looking. Here is how it is now.")


class NotForThisBasket(Refusal):
    """A hard rule keeps this product out of this basket."""


class NotAccountedFor(Refusal):
    """Baskets are neither collected, missed nor cancelled. `numbers` names them."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        shown = ", ".join(f"{number:02}" for number in numbers[:12]) + (" …" if len(numbers) > 12 else "")
        super().__init__(
            _("These baskets are not accounted for: %(numbers)s. Say for each whether it was missed.")
            % {"numbers": shown}
        )


class NotSettled(Refusal):
    """Shelves were found empty while packing, and nobody looked at them yet."""

    def __init__(self, number: int) -> None:
        words = ngettext(
            "%(n)s shelf was found empty while packing. Look at it, then close.",
            "%(n)s shelves were found empty while packing. Look at them, then close.",
            number,
        )
        super().__init__(words % {"n": number})


class DesksDisagree(Refusal):
    """Desks without network said something that nobody has looked at yet."""

    message = _("Two desks disagree about a bag. Settle that first, then close.")


class UnknownCode(Refusal):
    """No basket of this distribution has this code. One sentence for every cause, so that it tells nothing."""

    message = _("This code is not for today. Read it again, letter by letter.")


class TooManyTries(Refusal):
    """Guessing is bounded: by person and by distribution."""


class AlreadyHandedOver(Refusal):
    """The basket left already."""


class AnotherPerson(Refusal):
    """This basket is for somebody else's hands. Never says why."""

    message = _("The coordinator hands this one over. Please call them.")


class NoSuchRule(Refusal):
    """No rule of this name, or one that no school may change."""

    message = _("There is no such rule, or nobody may change it.")


class BeyondTheRule(Refusal):
    """A value that lies outside what the rule allows."""

    def __init__(self, *, least: int, most: int) -> None:
        super().__init__(_("From %(least)s to %(most)s. Nobody may go beyond.") % {"least": least, "most": most})


class BadTemperature(Refusal):
    """What was typed is no temperature, or of no day that can be typed."""


class NotToBeRead(Refusal):
    """No fridge and no freezer, or one that is not used any more."""


class NothingFree(Refusal):
    """Nothing that a bag could hold is free."""

    message = _("Nothing is free for a bag just now.")


class NoPlace(Refusal):
    """Bags are given somewhere, and no place is known."""

    message = _("There is no place yet. The administrator adds one in the school’s settings.")


class BagStopped(Refusal):
    """Something in this bag was put aside after it was packed. The sentence names neither goods nor reason."""

    message = _("This bag needs a look before it leaves. Please call the coordinator.")


class FeedFailed(Refusal):
    """The public feed did not answer, or not with a list of recalls."""


class NothingCameIn(Refusal):
    """A slip without goods and without anything refused."""

    message = _("Nothing came in with this gift. Say what was refused, or receive something first.")


class NoReceipt(Refusal):
    """No tax receipt may be issued or changed this way."""
