"""The planner beside the best there is: the same week without whole pieces, solved exactly by linear programming.

Relaxed, so that no plan can be better: any gram of a lot may go to any basket that may hold it. Three problems a food group: the
most weight within the targets; the best share of the worst served over the weeks, within them too; and, without giving less, the
most weight of what expires before the next distribution. No database: asks and offers are drawn from a seed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean
from time import perf_counter

import highspy
import numpy as np

from pantry.planning import COOKING, Ask, Offer, Plan, Profile, forbidden, propose

DAY = date(2026, 11, 26)
SOON = DAY + timedelta(days=7)
BASKETS, LOTS, PRODUCTS, RUNS = (50, 200, 500), 2_000, 220, 3
GRAMS = {"fruit_veg": 2000, "starches": 1250, "dairy": 900, "protein": 450, "fats": 150, "sweet_salty": 250}
"""A person a week, as shipped."""
SUPPLY = {"fruit_veg": 0.7, "starches": 1.3, "dairy": 0.9, "protein": 0.6, "fats": 0.8, "sweet_salty": 1.5}
"""What the stock holds of what is due: some groups are short, some are not."""
ALLERGENS = {"milk": 0.25, "gluten": 0.3, "eggs": 0.15, "nuts": 0.1, "soy": 0.12, "fish": 0.05, "sesame": 0.05}
DIETS = {"no_pork": 0.12, "no_meat": 0.25, "vegan": 0.45}


def main() -> None:
    print(f"{'baskets × lots':>15} {'coverage':>16} {'worst served':>16} {'saved in time':>16} {'exact / planner':>16}")
    print(f"{'':>15} {'planner / exact':>16} {'planner / exact':>16} {'planner / exact':>16} {'in time':>16}")
    for baskets in BASKETS:
        rows = [_compare(baskets, seed) for seed in range(RUNS)]
        shares = [np.mean([getattr(row, name) for row in rows], axis=0) for name in ("covered", "fair", "saved")]
        ratio = sorted(row.ratio for row in rows)[RUNS // 2]
        cells = " ".join(f"{ours:>8.1%} / {best:.1%}".rjust(16) for ours, best in shares)
        print(f"{baskets:>6} × {LOTS:,} {cells} {ratio:>15.0f}×", flush=True)


@dataclass(frozen=True)
class Compared:
    """Each (planner, exact) as shares: of the weight due, of the worst served basket (mean of the groups), of what expires."""

    covered: tuple[float, float]
    fair: tuple[float, float]
    saved: tuple[float, float]
    ratio: float


def _compare(baskets: int, seed: int) -> Compared:
    asks, offers = draw(baskets, LOTS, seed)
    began = perf_counter()
    plan = propose(asks=asks, offers=offers, day=DAY, seed=seed)
    ours = perf_counter() - began
    began = perf_counter()
    exact = {group: solve(asks, offers, group) for group in GRAMS}
    theirs = perf_counter() - began
    due = sum(ask.targets[group] for ask in asks for group in GRAMS)
    expires = sum(exact[group].saved for group in GRAMS)
    planned = {group: _planned(asks, offers, plan, group) for group in GRAMS}
    return Compared(
        covered=(sum(p.covered for p in planned.values()) / due, sum(e.covered for e in exact.values()) / due),
        fair=(fmean(p.fair for p in planned.values()), fmean(e.fair for e in exact.values())),
        saved=(sum(p.saved for p in planned.values()) / expires, 1.0),
        ratio=theirs / ours,
    )


@dataclass(frozen=True)
class Reached:
    """Grams within the targets, the share of the worst served (1 at most), grams of what expires soon."""

    covered: float
    fair: float
    saved: float


def _planned(asks: Sequence[Ask], offers: Sequence[Offer], plan: Plan, group: str) -> Reached:
    soon = {offer.lot for offer in offers if offer.limit and offer.limit < SOON}
    got: dict[int, int] = defaultdict(int)
    saved = 0
    for choice in plan.choices:
        if choice.group == group:
            got[choice.basket] += choice.grams
            saved += choice.grams if choice.lot in soon else 0
    served = [ask for ask in asks if any(_may(ask, offer) for offer in offers if offer.group == group)]
    within = {ask.basket: min(got[ask.basket], ask.targets[group]) for ask in asks}  # a whole piece may go beyond
    worst = min((_before(ask, group) + within[ask.basket]) / _due(ask, group) for ask in served)
    covered = sum(within.values())
    return Reached(covered, min(1.0, worst), saved)


def _may(ask: Ask, offer: Offer) -> bool:
    return offer.free > 0 and not forbidden(ask.profile, offer, DAY)


def _before(ask: Ask, group: str) -> int:
    return ask.received.get(group, 0)


def _due(ask: Ask, group: str) -> int:
    return ask.entitled.get(group, 0) + ask.targets[group]


def solve(asks: Sequence[Ask], offers: Sequence[Offer], group: str) -> Reached:
    """Three linear programmes over every basket and every lot it may hold; kilograms inside."""
    lots = [offer for offer in offers if offer.group == group]
    pairs = [(a, o) for a, ask in enumerate(asks) for o, offer in enumerate(lots) if _may(ask, offer)]
    room = [ask.targets[group] / 1000 for ask in asks]
    stock = [offer.weight(offer.free) / 1000 for offer in lots]
    model = _Model(len(asks), pairs, room + stock)
    covered = model.most([1.0] * len(pairs))
    soon = [1.0 if (limit := lots[o].limit) and limit < SOON else 0.0 for _a, o in pairs]
    saved = model.most(soon, at_least=covered)
    served = {a for a, _o in pairs}
    fair = model.fairest(
        {a: (_before(asks[a], group) / 1000, _due(asks[a], group) / 1000) for a in served},
    )
    return Reached(covered * 1000, fair, saved * 1000)


class _Model:
    """Columns are (basket, lot) pairs; rows bound what a basket may get and what a lot holds."""

    def __init__(self, asks: int, pairs: list[tuple[int, int]], bounds: list[float]) -> None:
        self.pairs, self.bounds = pairs, bounds
        self.rows = [(a, asks + o) for a, o in pairs]

    def most(self, worth: list[float], at_least: float = 0.0) -> float:
        """The most worth, giving so much at least."""
        extra = [len(self.bounds)]
        columns = [(*rows, *extra) for rows in self.rows]
        lower = [0.0] * len(self.bounds) + [at_least * (1 - 1e-9)]
        upper = [*self.bounds, highspy.kHighsInf]
        return _maximum(worth, columns, [[1.0] * 3] * len(columns), lower, upper, [1e6] * len(columns))

    def fairest(self, shares: dict[int, tuple[float, float]]) -> float:
        """The largest share that every basket reaches: before + got ≥ share × due."""
        row_of = {a: len(self.bounds) + n for n, a in enumerate(shares)}
        columns: list[tuple[int, ...]] = [
            (*rows, row_of[a]) for rows, (a, _o) in zip(self.rows, self.pairs, strict=True)
        ]
        values = [[1.0] * 3] * len(columns)
        columns.append(tuple(row_of.values()))
        values.append([-due for _before, due in shares.values()])
        lower = [0.0] * len(self.bounds) + [-before for before, _due in shares.values()]
        upper = self.bounds + [highspy.kHighsInf] * len(shares)
        most = [1e6] * len(self.pairs) + [1.0]
        return _maximum([0.0] * len(self.pairs) + [1.0], columns, values, lower, upper, most)


def _maximum(
    cost: list[float],
    columns: Sequence[Sequence[int]],
    values: Sequence[Sequence[float]],
    lower: list[float],
    upper: list[float],
    most: list[float],
) -> float:
    model = highspy.HighsLp()
    model.sense_ = highspy.ObjSense.kMaximize
    model.num_col_, model.num_row_ = len(columns), len(lower)
    model.col_cost_ = np.array(cost)
    model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.array(most)
    model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(rows) for rows in columns)])
    model.a_matrix_.index_ = np.concatenate([np.array(rows) for rows in columns])
    model.a_matrix_.value_ = np.concatenate([np.array(each) for each in values])
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"Not solved: {solver.getModelStatus()}")
    return solver.getInfo().objective_function_value


def draw(baskets: int, lots: int, seed: int) -> tuple[list[Ask], list[Offer]]:
    """A week of a school: households, needs, four weeks behind, and a stock that is short of some groups."""
    chance = random.Random(seed)  # a stock to measure with
    asks = [_ask(number, chance) for number in range(baskets)]
    offers = _offers(lots, chance)
    due = {group: sum(ask.targets[group] for ask in asks) for group in GRAMS}
    weight = {group: sum(offer.weight(offer.free) for offer in offers if offer.group == group) for group in GRAMS}
    scale = {group: SUPPLY[group] * due[group] / weight[group] for group in GRAMS}
    return asks, [replace(offer, free=_some(offer, scale[offer.group], chance)) for offer in offers]


def _ask(number: int, chance: random.Random) -> Ask:
    persons = chance.choices((1, 2, 3, 4, 5), (50, 20, 15, 10, 5))[0]
    allergens = frozenset(code for code in ALLERGENS if chance.random() < 0.05)
    diets = frozenset(code for code in DIETS if chance.random() < 0.12)
    cooking = chance.choices(COOKING, (5, 20, 25, 50))[0]
    targets = {group: grams * persons for group, grams in GRAMS.items()}
    weeks = chance.randint(0, 4)
    entitled = {group: weeks * grams for group, grams in targets.items()}
    received = {group: round(grams * chance.uniform(0.3, 1.2)) for group, grams in entitled.items()}
    return Ask(number, Profile(allergens, diets, cooking), targets, received, entitled)


def _offers(lots: int, chance: random.Random) -> list[Offer]:
    products = [_product(number, chance) for number in range(PRODUCTS)]
    found = []
    for number in range(lots):
        product, group, grams, step, contains, breaks, cooking = chance.choice(products)
        limit = DAY + timedelta(days=int(chance.expovariate(1 / 60)))
        found.append(
            Offer(
                number, product, f"product {product}", group, grams, step, free=step * chance.randint(1, 30), limit=limit,
                contains=contains, breaks=breaks, cooking=cooking,
            )
        )  # fmt: skip
    return found


def _product(number: int, chance: random.Random) -> tuple[int, str, int, int, frozenset[str], frozenset[str], str]:
    group = list(GRAMS)[number % len(GRAMS)]
    loose = group == "fruit_veg" and chance.random() < 0.6
    grams = 250 if loose else chance.choice((125, 200, 250, 400, 500, 1000))
    contains = frozenset(code for code, share in ALLERGENS.items() if chance.random() < share)
    breaks = frozenset(code for code, share in DIETS.items() if chance.random() < share)
    return number, group, grams, 250 if loose else 1, contains, breaks, chance.choices(COOKING, (60, 15, 20, 5))[0]


def _some(offer: Offer, factor: float, chance: random.Random) -> int:
    """Whole steps, none at times, so that the stock of a group comes to its share of what is due."""
    return int(offer.free / offer.step * factor + chance.random()) * offer.step


if __name__ == "__main__":
    main()
