"""Somebody with every published table of a school year, who knows our rules and can count: what may a hidden figure still be?

The figures hang together as a tree (a month is handed + missed, a year is the sum of its months, whoever is helped took a basket),
so narrowing one interval by its neighbours until nothing moves finds all that can be known by adding and taking away.
"""

from coop.reports.disclosure import INFINITE, Why, exact
from coop.reports.published import ADDS_UP

SUMS, PEAKS = ("sum", "peak")


def knowledge(months, year=None):
    """{(code, place): (low, high, wanted)} after all narrowing; the year has the place "year". `wanted` is set where hidden."""
    cells, rules = {}, []
    for place, month in enumerate(months):
        for code, cell in month.cells.items():
            cells[code, place] = cell
        for kind, cell in month.kinds.items():
            cells[kind, place] = cell
        rules.append((SUMS, ("planned", place), [("handed", place), ("missed", place)]))
        rules.append((PEAKS, ("handed", place), [("helped", place)]))
    if year is not None:
        whole = {"helped": year.helped, "handed": year.handed} | year.people | year.kinds
        for code, cell in whole.items():
            parts = [(code, place) for place in range(len(months)) if (code, place) in cells]
            cells[code, "year"] = cell
            adds_up = code in ADDS_UP or code == "handed"
            rules.append((SUMS if adds_up else PEAKS, (code, "year"), parts))
            if not adds_up and len(parts) == len(months):
                rules.append(("union", (code, "year"), parts))
    quiet = [
        place for place, month in enumerate(months) if not month.had_distribution
    ]  # everybody knows that nobody came
    for key in [(code, place) for code in ("helped", "weekly_basket") for place in quiet]:
        if key in cells:
            cells[key] = exact(0)
    found = {key: [cell.low, cell.high] for key, cell in cells.items()}
    _narrow(found, rules)
    return {key: (*found[key], _wanted(cell)) for key, cell in cells.items()}


def _wanted(cell):
    """How many values must stay: `k` for what is small itself, two for what is hidden to protect something else."""
    return None if not cell.is_hidden else cell.k if cell.why is Why.SMALL else 2


def _narrow(found, rules):
    moved = True
    while moved:
        before = {key: tuple(pair) for key, pair in found.items()}
        for kind, whole, parts in rules:
            _ONE[kind](found[whole], [found[part] for part in parts])
        assert all(low <= high for low, high in found.values()), "What is printed contradicts itself."
        moved = before != {key: tuple(pair) for key, pair in found.items()}


def _sum(whole, parts):
    low, high = sum(part[0] for part in parts), min(sum(part[1] for part in parts), INFINITE)
    whole[0], whole[1] = max(whole[0], low), min(whole[1], high)
    for part in parts:
        others_low, others_high = low - part[0], sum(each[1] for each in parts) - part[1]
        part[0], part[1] = max(part[0], whole[0] - others_high), min(part[1], whole[1] - others_low)
        low = sum(each[0] for each in parts)


def _peak(whole, parts):
    """No part is above the whole."""
    for part in parts:
        whole[0], part[1] = max(whole[0], part[0]), min(part[1], whole[1])


def _union(whole, parts):
    """The whole is at most the sum: everybody stands in some month."""
    most = sum(part[1] for part in parts)
    whole[1] = min(whole[1], most)
    for part in parts:
        part[0] = max(part[0], whole[0] - (most - part[1]))


_ONE = {SUMS: _sum, PEAKS: _peak, "union": _union}


def narrowest(known):
    """The hidden cell with the least room, as (room / wanted, key, low, high)."""
    rooms = [
        ((high - low + 1) / k, key, low, high) for key, (low, high, k) in known.items() if k and key[0] != "planned"
    ]
    return min(rooms, default=(INFINITE, None, 0, 0), key=lambda row: row[0])
