"""Recalls: read as published, matched by code, lot and date, put aside at once, decided by people, taken back with a reason."""

import csv
import datetime as dt
import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from coop.web import clock
from pantry import codes, desk, distributions, recall_bags, recall_feed, recall_imports, recall_lots, recalls, stock
from pantry.errors import BagStopped, FeedFailed, UnreadableFile, WrongState
from pantry.models import BasketLine, BasketState, Lot, Recall, RecallImport, RecallItem, RecallMatch
from pantry.recall_files import NEWER, OLDER, Notice, notices
from pantry.recall_matching import Names, Strength, by_code, by_name
from tests.pantry.conftest import BY, code
from tests.pantry.people import entitle, harmless, weekly

TODAY = dt.date(2026, 11, 16)
LABELS = ("", "lot ", "LOT : ", "n° de lot ", "Lot n°")
LETTERS = st.text("ABCDEFGHJKMNPQRSTUVWXYZ0123456789", min_size=1, max_size=12)


def newer(**said):
    """A row of the newer layout."""
    values = {
        "reference": "2026-11-0001",
        "version": "1",
        "category": "alimentation",
        "brand": "moulin",
        "name": "lentilles",
    }
    values |= {"published": f"{clock.today()}T10:00:00+00:00", "identification": "", **said}
    return {NEWER[name]: value for name, value in values.items()}


def as_csv(rows, mark="\ufeff"):
    paper = io.StringIO()
    sheet = csv.DictWriter(paper, [*NEWER.values(), "gtin"], delimiter=";")
    sheet.writeheader()
    sheet.writerows(rows)
    return (mark + paper.getvalue().replace("numero_fiche", "\ufeffnumero_fiche", 1)).encode()


def read(rows, **more):
    refused = []
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    return recall_imports.run(content=content, source="file", refuse=refused.append, by=BY, **more), refused


# --- lots, dates, codes -----------------------------------------------------------------------------------------------


@given(
    LETTERS.filter(lambda text: any(c.isdigit() for c in text)),
    st.sampled_from(["", "lot ", "LOT : ", "n° de lot ", "Lot n°"]),
    st.booleans(),
)
def test_a_lot_is_the_same_however_it_is_typed(lot, label, low):
    typed = f"{label}{lot.lower() if low else lot}"
    assert recall_lots.lot_key(typed) == recall_lots.lot_key(lot)
    assert recall_lots.lot_key(recall_lots.lot_key(typed)) == recall_lots.lot_key(typed)


@given(st.integers(1, 999_999), st.integers(0, 6))
def test_zeros_lost_in_front_make_no_other_lot(number, zeros):
    assert recall_lots.lot_key("0" * zeros + str(number)) == recall_lots.lot_key(f"L{number}")


@given(st.text(max_size=80))
def test_nothing_a_firm_may_type_breaks_the_reading(text):
    for found in (*recall_lots.groups(text), *recall_lots.sentence(text, also=text)):
        assert found.first_date is None or found.first_date <= found.last_date
        assert len(found.lot) <= recall_lots.LONGEST_LOT


@pytest.mark.parametrize(
    ("text", "lots", "every", "last"),
    [
        ("lot : 091k - ddm : 10/2027", ["91K"], False, dt.date(2027, 10, 31)),
        ("Tous les lots", [""], True, None),
        ("non concerné", [""], False, None),
        ("L0237, L0240 et L0244", ["237", "240", "244"], False, None),
    ],
)
def test_dirty_lots_come_out_clean(text, lots, every, last):
    found = list(recall_lots.lots_of(text, recall_lots.Found()))
    assert ([each.lot for each in found], found[0].every_lot, found[0].last_date) == (lots, every, last)


def test_a_range_of_lots_is_said_to_be_unclear():
    (found,) = recall_lots.lots_of("du lot 100 au lot 120", recall_lots.Found())
    assert (found.unclear, found.lot) == (True, "")


def test_the_older_layout_tells_codes_lots_and_dates_apart():
    use_by = "Date limite de consommation"
    text = f"{code(1)} V028 {use_by} 03/04/2021 V029 {use_by} entre le 04/04/2021 et le 06/04/2021"
    first, second = recall_lots.sentence(text)
    assert (first.gtin, first.lot, first.date_kind, first.last_date) == (code(1), "V028", "use_by", dt.date(2021, 4, 3))
    assert (second.gtin, second.lot, second.first_date) == (code(1), "V029", dt.date(2021, 4, 4))
    assert recall_lots.sentence("0209553000000 Tous les lots")[0].code == "in_store"
    assert recall_lots.sentence("310K1125", also=f"DONUT - EAN {code(2)}")[0].gtin == code(2)


# --- matching ---------------------------------------------------------------------------------------------------------


