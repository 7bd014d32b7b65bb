"""How a week's content is decided: a pure function from asks and offers to a plan. No database, no clock, no chance.

Hard rules are never broken, however short the stock: allergens (unknown and "may contain" count as "contains"), diets
(unknown counts as broken), cooking means, limit date, quarantine. Within them: first expired first out; fair by max-min
of received / entitled over the weeks given; ties broken by a seed that the caller logs.

A basket takes one step (a piece, or a portion of loose goods) at a time, the worst served basket first, so a scarce
group is shared out rather than emptied by the first in the list. A last portion takes along the crumbs that would stay
on the shelf for ever. A piece larger than a week's share (a bottle of oil) goes round over the weeks: who had one lately
is not short. Two soft rules keep a basket pleasant: no product makes up
more than half of its group while another one is left, and disliked products stay out; these are offered as a proposal.

Source of the rules: domain notes "Baskets: nutrition, fairness" N-2 to N-6 and "Dates" F-1, F-4.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

COOKING = ("none", "kettle", "hob", "full")  # each includes those before it
SHORT_BELOW = 0.8  # a group counts as short under this share of its target, this week and over the weeks given
LARGEST_PART = 0.5  # of a group's target that one product may make up
NO_LIMIT = date.max


@dataclass(frozen=True)
class Offer:
    """A lot as the planner sees it. `grams` is the weight of one `step`; `free` is in the lot's own unit."""

    lot: int
    product: int
    label: str
    group: str
    grams: int
    step: int
    free: int
    limit: date | None = None
    hard_limit: bool = True  # false for goods without a date: they keep their place in the order, nothing more
    quarantined: bool = False
    contains: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    cooking: str = "none"
    tags: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[date, int]:
        return (self.limit or NO_LIMIT, self.lot)

    def weight(self, quantity: int) -> int:
        """Grams of so much of it, given in the lot's own unit."""
        return quantity * self.grams // self.step

    def next_part(self, left: int) -> int:
        """One step of what is left, or all of it where the rest would be less than half a step."""
        return left if 2 * left < 3 * self.step else self.step


@dataclass(frozen=True)
class Profile:
    """What a basket may hold: functions, never their reason."""

    allergens: frozenset[str] = frozenset()
    diets: frozenset[str] = frozenset()
    cooking: str = "full"
    dislikes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kept:
    """A line the coordinator chose by hand; it is reserved already and stays."""

    product: int
    group: str
    grams: int


@dataclass(frozen=True)
class Ask:
    """One basket: targets in grams by group, and what its holder received and was entitled to in the weeks before."""

    basket: int
    profile: Profile
    targets: Mapping[str, int]
    received: Mapping[str, int] = field(default_factory=dict)
    entitled: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    declined: frozenset[int] = frozenset()  # products its holder left out this week


@dataclass(frozen=True)
class Choice:
    """`instead_of` names what would have gone first and `because` the hard rule that kept it out (else both empty)."""

    basket: int
    lot: int
    product: int
    group: str
    quantity: int
    grams: int
    instead_of: str = ""
    because: str = ""


@dataclass(frozen=True)
class Shortage:
    """`because`: "nothing_left", "needs" (what is left is not for this basket), "soft" (see the proposals)."""

    basket: int
    group: str
    grams: int
    because: str


@dataclass(frozen=True)
class Proposal:
    """Stock of the same group that a soft rule held back and that would fill a shortage."""

    group: str
    product: int
    label: str
    grams: int
    baskets: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    choices: tuple[Choice, ...]
    shortages: tuple[Shortage, ...]
    proposals: tuple[Proposal, ...]
    seed: int


def forbidden(profile: Profile, offer: Offer, day: date) -> str:
    """The hard rule that keeps this lot out of this basket, as `kind` or `kind:code`; empty when it may go in."""
    if offer.quarantined:
        return "quarantined"
    if offer.hard_limit and offer.limit is not None and offer.limit < day:
        return "past_limit"
    for kind, codes in (("allergen", profile.allergens & offer.contains), ("diet", profile.diets & offer.breaks)):
        if codes:
            return f"{kind}:{min(codes)}"
    if COOKING.index(offer.cooking) > COOKING.index(profile.cooking):
        return f"cooking:{offer.cooking}"
    return ""


def propose(*, asks: Sequence[Ask], offers: Iterable[Offer], day: date, seed: int) -> Plan:
    """The content of every basket. Same input, same plan."""
    offers = list(offers)
    left = {offer.lot: offer.free for offer in offers}
    by_group: dict[str, list[Offer]] = defaultdict(list)
    for offer in sorted(offers, key=lambda o: o.order):
        if not forbidden(Profile(), offer, day):
            by_group[offer.group].append(offer)
    chance = random.Random(seed)  # noqa: S311  # nosec B311 # a tie-break anyone may repeat
    ties = {ask.basket: chance.random() for ask in sorted(asks, key=lambda a: a.basket)}
    groups = sorted({group for ask in asks for group in ask.targets})
    rounds = [_Round(group, asks, by_group[group], left, day, ties) for group in groups]
    for one in rounds:
        one.share_out()
    return Plan(
        choices=tuple(choice for one in rounds for choice in one.choices()),
        shortages=tuple(short for one in rounds for short in one.shortages()),
        proposals=tuple(proposal for one in rounds for proposal in one.proposals()),
        seed=seed,
    )


