"""What tests of the shared floors need: a key ring of their own."""

import pytest

from coop.vault import keyring


@pytest.fixture
def own_ring(settings, tmp_path):
    """A fresh ring in the test's own folder; its path."""
    settings.COOP_KEYRING_FILE = tmp_path / "keys" / "ring.json"
    keyring.ensure(settings.COOP_KEYRING_FILE)
    return settings.COOP_KEYRING_FILE