def lot_of(lot_number="", limit=None, kind="use_by", precision="day"):
    return Lot(lot_number=lot_number, limit_date=limit, date_kind=kind if limit else "none", limit_precision=precision)


def item(lot="", last=None, code="exact", **more):
    return RecallItem(code=code, gtin="3790000000019", lot=lot, first_date=last, last_date=last, **more)


OTHER = TODAY + dt.timedelta(days=3)
VERDICTS = [
    (item(), lot_of(), Strength.CERTAIN),
    (item("91K"), lot_of("lot 091-k"), Strength.CERTAIN),
    (item("91K"), lot_of("92K"), None),
    (item("91K", TODAY), lot_of("92K", TODAY), Strength.SIMILAR),
    (item("91K"), lot_of(), Strength.PROBABLE),
    (item("91K", TODAY), lot_of("", TODAY), Strength.CERTAIN),
    (item("91K", TODAY), lot_of("", OTHER), None),
    (item("", TODAY), lot_of("", dt.date(2026, 11, 30), "best_before", "month"), Strength.CERTAIN),
    (item("", TODAY), lot_of("", OTHER), None),
    (item("", TODAY, every_lot=True), lot_of("", OTHER), Strength.SIMILAR),
    (item(every_lot=True), lot_of("7"), Strength.CERTAIN),
    (item(unclear=True), lot_of("7"), Strength.PROBABLE),
    (item("91K", code="mended"), lot_of("91K"), Strength.PROBABLE),
]


@pytest.mark.parametrize(("theirs", "ours", "strength"), VERDICTS)
def test_code_then_lot_then_date(theirs, ours, strength):
    verdict = by_code(theirs, ours)
    assert (verdict and verdict.strength) == strength


@given(LETTERS, LETTERS)
def test_two_lots_that_are_both_known_match_when_they_are_the_same(theirs, ours):
    verdict = by_code(item(recall_lots.lot_key(theirs) or "1"), lot_of(ours))
    same = recall_lots.lot_key(recall_lots.lot_key(theirs) or "1") == recall_lots.lot_key(ours)
    if recall_lots.lot_key(ours):
        assert (verdict is not None) == same


@pytest.mark.parametrize(
    ("theirs", "ours", "alike"),
    [
        (("Moulin", "Lentilles vertes 500 g"), ("Moulin", "Lentilles vertes"), True),
        (("Moulin", "Lentilles"), ("Moulin", "Lentilles vertes"), True),
        (("", "Donuts assortiment américain"), ("", "Assortiment de donuts"), True),
        (("Moulin", "Farine de blé"), ("Moulin", "Lentilles vertes"), False),
        (("Autre", "Lentilles corail"), ("Moulin", "Lentilles vertes"), False),
    ],
)
def test_names_are_alike_by_two_words_or_by_one_and_the_brand(theirs, ours, alike):
    verdict = by_name(Names.of(*theirs), Names.of(*ours), in_store=False)
    assert bool(verdict) == alike


# --- reading lists ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_list_is_read_kept_once_and_brought_up_to_date(lot, product):
    groups = f"{code(1)}$lot : 091k - ddm : 10/2027$date de durabilité minimale$2027-10-31|{code(2)}$tous les lots$$"
    rows = [newer(identification=groups), newer(reference=""), newer(reference="2026-11-0002", name="", brand="")]
    first, refused = read(rows)
    assert (first.rows, first.new, first.refused, first.mended) == (3, 1, 2, 1)
    assert [str(row.why) for row in refused] == ["The notice has no reference.", "The notice names no product."]
    assert set(RecallItem.objects.values_list("gtin", "lot", "every_lot")) == {
        (code(1), "91K", False),
        (code(2), "", True),
    }
    again, _refused = read(rows)
    assert (again.new, again.changed) == (0, 0)
    later, _refused = read([newer(version="2", risk="listeria", identification=f"{code(1)}$091k$$$")])
    assert (later.changed, Recall.objects.get().risk) == (1, "listeria")
    older, _refused = read([newer(identification=groups)])
    assert (older.changed, RecallItem.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_both_layouts_and_both_shapes_are_read():
    sheet = io.StringIO()
    rows = csv.writer(sheet, delimiter=";")
    rows.writerow(OLDER.values())
    said = {
        "reference": "2021-03-0001",
        "version": "1",
        "brand": "Clos",
        "name": "Fromage\nde chèvre",
        "published": "2021-03",
    }
    said |= {
        "identification": f"{code(3)} V028 Date limite de consommation 03/04/2021",
        "ends": "vendredi 9 avril 2021",
    }
    rows.writerow([said.get(name, "") for name in OLDER])
    ((_line, older),) = notices(sheet.getvalue().encode())
    assert (older.texts["name"], older.ends_on, older.items[0].gtin) == (
        "Fromage de chèvre",
        dt.date(2021, 4, 9),
        code(3),
    )
    row = newer(identification=[code(1), "091k", "", "", f"|{code(2)}", "7", "", ""])
    ((_line, listed),) = notices(
        json.dumps({"results": [{f"\ufeff{name}": value for name, value in row.items()}]}).encode()
    )
    assert isinstance(listed, Notice)
    assert [(each.gtin, each.lot) for each in listed.items] == [(code(1), "91K"), (code(2), "7")]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"[1, 2]", b"{", b'{"results": 7}', b"\xff\xfe\x00"])
