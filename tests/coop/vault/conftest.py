"""A key ring of its own for each test of the vault."""

import pytest

from coop.vault import keyring


@pytest.fixture
def own_ring(settings, tmp_path):
    """A fresh ring in the test's own folder; its path."""
    settings.COOP_KEYRING_FILE = tmp_path / "keys" / "ring.json"
    keyring.ensure(settings.COOP_KEYRING_FILE)
    return settings.COOP_KEYRING_FILE
