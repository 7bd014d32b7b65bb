"""Second factors survive a new key."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from coop.accounts.adapter import SecondFactorAdapter
from coop.accounts.rotation import rewrap_second_factors as rewrap
from coop.vault import keyring, rotation


@pytest.fixture
def own_ring(settings, tmp_path):
    settings.COOP_KEYRING_FILE = tmp_path / "keyring.json"
    keyring.ensure(settings.COOP_KEYRING_FILE)


@pytest.mark.django_db
def test_secrets_of_second_factors_move_to_the_new_key(own_ring, coordinator):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(coordinator, secret)
    before = RecoveryCodes.activate(coordinator).generate_codes()
    old = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    rotation.begin(index=False)
    assert (rewrap(1), rewrap(5), rewrap(5)) == (1, 1, 0)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) != old
    kept = Authenticator.objects.get(user=coordinator, type="totp")
    assert SecondFactorAdapter().decrypt(kept.data["secret"]) == secret
    assert Authenticator.objects.get(type="recovery_codes").wrap().generate_codes() == before
