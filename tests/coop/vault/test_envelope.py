"""What is sealed opens for its key and its place, and for nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.vault import envelope, keyring
from coop.vault.errors import BrokenEnvelope, WrongKey

pytestmark = pytest.mark.usefixtures("own_ring")
once_for_all = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


@once_for_all
@given(text=st.text(), context=st.text(min_size=1))
def test_what_was_sealed_comes_back(text, context):
    key, wrapped = envelope.new_key()
    assert envelope.unseal(envelope.unwrap(wrapped), envelope.seal(key, text, context=context), context=context) == text
    assert envelope.unseal_with_ring(envelope.seal_with_ring(text, context=context), context=context) == text


def test_the_same_text_never_looks_the_same_twice():
    key, _wrapped = envelope.new_key()
    assert len({envelope.seal(key, "yes", context="a") for _ in range(50)}) == 50


@once_for_all
@given(data=st.data())
def test_one_changed_byte_and_it_does_not_open(data):
    key, wrapped = envelope.new_key()
    for blob, opens in (
        (envelope.seal(key, "hidden", context="a"), lambda changed: envelope.unseal(key, changed, context="a")),
        (wrapped, envelope.unwrap),
    ):
        place = data.draw(st.integers(0, len(blob) - 1))
        changed = bytearray(blob)
        changed[place] ^= data.draw(st.integers(1, 255))
        with pytest.raises((BrokenEnvelope, WrongKey)):
            opens(bytes(changed))


@pytest.mark.parametrize("blob", [b"", b"plain words", b"\x02", b"\x01" + b"0" * 40, memoryview(b"\x02" + b"0" * 60)])
def test_what_is_no_envelope_raises_and_is_never_handed_back(blob):
    key, _wrapped = envelope.new_key()
    with pytest.raises((BrokenEnvelope, WrongKey)):
        envelope.unseal(key, blob, context="a")
    with pytest.raises((BrokenEnvelope, WrongKey)):
        envelope.unseal_with_ring(blob, context="a")


def test_an_envelope_moved_to_another_place_does_not_open():
    key, wrapped = envelope.new_key()
    with pytest.raises(BrokenEnvelope):
        envelope.unseal(key, envelope.seal(key, "hidden", context="case 1"), context="case 2")
    with pytest.raises(BrokenEnvelope):
        envelope.unseal_with_ring(wrapped, context="outbox")


def test_another_case_s_key_does_not_open():
    (one, _), (other, _) = envelope.new_key(), envelope.new_key()
    with pytest.raises(BrokenEnvelope):
        envelope.unseal(other, envelope.seal(one, "hidden", context="a"), context="a")


def test_a_key_that_is_not_on_the_ring_is_named_in_one_sentence(own_ring):
    sealed = envelope.seal_with_ring("hidden", context="a")
    own_ring.unlink()
    keyring.ensure(own_ring)
    with pytest.raises(WrongKey, match=rf"sealed with key {envelope.key_id(sealed)}, which is not on the key ring"):
        envelope.unseal_with_ring(sealed, context="a")


def test_an_empty_context_is_refused():
    with pytest.raises(ValueError, match="needs a context"):
        envelope.seal_with_ring("hidden", context="")
