"""What the coordinator's screens show, as frozen dataclasses: weeks, the matrix of a week, one basket, the pick list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from coop.web import clock
from pantry import offers, planning
from pantry.models import (
    Basket,
    BasketLine,
    BasketShare,
    BasketState,
    Distribution,
    DistributionState,
    FoodGroup,
    Lot,
    StockTask,
)
from pantry.plan_words import (
    FOOD,
    choice_words,
    kilos,
    line_words,
    needs_words,
    numbers_words,
    rule_words,
    shortage_words,
    size_words,
)

PAGE = 25


@dataclass(frozen=True)
class Cell:
    """One group of one basket. `state`: "", "short", "swap" or "none"; `said` is the whole of it in words."""

    group: str
    label: str
    text: str
    state: str
    said: str


@dataclass(frozen=True)
class Row:
    basket: Basket
    size: str
    needs: list[str]
    cells: list[Cell]


@dataclass(frozen=True)
class Supply:
    """Kilograms in stock and asked for when the week was planned."""

    group: str
    label: str
    free: str
    asked: str
    short: bool


@dataclass(frozen=True)
class Gap:
    """A group that is short: how much, for which baskets, why, and what could fill it."""

    group: str
    label: str
    kilos: str
    baskets: str
    why: str
    product: int | None
    product_label: str
    product_kilos: str


@dataclass(frozen=True)
class Swap:
    """A line that took the place of another product, and why."""

    line: BasketLine
    rule: str


@dataclass(frozen=True)
class Board:
    rows: list[Row]
    supply: list[Supply]
    gaps: list[Gap]
    swaps: list[Swap]
    total: int
    packed: int
    to_look_at: int
    collected: int
    next_after: int | None
    last_number: int


def weeks(before: date | None = None) -> tuple[Sequence[Distribution], date | None]:
    """Distributions, latest first, a page at a time; the date the next page starts before. One query."""
    days = Distribution.objects.select_related("place").order_by("-date", "-id")
    if before:
        days = days.filter(date__lt=before)
    waiting = ~Q(baskets__state=BasketState.CANCELLED)
    days = days.annotate(
        total=Count("baskets", filter=waiting),
        collected=Count("baskets", filter=Q(baskets__state=BasketState.COLLECTED)),
        missed=Count("baskets", filter=Q(baskets__state=BasketState.MISSED)),
    )
    page = list(days[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].date if len(page) > PAGE else None


def parts(days: Sequence[Distribution]) -> list[tuple[str, str, list[Distribution]]]:
    """The weeks as they are looked for: the present one, those to come (soonest first), those gone by."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    after = monday + timedelta(days=7)
    sorted_out = [
        ("now", _("This week"), [day for day in days if monday <= day.date < after]),
        ("ahead", _("Next weeks"), [day for day in reversed(days) if day.date >= after]),
        ("past", _("Past weeks"), [day for day in days if day.date < monday]),
    ]
    return [part for part in sorted_out if part[2]]


def board(day: Distribution, after: int = 0) -> Board:
    """The matrix from the basket after number `after`. Four queries, whatever the number of baskets."""
    baskets = list(day.baskets.exclude(state=BasketState.CANCELLED).order_by("number"))
    page = [basket for basket in baskets if basket.number > after][:PAGE]
    shares: dict[int, dict[str, BasketShare]] = defaultdict(dict)
    for share in BasketShare.objects.filter(basket__in=[basket.pk for basket in page]):
        shares[share.basket_id][share.group] = share
    swaps = list(
        BasketLine.objects.filter(basket__in=[b.pk for b in page], state=BasketLine.State.RESERVED)
        .exclude(instead_of="")
        .select_related("basket", "lot__product")
        .order_by("-by_hand", "basket__number", "id")
    )
    swapped = {(line.basket_id, line.group) for line in swaps}
    rows = [_row(basket, shares[basket.pk], swapped) for basket in page]
    last = page[-1].number if page else after
    states = [basket.state for basket in baskets]
    return Board(
        rows=rows,
        supply=_supply(day),
        gaps=_gaps(day),
        swaps=[Swap(line, rule_words(line.because)) for line in swaps],
        total=len(baskets),
        packed=len(states) - states.count(BasketState.PLANNED),
        to_look_at=sum(
            basket.second_look and basket.state == BasketState.PACKED and basket.checked_at is None
            for basket in baskets
        ),
        collected=states.count(BasketState.COLLECTED),
        next_after=last if baskets and baskets[-1].number > last else None,
        last_number=baskets[-1].number if baskets else 0,
    )


