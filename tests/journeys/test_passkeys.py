"""A passkey as second factor: set up at the first sign-in, used at the next one, and refused when it is another's."""

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from coop.accounts import addresses
from coop.audit.journal import SYSTEM

PASSWORD = "sept chevaux bleus dansent"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Passkeys:
    """The browser's own virtual authenticator, in place of a finger on a key."""

    def __init__(self, page) -> None:
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        self.device = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def _ask(self, what: str, **values):
        return self.tools.send(f"WebAuthn.{what}", {"authenticatorId": self.device, **values})

    def kept(self) -> list[dict]:
        return self._ask("getCredentials")["credentials"]

    def turn_away(self, *, away: bool) -> None:
        """The owner does not prove who they are."""
        self._ask("setUserVerified", isUserVerified=not away)

    def forge(self) -> None:
        """The same number on another secret: a copy that somebody made up."""
        (kept,) = self.kept()
        self._ask("clearCredentials")
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        names = ("credentialId", "isResidentCredential", "rpId", "signCount")
        forged = {name: kept[name] for name in names if name in kept}
        self._ask("addCredential", credential={**forged, "privateKey": base64.b64encode(made).decode()})


def sign_in(page, user) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()


def test_a_social_worker_sets_up_a_passkey_and_signs_in_with_it(journey, social_worker):
    social_worker.set_password(PASSWORD)
    social_worker.save()
    addresses.set_address(user=social_worker, email=social_worker.email, by=SYSTEM)
    page = journey.open("/accounts/login/", language="en")
    passkeys = Passkeys(page)
    refused = page.get_by_role("alert").filter(has_text="The passkey did not answer")
    sign_in(page, social_worker)
    page.get_by_role("link", name="Use a passkey instead").click()
    journey.looks_well(page, "enrol-passkey")
    page.get_by_role("button", name="Set up my passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert len(passkeys.kept()) == 1
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)

    sign_in(page, social_worker)
    page.get_by_role("heading", name="One more step").wait_for()
    journey.looks_well(page, "passkey")
    assert not refused.is_visible()
    passkeys.turn_away(away=True)
    page.get_by_role("button", name="Use my passkey").click()
    refused.wait_for()
    journey.looks_well(page, "passkey-refused")
    passkeys.turn_away(away=False)
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/cases/")
    assert page.url.endswith("/cases/")
    sign_out(page)

    passkeys.forge()
    sign_in(page, social_worker)
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_text("This passkey does not fit this account.").wait_for()
    journey.looks_well(page, "passkey-forged")
    page.goto("/cases/")
    assert "/cases/" not in page.url
