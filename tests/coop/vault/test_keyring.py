"""The key ring file."""

import json
import stat

import pytest

from coop.vault import blind, envelope, keyring
from coop.vault.errors import KeyRingBroken, KeyRingMissing


def test_a_new_ring_is_readable_by_its_owner_only(own_ring):
    assert stat.S_IMODE(own_ring.stat().st_mode) == 0o600
    assert [path.name for path in own_ring.parent.iterdir()] == ["ring.json"]


def test_a_ring_that_is_there_is_left_alone(own_ring):
    before = own_ring.read_bytes()
    assert keyring.ensure(own_ring) is False
    assert own_ring.read_bytes() == before


def test_a_missing_ring_is_said_in_one_sentence(own_ring):
    own_ring.unlink()
    with pytest.raises(KeyRingMissing, match=r"The key ring .* is missing: set COOP_KEYRING_FILE"):
        envelope.seal_with_ring("hidden", context="a")


@pytest.mark.parametrize(
    "text",
    ["", "not json", "[]", "{}", '{"sealing": {"active": "aa", "keys": {}}, "index": {"active": "aa", "keys": {}}}'],
)
def test_a_broken_ring_is_said_in_one_sentence(own_ring, text):
    own_ring.write_text(text)
    with pytest.raises(KeyRingBroken, match="is not a key ring: put the right one back"):
        blind.digest("test", "x")


def test_a_short_key_is_refused(own_ring):
    data = json.loads(own_ring.read_text())
    data["sealing"]["keys"][data["sealing"]["active"]] = "c2hvcnQ="
    own_ring.write_text(json.dumps(data))
    with pytest.raises(KeyRingBroken):
        keyring.ring()


def test_a_ring_changed_by_another_process_is_seen_at_once(own_ring):
    before = keyring.ring()
    keyring.write(own_ring, keyring.Ring(sealing=before.sealing.with_new_active(), index=before.index))
    assert keyring.ring().sealing.active != before.sealing.active


def test_keys_do_not_show_in_a_traceback(own_ring):
    assert repr(keyring.ring().sealing.active_key) not in repr(keyring.ring())