def test_what_is_no_list_of_recalls_is_refused(content):
    with pytest.raises(UnreadableFile):
        list(notices(content))


@pytest.mark.django_db
def test_a_cut_row_is_refused_and_the_others_are_read():
    content = as_csv([newer(), newer(reference="2026-11-0002")]).decode().rsplit(";", 4)[0].encode()
    row, (refused,) = read(content)
    assert (row.new, row.refused, str(refused.why)) == (1, 1, "The row is cut, or has too many columns.")


@pytest.mark.django_db
def test_the_command_says_what_it_read(tmp_path, capsys):
    (tmp_path / "list.csv").write_bytes(as_csv([newer(), newer(reference="")]))
    call_command("import_recalls", tmp_path / "list.csv")
    said = capsys.readouterr().out
    assert "(no reference): The notice has no reference." in said
    assert "read 2, refused 1, new 1, changed 0" in said


@pytest.mark.django_db
def test_nothing_is_fetched_unless_an_address_is_set_and_never_in_a_test(settings, coordinator):
    assert recall_feed.read() is None
    settings.RECALLS_URL = "https://lists.example.invalid/recalls"
    with pytest.raises(FeedFailed):
        recall_feed.fetch()
    assert recall_feed.read().problem == "Fetching is switched off."
    settings.TESTING, settings.RECALLS_URL = False, "http://lists.example.invalid/recalls"
    assert "https" in recall_feed.read().problem


# --- putting aside ----------------------------------------------------------------------------------------------------


@pytest.fixture
def lentils(lot, product):
    return lot(
        product("Lentilles vertes", "pulses", number=1, brand="Moulin", net_weight_g=500), 20, lot_number="L091K"
    )


NOTICE = {"identification": f"{code(1)}$091k$$$"}


@pytest.mark.django_db
def test_a_certain_match_puts_the_lot_aside_and_not_ours_gives_it_back(lentils, coordinator):
    row, _refused = read([newer(**NOTICE)])
    lentils.refresh_from_db()
    found = RecallMatch.objects.get()
    assert (row.matches, found.state, found.why, lentils.quarantined) == (1, "matched", ["code", "lot"], True)
    assert recalls.match(by=BY) == 0
    recalls.decide(match_id=found.pk, state="not_ours", reason="Another factory", by=BY)
    lentils.refresh_from_db()
    assert not lentils.quarantined
    assert recalls.match(by=BY) == 0  # what people decided stays
    recalls.decide(match_id=found.pk, state="matched", reason="It is, after all", by=BY)
    with pytest.raises(WrongState):
        recalls.decide(match_id=found.pk, state="done", reason="Thrown away", by=BY)
    stock.lose(lot_id=lentils.pk, quantity=20, reason="recalled", by=BY)
    recalls.decide(match_id=found.pk, state="done", reason="Thrown away", by=BY)
    assert [each.state for each in found.decisions.all()] == ["not_ours", "matched", "done"]


@pytest.mark.django_db
def test_a_name_alone_is_asked_about_and_stays_on_the_shelf(lentils):
    read([newer(name="Lentilles vertes 500 g", identification="0209553000000$$$")])
    lentils.refresh_from_db()
    found = RecallMatch.objects.get()
    assert (found.state, found.why[0], lentils.quarantined) == ("to_check", "in_store", False)
    recalls.decide(match_id=found.pk, state="matched", reason="The picture is the same", by=BY)
    lentils.refresh_from_db()
    assert lentils.quarantined


@pytest.mark.django_db
def test_an_old_notice_speaks_by_its_code_and_not_by_its_name(lentils):
    old = f"{clock.today() - dt.timedelta(days=800)}T00:00:00"
    read([newer(published=old, name="Lentilles vertes"), newer(reference="2024-01-0001", published=old, **NOTICE)])
    assert [row.recall.reference for row in RecallMatch.objects.all()] == ["2024-01-0001"]


@pytest.mark.django_db
def test_goods_that_come_in_after_the_notice_are_found(lot, product):
    read([newer(**NOTICE)])
    late = lot(product("Lentilles", "pulses", number=1), 4)
    assert recalls.match(by=BY) == 1
    late.refresh_from_db()
    assert (late.quarantined, RecallMatch.objects.get().state) == (True, "to_check")


