"""The whole line, from a referral to the month: nine people, nine devices, nothing told to the wrong one.

A member of staff refers a learner who agreed; the social worker opens a file, writes an interview, grants a basket; a
volunteer records a donation; the coordinator plans, prints and freezes; the learner shows a code; the desk hands over once; the
referrer sees "contacted"; management sees the month. Everything in the browser, mails and PDFs included.
"""

from __future__ import annotations

import email
import re
from datetime import timedelta
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from coop.accounts import duties
from coop.audit import journal
from coop.notifications import sending
from coop.school.models import Place
from coop.web import clock
from pantry import samples
from pantry.models import Basket, Distribution, Product
from referrals import codes

from .conftest import DESK

SECRET = "Between two lodgings since the first of the month"
NAME = "Ines Benalista"
ADDRESS = "ines.benalista@mail.example"


@pytest.fixture
def school(volunteer):
    """Shelves, invented products whose labels were read, and a volunteer on duty."""
    for position, (name, kind) in enumerate([("Building C", "room"), ("B2", "shelf"), ("Fridge", "fridge")]):
        Place.objects.create(name=name, kind=kind, position=position)
    samples.load_products(by=journal.SYSTEM)
    window = {"starts_at": clock.now() - timedelta(hours=1), "ends_at": clock.now() + timedelta(hours=4)}
    duties.open_duty(user_id=volunteer.pk, task="receive", by=journal.SYSTEM, **window)


def letters(settings):
    """The mails that left, in the order of their files."""
    folder = Path(settings.EMAIL_FILE_PATH)
    written = b"".join(file.read_bytes() for file in sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns))
    each = (one.lstrip(b"\n") for one in written.split(b"-" * 79) if one.strip())
    return [email.message_from_bytes(one, policy=default) for one in each]


def text_of_pdf(page, journey) -> str:
    """Wait for the document, download it once, read it."""
    journey.documents_are_made()
    page.get_by_role("button", name="Download").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    reader = PdfReader(BytesIO(Path(download.value.path()).read_bytes()))
    assert reader.metadata.title
    return "\n".join(sheet.extract_text() for sheet in reader.pages)


def refer(journey, referrer):
    page = journey.open("/refer/", as_=referrer, language="en")
    page.get_by_role("radio", name="Yes, we talked about it").check()
    page.get_by_label("First name and name of the learner").fill(NAME)
    page.get_by_role("radio", name="E-mail").check()
    page.get_by_label("Their number or e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Pass on").click()
    page.get_by_text("Received").first.wait_for()
    assert NAME not in page.content()
    return page


def decide(journey, social_worker):
    page = journey.open("/cases/requests/", as_=social_worker, width=DESK, language="en")
    page.get_by_role("link", name=f"Answer {NAME}").click()
    page.get_by_role("button", name="I reached them: open a file").click()
    page.get_by_role("button", name="Write an interview").click()
    page.get_by_label("The facts").fill(SECRET)
    page.get_by_label("What is agreed").fill("A basket each week until the contract begins.")
    page.get_by_text(re.compile("Kept at")).wait_for(timeout=20_000)
    page.get_by_role("button", name="Sign").click()
    page.get_by_role("link", name="Grant help").first.click()
    page.get_by_role("link", name="Weekly food basket").click()
    page.get_by_role("button", name="Grant").click()
    page.get_by_role("heading", name="The plan").wait_for()
    assert "Weekly food basket" in page.content()
    return page


def receive(journey, volunteer):
    page = journey.open("/receive/", as_=volunteer, language="en")
    for name, amount in (
        ("Riz long grain", 6),
        ("Pois chiches cuits", 12),
        ("Coquillettes", 8),
        ("Lentilles vertes", 4),
    ):
        product = Product.objects.filter(name=name).first()
        if product is None:
            continue
        page.goto(f"/receive/?code={product.gtin}")
        page.get_by_label("Quantity").fill(str(amount))
        page.get_by_role("radio", name="Other date").check()
        page.get_by_role("textbox", name="Other date").fill("12/2028")
        page.get_by_role("button", name=re.compile("then next")).click()
        page.locator(".row-title", has_text=name).wait_for()
    return page


def plan(journey, coordinator):
    page = journey.open("/distributions/new/", as_=coordinator, width=DESK, language="en")
    form = page.locator("form", has=page.get_by_role("button", name="Add this day"))
    form.get_by_label("Day").fill(clock.today().isoformat())
    form.get_by_label("From").fill("00:05")
    form.get_by_label("To", exact=False).last.fill("23:55")
    form.get_by_role("button", name="Add this day").click()
    page.goto(f"/distributions/{Distribution.objects.get().pk}/")
    page.get_by_role("button", name="Propose the baskets").click()
    page.locator("table.matrix").wait_for()
    page.get_by_role("button", name="Freeze the week").click()
    page.get_by_role("link", name="Pack").first.wait_for()
    page.get_by_role("link", name="Pick list").click()
    page.get_by_role("button", name="Print with each bag").click()
    listed = text_of_pdf(page, journey)
    assert "01" in listed
    assert "Benalista" not in listed
    return page


def sign_in_as_learner(journey, settings):
    page = journey.open("/mine/", language="en")
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send me the code").click()
    sending.send_due()
    code = re.search(r"\b\d{6}\b", letters(settings)[-1].get_content())[0]
    page.get_by_label("The code of six digits").fill(code)
    page.get_by_role("button", name="Open my page").click()
    page.locator(".code").wait_for()
    return page


def hand_over(journey, coordinator, code):
    pack = journey.open("/pack/", as_=coordinator, language="en")
    pack.get_by_role("button", name=re.compile("Take a bag")).click()
    pack.get_by_role("button", name=re.compile("is packed")).click()
    desk = journey.open("/desk/", as_=coordinator, language="en")
    desk.get_by_role("button", name="Open the desk").click()
    desk.get_by_label("Code of the person").fill(code)
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name=re.compile("Hand over bag")).click()
    desk.get_by_text(re.compile(r"Bag \d+ is handed over")).first.wait_for()
    desk.get_by_label("Code of the person").fill(code)
    desk.keyboard.press("Enter")
    desk.get_by_text(re.compile("already", re.IGNORECASE)).first.wait_for()
    assert Basket.objects.filter(state="collected").count() == 1
    return desk


def test_the_whole_line(
    journey, settings, school, referrer, social_worker, volunteer, coordinator, management, outsider
):
    staff = refer(journey, referrer)
    decide(journey, social_worker)
    receiving = receive(journey, volunteer)
    planning = plan(journey, coordinator)
    assert codes.issue_codes() == 1
    learner = sign_in_as_learner(journey, settings)
    code = learner.locator(".code").inner_text()
    desk = hand_over(journey, coordinator, code)
    learner.goto("/mine/")
    learner.get_by_text("Collected").first.wait_for()
    staff.goto("/refer/")
    staff.get_by_text("Contacted").first.wait_for()
    month = journey.open("/dashboard/", as_=management, width=DESK, language="en")
    month.get_by_role("heading", name="Baskets handed out").wait_for()
    month.get_by_role("button", name="PDF report").click()
    report = text_of_pdf(month, journey)
    assert "Baskets handed out" in report
    for page in (staff, receiving, planning, desk, month):
        page.reload()
        for word in (SECRET, "Benalista", ADDRESS):
            assert word not in page.content(), page.url
    sending.send_due()
    for letter in letters(settings):
        assert letter["Subject"] == "CO'OP"
        assert SECRET not in letter.get_content()
        assert not re.search("basket|aid|social", letter.get_content(), re.IGNORECASE)
