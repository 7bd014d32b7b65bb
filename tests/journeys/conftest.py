"""Journeys: a whole story in a real browser, on the real server and the real database, at the width of a phone.

    def test_a_story(journey, coordinator):
        page = journey.open("/stock/", as_=coordinator)
        page.get_by_role("link", name="Réception").click()
        journey.looks_well(page, "stock")            # axe, no sideways scrolling, neutral title, light and dark, a picture

`SHOTS=1 make test ARGS=tests/journeys` keeps pictures of all screens under var/shots, a few in docs/screenshots for README.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from coop.documents import requests
from coop.documents.models import Document

# Playwright's loop runs in this thread, and Django would take it for an asynchronous program.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PHONE, TABLET, DESK = 360, 768, 1280
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""Axe's rules that see a theme; what the others see is the same by day and by night."""
PICTURES = bool(os.environ.get("SHOTS"))
SHOTS = Path(settings.BASE_DIR) / "var" / "shots"
README_SHOTS = Path(settings.BASE_DIR) / "docs" / "screenshots"
SHOWN = {  # in README.md: the picture of the journey, and how much of it
    "ask-360-light": ("ask", 1200),
    "mine-360-light": ("mine", 1200),
    "receive-360-light": ("receive", 1200),
    "desk-360-light": ("desk", 1200),
    "cases-1280-light": ("cases", 720),
    "distribution-1280-light": ("distribution", 720),
    "hours-1280-light": ("shifts", 720),
    "dashboard-1280-light": ("dashboard", 720),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey really commits and takes its time; without a browser it is skipped with a sentence."""
    here = Path(__file__).parent
    for item in items:
        if here not in Path(item.path).parents:
            continue
        item.add_marker(pytest.mark.django_db(transaction=True))
        item.add_marker(pytest.mark.timeout(300))
        if not Path(CHROMIUM).exists():
            item.add_marker(pytest.mark.skip(reason="Chromium is missing: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


# A colour that changes slowly changes one level of the page per frame: measured too early, light ink stands on a dark ground.
REPAINTED = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  await frame(); await frame();
  while (document.getAnimations().some(one => one.playState === "running")) await frame();
}"""


class Journey:
    """One browser's worth of story. Each `open` is a device of its own: its own cookies, width and language."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self.server = browser, server
        self.devices: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(self, path: str, *, as_=None, width: int = PHONE, language: str = "fr", theme: str = "light") -> Page:
        """A new device at `path`, signed in as somebody or nobody."""
        device = self.browser.new_context(
            viewport={"width": width, "height": 740 if width < TABLET else 800},
            locale={"fr": "fr-FR", "en": "en-GB"}.get(language, language),
            color_scheme=theme,
            reduced_motion="reduce",
            base_url=self.server,
            accept_downloads=True,
        )
        self.devices.append(device)
        device.set_default_timeout(10_000)
        device.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.server}])
        if as_ is not None:
            self.sign_in(device, as_, language)
        return self.window(device, path)

    def window(self, device: BrowserContext, path: str) -> Page:
        """One more window on the same device."""
        page = device.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))
        page.goto(path)
        return page

    def sign_in(self, device: BrowserContext, user, language: str = "fr") -> None:
        type(user).objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        device.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.server}])

    def signed_in_again(self, page: Page, user) -> Page:
        """The same device after a fresh sign-in."""
        self.sign_in(page.context, user, "fr")
        return page

    def _hear(self, page: Page, said) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(f"{page.url}: {said.text}")

    def looks_well(self, page: Page, name: str, *, rules_off: tuple[str, ...] = ()) -> None:
        """Axe finds nothing (by day and by night), nothing scrolls sideways, the title betrays nothing."""
        page.wait_for_load_state()  # a click does not wait for the page behind it
        assert page.title() == "CO'OP", f"the title says “{page.title()}”"
        assert page.evaluate("document.documentElement.lang")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        width = page.viewport_size["width"]
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px at {width}"
        off = {rule: {"enabled": False} for rule in rules_off}
        by_night = {"runOnly": [rule for rule in OF_COLOUR if rule not in rules_off]}
        for theme, asked in (("light", {"rules": off}), ("dark", by_night)):
            page.emulate_media(color_scheme=theme)
            page.evaluate(REPAINTED)
            if PICTURES:
                picture(page, f"{name}-{width}-{theme}")
            found = Axe().run(page, options={"resultTypes": ["violations"], **asked})
            assert found.violations_count == 0, f"{page.url}, {theme}: {found.generate_report()}"
        page.emulate_media(color_scheme="light")

    def documents_are_made(self) -> None:
        """What the worker would do, here and now."""
        for document in Document.objects.filter(state=Document.State.QUEUED):
            assert requests.make(number=document.pk)

    def close(self) -> None:
        for device in self.devices:
            device.close()


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    if name in SHOWN:
        shown, most = SHOWN[name]
        size = page.viewport_size
        height = min(most, page.evaluate("document.documentElement.scrollHeight"))
        README_SHOTS.mkdir(parents=True, exist_ok=True)
        page.set_viewport_size({"width": size["width"], "height": height})
        page.screenshot(path=README_SHOTS / f"{shown}.png")
        page.set_viewport_size(size)


@pytest.fixture
def journey(browser: Browser, live_server) -> Iterator[Journey]:
    story = Journey(browser, live_server.url)
    yield story
    story.close()
    assert not story.faults, "the browser reported: " + "; ".join(story.faults)
