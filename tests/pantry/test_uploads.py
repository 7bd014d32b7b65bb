"""Product lists in the browser: looked at before anything changes, taken over once, stopped, refused rows with their reasons."""

import csv
import threading
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.web import clock, retention
from coop.web.uploads import LARGEST
from pantry import catalogue_uploads, esf, imports, retention_papers
from pantry.categories import CATEGORIES
from pantry.errors import UnreadableFile
from pantry.models import CatalogueUpload, Category, FoodGroup, Product
from tests.pantry.conftest import BY, code
from tests.pantry.test_imports import DATA, UTF8, UTF16, WINDOWS

pytestmark = pytest.mark.django_db
State = CatalogueUpload.State


def begun(content, name="list.tsv"):
    return catalogue_uploads.begin(content=content, name=name, language="en", by=BY)


def table(rows):
    lines = [f"{code(number)}\tRiz {number}" for number in range(1, rows + 1)]
    return "\n".join(["code\tproduct_name", *lines, ""]).encode()


def counts(upload):
    upload.refresh_from_db()
    return upload.state, upload.accepted, upload.updated, upload.unchanged, upload.refused


def test_a_coordinator_looks_first_and_says_yes_after(coordinator, client_of):
    browser, said = client_of(coordinator), {"key": str(uuid4())}
    answers = [
        browser.post(reverse("pantry:uploads"), {**said, "file": SimpleUploadedFile("off.tsv", UTF8.read_bytes())})
        for _tap in range(2)
    ]
    upload = CatalogueUpload.objects.get()
    page = reverse("pantry:upload", args=[upload.pk])
    assert [answer.url for answer in answers] == [page, page]
    assert "It waits its turn" in browser.get(page).content.decode()
    assert catalogue_uploads.work(upload_id=upload.pk)
    assert counts(upload) == (State.READ, 6, 0, 0, 7)
    assert Product.objects.count() == 0
    shown = browser.get(page).content.decode()
    for words in ("Nothing is changed yet", "would be new", "Biscuits au beurre", "The product has no name", "Line 11"):
        assert words in shown
    yes = {"key": str(uuid4())}
    for _tap in range(2):
        assert browser.post(reverse("pantry:upload_keep", args=[upload.pk]), yes).url == page
    assert catalogue_uploads.work(upload_id=upload.pk)
    assert not catalogue_uploads.work(upload_id=upload.pk)
    assert counts(upload) == (State.DONE, 6, 0, 0, 7)
    assert (Product.objects.count(), upload.content) == (6, None)
    assert "Taken over" in browser.get(page).content.decode()


@pytest.mark.parametrize("path", [UTF8, UTF16, WINDOWS])
def test_the_browser_and_the_command_come_to_the_same(path):
    upload = begun(path.read_bytes(), path.name)
    catalogue_uploads.work(upload_id=upload.pk)
    upload.refresh_from_db()
    foreseen = (upload.accepted, upload.updated, upload.refused)
    done = imports.run(path=path, refuse=lambda *row: None, by=BY)
    assert (done.accepted, done.updated, done.refused) == foreseen
    again = begun(path.read_bytes(), path.name)
    catalogue_uploads.work(upload_id=again.pk)
    assert counts(again) == (State.READ, 0, 0, foreseen[0], foreseen[2])


def test_a_worker_that_died_loses_nothing_and_does_nothing_twice(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 4)
    upload = begun(table(10))
    catalogue_uploads.work(upload_id=upload.pk)
    catalogue_uploads.keep(upload_id=upload.pk, by=BY)
    whole, batches = imports.store, []

    def dies(rows, kinds):
        if batches:
            raise MemoryError
        batches.append(rows)
        return whole(rows, kinds)

    monkeypatch.setattr(imports, "store", dies)
    with pytest.raises(MemoryError):
        catalogue_uploads.work(upload_id=upload.pk)
    assert counts(upload) == (State.STORING, 4, 0, 0, 0)
    assert upload.share == 45
    monkeypatch.setattr(imports, "store", whole)
    with clock.at(clock.now() + catalogue_uploads.RING_AGAIN_AFTER):
        assert catalogue_uploads.sweep() == 1
    catalogue_uploads.work(upload_id=upload.pk)
    assert counts(upload) == (State.DONE, 10, 0, 0, 0)
    assert Product.objects.count() == 10


def test_a_stop_holds_from_the_next_batch_on(monkeypatch, coordinator, client_of):
    monkeypatch.setattr(imports, "BATCH", 4)
    upload = begun(table(10))
    catalogue_uploads.work(upload_id=upload.pk)
    catalogue_uploads.keep(upload_id=upload.pk, by=BY)
    whole = imports.groups

    def stopped_before_the_second(raw, refuse):
        for number, rows in enumerate(whole(raw, refuse)):
            if number == 1:
                client_of(coordinator).post(reverse("pantry:upload_stop", args=[upload.pk]), {"key": str(uuid4())})
            yield rows

    monkeypatch.setattr(imports, "groups", stopped_before_the_second)
    assert not catalogue_uploads.work(upload_id=upload.pk)
    assert counts(upload) == (State.STOPPED, 4, 0, 0, 0)
    assert (Product.objects.count(), upload.content) == (4, None)
    page = client_of(coordinator).get(reverse("pantry:upload", args=[upload.pk])).content.decode()
    assert "What was taken over before stays" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a;b\n1;2\n", "no product export"),
        (b"PK\x03\x04 sheet", "This file is packed (.xlsx, .zip)"),
        (b"\x1f\x8b list", "This file is packed (.gz)"),
        (b"code\tproduct_name\n" + b"\n" * catalogue_uploads.MOST_LINES, "Cut it into parts"),
        (b"", "This file is empty"),
        (b"x" * (LARGEST + 1), "larger than 16 MB"),
    ],
    ids=["columns", "zip", "gz", "lines", "empty", "size"],
)
def test_what_is_no_list_is_refused_with_what_to_do(content, sentence, coordinator, client_of):
    file = SimpleUploadedFile("list.tsv", content)
    answer = client_of(coordinator).post(reverse("pantry:uploads"), {"key": str(uuid4()), "file": file})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CatalogueUpload.objects.exists()


