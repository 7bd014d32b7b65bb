"""A ring and a database belong together: a ring that is gone or another one is noticed before anything is sealed with it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coop.vault import anchor, keyring
from coop.web import health

pytestmark = pytest.mark.django_db


def test_the_first_ring_is_remembered_and_stays_the_one_through_rotations(own_ring):
    assert anchor.fits()
    call_command("rotate_keys", index=True, stdout=StringIO())
    call_command("rotate_keys", forget=True, stdout=StringIO())
    assert anchor.fits()
    assert "keys" not in health.problems()


@pytest.mark.parametrize("state", ["gone", "another", "not a ring"])
def test_a_ring_that_does_not_open_the_database_shows_on_the_health_page(own_ring, state):
    assert anchor.fits()
    own_ring.unlink()
    if state == "another":
        keyring.ensure(own_ring)
    if state == "not a ring":
        own_ring.write_text("{}")
    assert "keys" in health.problems()


def test_no_new_ring_is_made_for_a_database_that_has_one(own_ring):
    assert anchor.fits()
    kept = own_ring.read_bytes()
    own_ring.unlink()
    with pytest.raises(CommandError, match="is gone, and this database was sealed with it: put its copy back"):
        call_command("ensure_keyring")
    assert not own_ring.exists()
    own_ring.write_bytes(kept)
    call_command("ensure_keyring", stdout=StringIO())
    assert own_ring.read_bytes() == kept