def _row(basket: Basket, shares: dict[str, BasketShare], swapped: set[tuple[int, str]]) -> Row:
    cells = []
    number = f"{basket.number:02}"
    for group in FOOD:
        label, share = str(FoodGroup(group).label), shares.get(group)
        if share is None:
            cells.append(Cell(group, label, "–", "none", _("not needed")))
            continue
        text = kilos(share.given_g)
        state = "short" if share.missing_g else "swap" if (basket.pk, group) in swapped else ""
        said = _("Basket %(number)s, %(group)s: %(kilos)s kg") % {"number": number, "group": label, "kilos": text}
        ending = {"short": _("missing"), "swap": _("swapped")}.get(state)
        cells.append(Cell(group, label, text, state, f"{said}, {ending}" if ending else said))
    return Row(basket, size_words(basket), needs_words(basket), cells)


def _supply(day: Distribution) -> list[Supply]:
    """Of a closed week only the groups: what was asked for went with the needs."""
    found = []
    for group in FOOD:
        grams = day.supply.get(group, {"free": 0, "asked": 0})
        found.append(
            Supply(
                group,
                str(FoodGroup(group).label),
                str(round(grams["free"] / 1000)),
                str(round(grams["asked"] / 1000)),
                grams["free"] < grams["asked"],
            )
        )
    return found


def _gaps(day: Distribution) -> list[Gap]:
    short: dict[str, list[BasketShare]] = defaultdict(list)
    rows = BasketShare.objects.filter(basket__distribution=day, missing_g__gt=0, basket__state__in=Basket.WAITING)
    for share in rows.select_related("basket").only("group", "missing_g", "because", "basket__number"):
        short[share.group].append(share)
    proposals = {entry["group"]: entry for entry in reversed(day.proposals)}
    gaps = []
    for group in FOOD:
        if not short[group]:
            continue
        entry = proposals.get(group)
        reasons = {share.because: share for share in short[group]}
        gaps.append(
            Gap(
                group=group,
                label=str(FoodGroup(group).label),
                kilos=kilos(sum(share.missing_g for share in short[group])),
                baskets=numbers_words(share.basket.number for share in short[group]),
                why=" ".join(shortage_words(share) for _code, share in sorted(reasons.items())),
                product=entry["product"] if entry else None,
                product_label=entry["label"] if entry else "",
                product_kilos=kilos(entry["grams"]) if entry else "",
            )
        )
    return gaps


@dataclass(frozen=True)
class LineView:
    line: BasketLine
    words: str
    why: str
    choices: list[planning.Offer]


@dataclass(frozen=True)
class GroupView:
    """One group of a basket: what it holds, what is missing, what could take its place."""

    group: str
    label: str
    target: str
    given: str
    missing: str
    why: str
    lines: list[LineView]


def basket_groups(basket: Basket, day: Distribution) -> list[GroupView]:
    """The content of one basket by group, with swaps while the week can still change."""
    lines: dict[str, list[BasketLine]] = defaultdict(list)
    for line in basket.lines.select_related("lot__product", "lot__place", "basket").order_by(
        "lot__effective_limit", "id"
    ):
        lines[line.group].append(line)
    changeable = day.state == DistributionState.PLANNED and basket.state == BasketState.PLANNED
    choices = swap_choices(basket, day) if changeable else {}
    shares = {share.group: share for share in basket.shares.all()}
    views = []
    for group in FOOD:
        share = shares.get(group)
        if share is None and not lines[group]:
            continue
        views.append(
            GroupView(
                group=group,
                label=str(FoodGroup(group).label),
                target=kilos(share.target_g) if share else "",
                given=kilos(share.given_g) if share else "",
                missing=kilos(share.missing_g) if share and share.missing_g else "",
                why=shortage_words(share) if share else "",
                lines=[
                    LineView(line, line_words(line), choice_words(line), _others(choices.get(group, []), line))
                    for line in lines[group]
                ],
            )
        )
    return views


