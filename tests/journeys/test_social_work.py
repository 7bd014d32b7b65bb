"""From asking to the learner's page: a minute on a phone, a morning at the desk, an interview, a basket, a code."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from coop.accounts.models import User
from coop.school.models import Place, PresencePattern
from coop.web import clock
from pantry import distributions, plans
from referrals import appointments, codes, compartment, learners, session, setup
from referrals.identity import Identity

from .conftest import DESK, PHONE


@pytest.fixture
def presence(social_worker):
    """She is there every day of the week, from nine to twelve."""
    return [
        PresencePattern.objects.create(
            user=social_worker.pk, weekday=day, from_time=dt.time(9), to_time=dt.time(12), slot_minutes=45
        )
        for day in range(7)
    ]


@pytest.fixture
def frozen(learner, coordinator):
    """Today's distribution, planned and frozen: Lina's code is on her page."""
    place = Place.objects.create(name="Bâtiment C, porte 4", kind="room", position=1)
    day = distributions.make_distribution(
        date=clock.today(),
        starts_at=dt.time(17, 30),
        ends_at=dt.time(18, 30),
        place_id=place.pk,
        capacity=20,
        by=coordinator.pk,
    )
    plans.plan(distribution_id=day.pk, by=coordinator.pk, seed=1)
    distributions.freeze(distribution_id=day.pk, by=coordinator.pk)
    assert codes.issue_codes() == 1
    return day


def seconds_taken(page):
    return page.evaluate("performance.now() / 1000")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_somebody_asks_in_under_a_minute(journey, presence, social_worker, width):
    page = journey.open("/ask/", width=width)
    journey.looks_well(page, "ask")
    page.get_by_label("Votre prénom et votre nom").fill("Sofia Marchetti")
    page.get_by_label("Votre numéro").fill("bonjour")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("alert").wait_for()
    journey.looks_well(page, "ask-refused")
    assert page.get_by_label("Votre prénom et votre nom").input_value() == "Sofia Marchetti"
    page.get_by_label("Votre numéro").fill("06 39 98 14 27")
    page.get_by_role("radio", name="9 h 00").first.check()
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("heading", name="C’est envoyé.").wait_for()
    assert seconds_taken(page) < 60
    journey.looks_well(page, "asked")


@pytest.mark.parametrize("path", ["/ask/", "/mine/"])
def test_escape_three_times_leaves_at_once(path, journey, social_worker):
    page = journey.open(path)
    left = []
    page.on("request", lambda request: left.append(request.url))
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere", content_type="text/html"))
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    assert path not in page.url


def wait_for_the_draft(page) -> str:
    """What the tab keeps of a referral that is being typed."""
    for _try in range(100):
        kept = page.evaluate("sessionStorage.getItem('coop.refer')")
        if kept:
            return kept
    raise AssertionError("no draft is kept")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_staff_pass_a_name_on_only_with_agreement(journey, referrer, social_worker, width):
    page = journey.open("/refer/", as_=referrer, width=width)
    journey.looks_well(page, "refer-empty")
    page.get_by_role("radio", name="Pas encore").check()
    page.get_by_role("button", name="Transmettre").click()
    page.get_by_role("heading", name="Quelqu’un à qui parler").wait_for()
    journey.looks_well(page, "leaflet")
    page.goto("/refer/")
    page.get_by_role("radio", name="Oui, nous en avons parlé").check()
    name = page.get_by_label("Prénom et nom de l’apprenant")
    name.fill("Mehdi Aubert")
    kept = wait_for_the_draft(page)
    assert "Mehdi" not in kept
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # the sign-in expires
    page.reload()
    assert "/accounts/login/" in page.url
    journey.signed_in_again(page, referrer).goto("/refer/")
    page.get_by_text("Voici ce que vous aviez saisi.").wait_for()
    assert name.input_value() == "Mehdi Aubert"
    journey.looks_well(page, "refer-draft")
    page.get_by_label("Son numéro ou son adresse e-mail").fill("06 39 98 11 11")
    page.get_by_role("button", name="Transmettre").click()
    page.get_by_text("C’est transmis").wait_for()
    journey.looks_well(page, "refer")
    assert "Mehdi" not in page.content()
    assert page.evaluate("sessionStorage.getItem('coop.refer')") is None
    name.fill("Mehdi Aubert")
    wait_for_the_draft(page)
    journey.signed_in_again(page, social_worker).goto("/refer/")
    page.locator("[data-draft-note]:not([hidden])").wait_for()
    assert name.input_value() == ""


@pytest.fixture
def busy(presence, learner, social_worker, referrer):
    """A morning with an appointment, three requests and a probable duplicate."""
    User.objects.filter(pk=social_worker.pk).update(full_name="Claire Vasseur")
    who = Identity(name="Sofia Marchetti", phone="06 39 98 14 27")
    setup.request(who=who, urgency="today", referrer=referrer.pk, referrer_name="M. Roux")
    setup.request(who=Identity(name="Mehdi Aubert", phone="06 39 98 11 11"), reach_by="call")
    twin = Identity(name="Lina L.", phone="06 39 98 00 01")
    setup.request(who=twin, urgency="when_possible", referrer=referrer.pk, referrer_name="Mme Tissier")
    late = timezone.localtime().replace(hour=23, minute=10, second=0, microsecond=0)
    appointments.book(case_id=learner.case_id, starts_at=late, minutes=30, mode="office", by=social_worker.pk)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_social_workers_morning(journey, busy, learner, social_worker, width):
    page = journey.open("/cases/", as_=social_worker, width=width)
    journey.looks_well(page, "cases")
    assert "Peut-être Lina Learner" in page.content()
    for path, name in [("agenda/", "agenda"), ("requests/", "queue"), ("files/", "files"), ("tasks/", "tasks")]:
        page.goto(f"/cases/{path}")
        journey.looks_well(page, name)
    page.goto("/cases/requests/")
    page.get_by_role("link", name="Lina L.", exact=True).click()
    journey.looks_well(page, "request")
    page.goto(f"/cases/{learner.case_id}/")
    journey.looks_well(page, "file")
    for path in ["identity", "volunteer", "share", "appointment", "pause", "grant"]:
        page.goto(f"/cases/{learner.case_id}/{path}/")
        journey.looks_well(page, f"file-{path}")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_interview_is_kept_while_it_is_typed_then_signed(journey, busy, social_worker, width):
    page = journey.open("/cases/requests/", as_=social_worker, width=width)
    page.get_by_role("link", name="Répondre Sofia Marchetti").click()
    page.get_by_role("button", name="Contact pris : ouvrir un dossier").click()
    page.get_by_role("button", name="Écrire un entretien").click()
    page.get_by_label("Les faits").fill("Sofia dort chez une amie depuis dix jours.")
    page.get_by_text("Gardé à").wait_for(timeout=15_000)
    journey.looks_well(page, "interview")
    page.reload()
    assert page.get_by_label("Les faits").input_value() == "Sofia dort chez une amie depuis dix jours."
    page.get_by_role("button", name="Signer").click()
    page.get_by_role("link", name="Entretien").click()
    journey.looks_well(page, "interview-read")
    assert "chez une amie" in page.content()


@pytest.fixture
def writing(journey, busy, social_worker):
    """An interview with Sofia has begun, at the desk."""
    page = journey.open("/cases/requests/", as_=social_worker, width=DESK)
    page.get_by_role("link", name="Répondre Sofia Marchetti").click()
    page.get_by_role("button", name="Contact pris : ouvrir un dossier").click()
    page.get_by_role("button", name="Écrire un entretien").click()
    page.get_by_label("Les faits").wait_for()
    return page


def letters(page):
    """What lies on the device."""
    return page.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('coop.kept')).flat().join()")


def test_what_is_typed_without_network_arrives_at_the_next_sign_in(
    journey, writing, social_worker, other_social_worker
):
    device, text = writing.context, "Sofia dort chez une amie depuis dix jours."
    device.set_offline(True)
    writing.get_by_label("Les faits").fill(text)
    writing.get_by_text("Hors d’atteinte").wait_for(timeout=15_000)
    assert letters(writing)
    assert "amie" not in letters(writing)
    writing.close()
    device.set_offline(False)
    sent = []
    device.on("request", lambda request: sent.append(request.url) if "/letter/" in request.url else None)
    journey.sign_in(device, other_social_worker)
    hers = journey.window(device, "/cases/")
    hers.wait_for_load_state("networkidle")
    assert sent == []
    assert letters(hers)
    journey.sign_in(device, social_worker)
    page = journey.window(device, "/cases/")
    page.get_by_text("Ce que vous avez tapé sans réseau est arrivé.").wait_for()
    journey.looks_well(page, "cases-arrived")
    assert (len(sent), letters(page)) == (1, "")
    page.get_by_role("link", name="Continuer", exact=True).click()
    assert page.get_by_label("Les faits").input_value() == text


def test_the_network_comes_back_while_one_types(journey, writing):
    device = writing.context
    device.set_offline(True)
    writing.get_by_label("Les besoins").fill("Un lit.")
    writing.get_by_text("Hors d’atteinte").wait_for(timeout=15_000)
    device.set_offline(False)
    writing.get_by_text("Gardé à").wait_for(timeout=15_000)
    assert letters(writing) == ""
    writing.reload()
    assert writing.get_by_label("Les besoins").input_value() == "Un lit."


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_two_windows_and_a_second_look_at_a_word(journey, writing, width, social_worker):
    other = journey.open(writing.url, as_=social_worker, width=width)
    other.get_by_label("Les faits").fill("Au téléphone : Mme Durand la trouve dépressive.")
    other.get_by_text("À relire").wait_for()
    assert "« Mme Durand » (le nom de quelqu’un)" in other.content().replace("\u00a0", " ").replace("&nbsp;", " ")
    journey.looks_well(other, "interview-second-look")
    other.get_by_text("Gardé à").wait_for(timeout=15_000)
    writing.get_by_label("Les faits").fill("Au bureau : elle dort sur un canapé.")
    writing.get_by_text("Un autre appareil a écrit aussi").wait_for(timeout=15_000)
    writing.set_viewport_size({"width": width, "height": 800})
    writing.get_by_role("button", name="Comparer").click()
    writing.get_by_role("heading", name="Deux textes").wait_for()
    journey.looks_well(writing, "interview-two-texts")
    writing.get_by_role("button", name="Mettre les deux ensemble").click()
    writing.get_by_text("Textes mis de côté").wait_for()
    both = writing.get_by_label("Les faits").input_value()
    assert "Au bureau" in both
    assert "Au téléphone" in both


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_learners_page_shows_the_code_and_hides_it(journey, frozen, learner, client, width):
    with compartment.task(compartment.Task.SIGN_IN, purpose="test"):
        token = learners.open_session(learner.case_id)
    page = journey.open("/mine/sign-in/", width=width)
    journey.looks_well(page, "mine-sign-in")
    page.context.add_cookies([{"name": session.COOKIE, "value": token, "url": journey.server}])
    page.goto("/mine/")
    code = page.locator(".code")
    assert code.is_visible()
    journey.looks_well(page, "mine")
    page.get_by_role("button", name="Cacher").click()
    assert not code.is_visible()
    journey.looks_well(page, "mine-hidden")
    for path, name in [("appointment/", "mine-appointment"), ("me/", "mine-me"), ("not-this-week/", "mine-skip")]:
        page.goto(f"/mine/{path}")
        journey.looks_well(page, name)
    page.get_by_role("button", name="Pas cette semaine").click()
    page.get_by_text("C’est noté").wait_for()
    journey.looks_well(page, "mine-skipped")