@pytest.fixture
def week(lentils, places, lot, product):
    """Three bags with lentils: the first one packed, the second one packed and gone, the third one waits."""
    harmless(lentils.product)
    for _person in range(3):
        entitle()
    made = distributions.plan(distribution_id=weekly(places["shelf"]).pk, by=BY, seed=1)
    distributions.freeze(distribution_id=made.pk, by=BY)
    distributions.open_distribution(distribution_id=made.pk, by=BY)
    first, second, _third = made.baskets.order_by("number")
    for basket in (first, second):
        distributions.pack_basket(basket_id=basket.pk, by=BY)
    hand(made, second)
    return made


def hand(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    claim = desk.look_up(distribution_id=week.pk, typed=issued.code, user_id=BY, all_baskets=True)
    return desk.hand_over(token=claim.token, key=uuid.uuid4(), by=BY)


@pytest.mark.django_db
def test_what_is_promised_comes_back_and_a_packed_bag_is_stopped_until_it_was_taken_out(week, lentils, coordinator):
    first, second, third = week.baskets.order_by("number")
    read([newer(**NOTICE)])
    lentils.refresh_from_db()
    states = dict(BasketLine.objects.filter(lot=lentils).values_list("basket__number", "state"))
    assert states == {first.number: "reserved", second.number: "handed", third.number: "returned"}
    assert lentils.reserved == first.lines.get().quantity
    assert third.shares.get(group="starches").because == "nothing_left"
    assert [(bag.number, bag.where) for bag in recall_bags.bags_of(lentils)] == [("01", "packed"), ("02", "left")]
    with pytest.raises(BagStopped) as stopped:
        hand(week, first)
    assert "Lentilles" not in str(stopped.value)
    recall_bags.take_out(line_id=first.lines.get().pk, by=BY)
    hand(week, first)
    lentils.refresh_from_db()
    first.refresh_from_db()
    assert (lentils.reserved, first.state) == (0, BasketState.COLLECTED)


@pytest.mark.django_db
def test_a_bag_that_was_looked_up_before_the_recall_does_not_leave_after_it(week, coordinator):
    first = week.baskets.order_by("number").first()
    issued = codes.issue_code(basket_id=first.pk, by=BY)
    claim = desk.look_up(distribution_id=week.pk, typed=issued.code, user_id=BY, all_baskets=True)
    read([newer(**NOTICE)])
    with pytest.raises(BagStopped):
        desk.hand_over(token=claim.token, key=uuid.uuid4(), by=BY)
    first.refresh_from_db()
    assert first.state == BasketState.PACKED


@pytest.mark.django_db
def test_bags_that_left_are_listed_while_it_is_recalled_and_while_they_belong_to_somebody(week, coordinator):
    second = week.baskets.order_by("number")[1]
    read([newer(**NOTICE)])
    (told,) = recall_bags.handed()
    assert (told.basket_id, told.beneficiary, told.product) == (second.pk, second.beneficiary, "Lentilles vertes")
    found = RecallMatch.objects.get()
    recalls.decide(match_id=found.pk, state="not_ours", reason="Another factory", by=BY)
    assert recall_bags.handed() == []
    recalls.decide(match_id=found.pk, state="matched", reason="It is, after all", by=BY)
    second.beneficiary = None
    second.save()
    assert recall_bags.handed() == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_for_one_match_and_for_three(
    lot, product, coordinator, client_of, rows, django_assert_num_queries
):
    for n in range(rows):
        lot(product(f"Rice {n}", "rice", number=n + 1), 5)
        read([newer(reference=f"2026-11-000{n}", identification=f"{code(n + 1)}$x1$$$")])
    browser = client_of(coordinator)
    with django_assert_num_queries(5):
        assert len(browser.get("/recalls/").context["board"].lines) == rows


@pytest.mark.django_db
def test_a_list_is_uploaded_once_and_a_match_is_decided_on_its_page(lentils, coordinator, client_of):
    browser, key = client_of(coordinator), str(uuid.uuid4())
    for _twice in range(2):
        sent = {"key": key, "file": SimpleUploadedFile("list.csv", as_csv([newer(**NOTICE)]))}
        assert browser.post("/recalls/file/", sent).status_code == 302
    assert RecallImport.objects.count() == 1
    assert browser.post("/recalls/file/", {"key": key}).status_code == 422
    found = RecallMatch.objects.get()
    page = browser.get(f"/recalls/{found.pk}/").content.decode()
    assert "The same code, the same lot." in page
    assert "Lentilles vertes" in browser.get("/recalls/wall/").content.decode()
    said = {"key": str(uuid.uuid4()), "state": "not_ours", "reason": "Another factory"}
    assert browser.post(f"/recalls/{found.pk}/", said).status_code == 302
    assert "Another factory" in browser.get(f"/recalls/{found.pk}/").content.decode()
