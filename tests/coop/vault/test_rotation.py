"""Keys are changed without losing a word, and an interrupted change goes on where it stopped."""

from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from coop.notifications.models import Message
from coop.vault import blind, envelope, keyring, rotation
from coop.vault.errors import BrokenEnvelope
from coop.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring", "only_our_registrations")]


@pytest.fixture
def only_our_registrations(monkeypatch):
    """Without what the apps registered: their tables belong to their own tests."""
    for name in ("_rewraps", "_rebuilds", "_openings"):
        monkeypatch.setattr(rotation, name, {})
    monkeypatch.setattr(rotation, "autodiscover_modules", lambda _name: None)
    fields = list(rotation._sealed_fields())
    ours = [(model, field) for model, field in fields if model is Message]
    assert len(ours) == 3
    monkeypatch.setattr(rotation, "_sealed_fields", lambda: iter(ours))


def write(count: int) -> None:
    Message.objects.bulk_create(
        Message(dedupe=bytes([n]), recipient=f"p{n}@b.example", subject="CO'OP", body=f"Text {n}", due_at=clock.now())
        for n in range(count)
    )


def key_ids() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient FROM notifications_message UNION ALL SELECT body FROM notifications_message")
        return {envelope.key_id(bytes(blob)) for (blob,) in cursor.fetchall()}


def rotate_keys(**options) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def test_everything_is_moved_over_to_the_new_key_and_reads_as_before(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    write(5)
    before = keyring.ring().sealing.active
    assert key_ids() == {before}
    assert "notifications.message.body: 5 moved" in rotate_keys()
    after = keyring.ring().sealing.active
    assert after != before
    assert key_ids() == {after}
    assert [row.body for row in Message.objects.order_by("pk")] == [f"Text {n}" for n in range(5)]


def test_a_row_moved_over_needs_the_old_key_no_more():
    write(1)
    rotate_keys()
    assert "Keys taken off the ring: 1" in rotate_keys(forget=True)
    assert len(keyring.ring().sealing.keys) == 1
    assert Message.objects.get().recipient == "p0@b.example"


def test_an_interrupted_rotation_goes_on_with_the_same_key(monkeypatch):
    write(5)
    monkeypatch.setattr(rotation, "BATCH", 2)
    moves = rotation.move()

    rotation.begin(index=False)
    next(moves)  # one field is done, then the machine stops
    half = keyring.ring().sealing.active
    assert len(key_ids()) == 2
    assert "going on where it stopped" in rotate_keys()
    assert keyring.ring().sealing.active == half
    assert key_ids() == {half}
    assert keyring.ring().rotating is False


def test_forgetting_moves_what_a_slow_process_sealed_meanwhile_first():
    rotate_keys()
    ring = keyring.ring()
    (old,) = set(ring.sealing.keys) - {ring.sealing.active}
    keyring.write(
        keyring.path(),
        keyring.Ring(sealing=keyring.KeySet(active=old, keys=ring.sealing.keys), index=ring.index),
    )
    write(1)
    keyring.write(keyring.path(), ring)
    rotate_keys(forget=True)
    assert Message.objects.get().body == "Text 0"


def test_data_keys_get_a_new_wrapping_and_what_they_sealed_stays_as_it_is():
    key, wrapped = envelope.new_key()
    case = {"wrapped": wrapped, "text": envelope.seal(key, "hidden", context="case")}
    text_before = case["text"]

    @rotation.rewraps("test.case")
    def rewrap(batch: int) -> int:
        if case["wrapped"].startswith(envelope.current_head()):
            return 0
        case["wrapped"] = envelope.rewrap(case["wrapped"])
        return 1

    assert "test.case: 1 moved" in rotate_keys()
    assert envelope.key_id(case["wrapped"]) == keyring.ring().sealing.active
    assert case["text"] == text_before
    assert envelope.unseal(envelope.unwrap(case["wrapped"]), case["text"], context="case") == "hidden"


def test_blind_indexes_are_rebuilt_only_when_their_key_changes():
    index = {"dupont": blind.digest("test.name", "dupont")}
    rebuilt = []

    @rotation.rebuilds("test.name")
    def rebuild() -> int:
        rebuilt.append(1)
        index["dupont"] = blind.digest("test.name", "dupont")
        return 1

    rotate_keys()
    assert rebuilt == []
    assert "test.name: 1 moved" in rotate_keys(index=True)
    assert index["dupont"] == blind.digest("test.name", "dupont")


def test_a_missing_ring_is_one_sentence(own_ring):
    own_ring.unlink()
    with pytest.raises(CommandError, match=r"^The key ring .* is missing"):
        rotate_keys()


def test_a_sealed_field_is_text_in_the_program_and_nothing_in_the_table():
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM notifications_message")
        assert b"Text" not in bytes(cursor.fetchone()[0])
    row = Message.objects.get()
    row.body = "Other"
    row.save(update_fields=["body"])
    assert Message.objects.values_list("body", flat=True).get() == "Other"
    Message.objects.update(body="Third")
    Message.objects.bulk_update([Message(pk=row.pk, body="Fourth")], ["body"])
    assert Message.objects.get().body == "Fourth"


@pytest.mark.parametrize("lookup", ["body", "body__contains", "body__startswith", "body__in", "body__lower"])
def test_nothing_is_searched_in_a_sealed_field(lookup):
    with pytest.raises(FieldError, match="is sealed"):
        Message.objects.filter(**{lookup: "x"}).first()


def test_whether_a_sealed_field_is_empty_may_be_asked():
    write(1)
    assert Message.objects.filter(body__isnull=True).count() == 0


def test_a_sealed_column_copied_into_another_does_not_open():
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET subject = body")
    with pytest.raises(BrokenEnvelope):
        Message.objects.get()


def test_what_is_not_text_is_refused():
    with pytest.raises(TypeError, match="holds text, not bytes"):
        Message(dedupe=b"1", recipient=b"bytes", subject="", body="", due_at=clock.now()).save()