def swap_choices(basket: Basket, day: Distribution) -> dict[str, list[planning.Offer]]:
    """Products that may take a place in this basket, by group, first to expire first; one offer a product."""
    profile = offers.profile_of(basket)
    found: dict[str, dict[int, planning.Offer]] = defaultdict(dict)
    for lot in offers.free_lots():
        offer = offers.offer_of(lot)
        if offer.free >= offer.step and not planning.forbidden(profile, offer, day.date):
            found[offer.group].setdefault(offer.product, offer)
    return {group: list(by_product.values()) for group, by_product in found.items()}


def _others(choices: list[planning.Offer], line: BasketLine) -> list[planning.Offer]:
    return [offer for offer in choices if offer.product != line.lot.product_id][:8]


@dataclass(frozen=True)
class Settling:
    """What a week still owes before it closes: baskets that wait, shelves found empty, baskets missed, what those hold."""

    waiting: list[Basket]
    tasks: list[StockTask]
    missed: list[Basket]
    lines: list[LineView]


def to_settle(day: Distribution) -> Settling:
    """Four queries."""
    baskets = list(day.baskets.filter(state__in=[*Basket.WAITING, BasketState.MISSED]).order_by("number"))
    lines = BasketLine.objects.filter(
        basket__distribution=day, basket__state=BasketState.MISSED, state=BasketLine.State.RESERVED
    )
    held = lines.select_related("basket", "lot__product").order_by("basket__number", "id")
    return Settling(
        waiting=[basket for basket in baskets if basket.state in Basket.WAITING],
        tasks=list(open_tasks(day)),
        missed=[basket for basket in baskets if basket.state == BasketState.MISSED],
        lines=[LineView(line, line_words(line), "", []) for line in held],
    )


def open_tasks(day: Distribution) -> QuerySet[StockTask]:
    """Shelves that were found empty while packing this day, and that nobody looked at yet."""
    lines = [f"basket:{number}" for number in day.baskets.order_by().values_list("pk", flat=True)]
    return StockTask.objects.filter(done_at__isnull=True, line__in=lines).select_related("lot__product", "lot__place")


def pick_rows(day: Distribution) -> list[Basket]:
    """Baskets with their lines in shelf order, for the pick list. Two queries."""
    lines = (
        BasketLine.objects.filter(state=BasketLine.State.RESERVED)
        .select_related("lot__product", "lot__place")
        .order_by("lot__place__position", "lot__place_id", "lot__effective_limit", "id")
    )
    baskets = day.baskets.filter(state__in=Basket.WAITING).order_by("number")
    return list(baskets.prefetch_related(Prefetch("lines", queryset=lines)))


def bags_to_label(day: Distribution) -> list[Basket]:
    """Those that are or will be packed. One query."""
    return list(day.baskets.filter(state__in=Basket.WAITING).order_by("number"))


def shelf_order(day: Distribution) -> list[tuple[Lot, int, list[int]]]:
    """(lot, units, basket numbers) in the order of walking along the shelves. One query."""
    lines = (
        BasketLine.objects.filter(
            basket__distribution=day, basket__state__in=Basket.WAITING, state=BasketLine.State.RESERVED
        )
        .select_related("lot__product", "lot__place", "basket")
        .order_by("lot__place__position", "lot__place_id", "lot__effective_limit", "lot_id", "basket__number")
    )
    found: dict[int, tuple[Lot, list[BasketLine]]] = {}
    for line in lines:
        found.setdefault(line.lot_id, (line.lot, []))[1].append(line)
    return [(lot, sum(x.quantity for x in held), [x.basket.number for x in held]) for lot, held in found.values()]