class _Round:
    """One food group shared out among the baskets that ask for it."""

    def __init__(
        self,
        group: str,
        asks: Sequence[Ask],
        offers: list[Offer],
        left: dict[int, int],
        day: date,
        ties: dict[int, float],
    ) -> None:
        self.group, self.left, self.day, self.ties = group, left, day, ties
        self.asks = {ask.basket: ask for ask in sorted(asks, key=lambda a: a.basket) if ask.targets.get(group, 0) > 0}
        self.offers = offers
        self.lists = {profile: self._admitted(profile) for profile in {a.profile for a in self.asks.values()}}
        self.got: dict[int, int] = defaultdict(int)
        self.of_product: dict[tuple[int, int], int] = defaultdict(int)
        self.taken: dict[tuple[int, int], int] = defaultdict(int)
        self.instead: dict[tuple[int, int], tuple[str, str]] = {}
        for ask in self.asks.values():
            for kept in ask.kept:
                if kept.group == group:
                    self.got[ask.basket] += kept.grams
                    self.of_product[ask.basket, kept.product] += kept.grams

    def _admitted(self, profile: Profile) -> list[Offer]:
        return [offer for offer in self.offers if not forbidden(profile, offer, self.day)]

    def share_out(self) -> None:
        self._deal(varied=True)
        self._deal(varied=False)  # the same product again is better than nothing

    def _deal(self, *, varied: bool) -> None:
        queue = [(self._ratio(ask), self.ties[key], key) for key, ask in self.asks.items()]
        heapq.heapify(queue)
        while queue:
            _, tie, key = heapq.heappop(queue)
            ask = self.asks[key]
            offer = next(self._fitting(ask, varied=varied), None)
            if offer is None:
                continue
            self._give(ask, offer)
            heapq.heappush(queue, (self._ratio(ask), tie, key))

    def _ratio(self, ask: Ask) -> float:
        received = ask.received.get(self.group, 0) + self.got[ask.basket]
        return received / (ask.entitled.get(self.group, 0) + ask.targets[self.group])

    def _fitting(self, ask: Ask, *, varied: bool, liked: bool = True) -> Iterator[Offer]:
        """Lots this basket could take one step of, first to expire first. A step may overshoot by half of itself."""
        target = ask.targets[self.group]
        owed = max(0, ask.entitled.get(self.group, 0) - ask.received.get(self.group, 0))
        room = target - self.got[ask.basket]
        if room <= 0:
            return
        for offer in self.lists[ask.profile]:
            if offer.product in ask.declined or not self.left[offer.lot] or offer.grams > 2 * (room + owed):
                continue
            if liked and ask.profile.dislikes & offer.tags:
                continue
            so_far = self.of_product[ask.basket, offer.product]
            if varied and so_far and so_far + offer.grams > LARGEST_PART * target:
                continue
            yield offer

    def _give(self, ask: Ask, offer: Offer) -> None:
        key = (ask.basket, offer.lot)
        if key not in self.taken:
            self.instead[key] = self._passed_over(ask, offer)
        part = offer.next_part(self.left[offer.lot])
        self.left[offer.lot] -= part
        self.taken[key] += part
        self.got[ask.basket] += offer.weight(part)
        self.of_product[ask.basket, offer.product] += offer.weight(part)

    def _passed_over(self, ask: Ask, given: Offer) -> tuple[str, str]:
        """What would have gone first but for this basket's needs."""
        for offer in self.offers:
            if offer.order >= given.order:
                break
            reason = forbidden(ask.profile, offer, self.day)
            if reason and self.left[offer.lot]:
                return offer.label, reason
        return "", ""

    def choices(self) -> Iterator[Choice]:
        offers = {offer.lot: offer for offer in self.offers}
        told: set[int] = set()  # one exchange a basket and group is enough to tell
        for (basket, lot), quantity in sorted(self.taken.items(), key=lambda i: (i[0][0], offers[i[0][1]].order)):
            offer = offers[lot]
            instead_of, because = ("", "") if basket in told else self.instead[basket, lot]
            if because:
                told.add(basket)
            grams = offer.weight(quantity)
            yield Choice(basket, lot, offer.product, self.group, quantity, grams, instead_of, because)

    def _short(self, ask: Ask) -> int:
        """Missing grams; 0 when the group is well enough served, this week or over the weeks given."""
        target, got = ask.targets[self.group], self.got[ask.basket]
        served_over_weeks = self._ratio(ask) >= SHORT_BELOW and (got > 0 or self._goes_round(ask))
        return 0 if got >= SHORT_BELOW * target or served_over_weeks else target - got

    def _goes_round(self, ask: Ask) -> bool:
        """Whether every piece there is for this basket holds more than the week's share."""
        return min((offer.grams for offer in self.lists[ask.profile]), default=0) > ask.targets[self.group]

    def shortages(self) -> Iterator[Shortage]:
        for key, ask in self.asks.items():
            grams = self._short(ask)
            if not grams:
                continue
            if next(self._fitting(ask, varied=False, liked=False), None) is not None:
                because = "soft"
            elif any(self.left[offer.lot] for offer in self.offers):
                because = "needs"
            else:
                because = "nothing_left"
            yield Shortage(key, self.group, grams, because)

    def proposals(self) -> Iterator[Proposal]:
        short = [ask for ask in self.asks.values() if self._short(ask)]
        takers: dict[int, list[int]] = defaultdict(list)
        for ask in short:
            for product in {offer.product for offer in self._fitting(ask, varied=False, liked=False)}:
                takers[product].append(ask.basket)
        for product, baskets in sorted(takers.items(), key=lambda item: (-len(item[1]), item[0])):
            lots = [offer for offer in self.offers if offer.product == product]
            free = sum(offer.weight(self.left[offer.lot]) for offer in lots)
            yield Proposal(self.group, product, lots[0].label, free, tuple(baskets))