def test_refused_rows_come_as_csv_in_which_nothing_is_a_formula(coordinator, client_of, monkeypatch):
    monkeypatch.setattr(catalogue_uploads, "MOST_REFUSALS", 2)
    upload = begun(b"code\tproduct_name\n=1+1\tRiz\n-2\tRiz\n@x\tRiz\n")
    catalogue_uploads.work(upload_id=upload.pk)
    answer = client_of(coordinator).get(reverse("pantry:upload_refused", args=[upload.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows, more = csv.reader(text.splitlines(), delimiter=";")
    assert head == ["line", "code", "reason"]
    assert [row[:2] for row in rows] == [["2", "'=1+1"], ["3", "'-2"]]
    assert more[2] == "1 more rows were refused."


def test_a_list_that_nobody_said_yes_to_goes_after_a_day_and_its_counts_after_a_month():
    upload = begun(table(1))
    catalogue_uploads.work(upload_id=upload.pk)
    with clock.at(clock.now() + catalogue_uploads.OPEN_FOR):
        catalogue_uploads.sweep()
    assert counts(upload)[0] == State.STOPPED
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueUpload.objects.filter(pk=upload.pk).update(content=b"again")
    with clock.at(clock.now() + catalogue_uploads.OPEN_FOR + catalogue_uploads.KEPT):
        assert retention.due()["pantry.uploads"] == 1
        assert retention_papers.drop_uploads() == 1
    assert not CatalogueUpload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_products_at_once_make_each_product_once():
    uploads = [begun(table(40), f"{number}.tsv") for number in range(2)]
    for upload in uploads:
        catalogue_uploads.work(upload_id=upload.pk)
        catalogue_uploads.keep(upload_id=upload.pk, by=BY)
    barrier = threading.Barrier(2)

    def take_over(upload):
        from django.db import connection

        barrier.wait(timeout=10)
        catalogue_uploads.work(upload_id=upload.pk)
        connection.close()

    threads = [threading.Thread(target=take_over, args=[upload]) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(counts(upload)[:4] for upload in uploads) == [(State.DONE, 0, 0, 40), (State.DONE, 40, 0, 0)]
    assert Product.objects.count() == 40


def test_every_kind_of_goods_has_its_line_in_the_european_list(coordinator, client_of, categories):
    food = set(FoodGroup) - {FoodGroup.HYGIENE, FoodGroup.CLOTHES, FoodGroup.BOOKS, FoodGroup.CULTURE, FoodGroup.OTHER}
    goods = {"clothes", "household", "hygiene", "other_goods", "menstrual", "supplies", "culture"}
    for kind in CATEGORIES[:-1]:
        line = esf.OF_KIND[kind.code]
        assert (line.value not in goods) == (FoodGroup(kind.group) in food), kind.code
    assert set(esf.OF_KIND) == {kind.code for kind in CATEGORIES[:-1]}
    own = Category(code="our-own", group=FoodGroup.DAIRY)
    assert esf.line_of(own) == esf.Line.DAIRY
    browser = client_of(coordinator)
    page = browser.get(reverse("pantry:kinds")).content.decode()
    assert page.count("canned food or prepared meals") == 9
    product = Product.objects.create(name="Sardines", category=categories["tinned-fish"])
    page = browser.get(reverse("pantry:product_detail", args=[product.pk])).content.decode()
    assert "European list: canned food or prepared meals." in page


def test_the_preview_says_of_a_list_with_nothing_new_that_there_is_nothing(coordinator, client_of):
    imports.run(path=WINDOWS, refuse=lambda *row: None, by=BY)
    upload = begun(WINDOWS.read_bytes())
    catalogue_uploads.work(upload_id=upload.pk)
    page = client_of(coordinator).get(reverse("pantry:upload", args=[upload.pk])).content.decode()
    assert "There is nothing new in this list." in page
    assert "Take it over" not in page


def test_what_turns_out_unreadable_says_why():
    upload = begun((DATA / "export_utf8.tsv").read_bytes())
    CatalogueUpload.objects.filter(pk=upload.pk).update(content=b"nothing")
    catalogue_uploads.work(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, "no product export" in upload.problem) == (State.FAILED, True)
    with pytest.raises(UnreadableFile):
        begun(b"nothing")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries(rows, coordinator, client_of, django_assert_num_queries):
    browser = client_of(coordinator)
    browser.get(reverse("pantry:uploads"))
    for _number in range(rows):
        upload = begun(table(rows) + b"nothing\tRiz\n" * rows)
        catalogue_uploads.work(upload_id=upload.pk)
    with django_assert_num_queries(3):
        assert browser.get(reverse("pantry:uploads")).content.decode().count("Waits for your yes") == rows
    with django_assert_num_queries(5):
        browser.get(reverse("pantry:upload", args=[upload.pk]))
