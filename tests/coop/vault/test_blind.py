"""Blind indexes: spellings of one thing fall together, two purposes stay apart."""

import pytest

from coop.vault import blind, keyring

pytestmark = pytest.mark.usefixtures("own_ring")


@pytest.mark.parametrize(
    "same",
    [
        ["Hélène D'Aubigné-Le Goff", "HELENE DAUBIGNE LE GOFF", "le goff d’Aubigné, hélène"],
        ["Jürgen Müller", "MULLER Jurgen", "jürgen  müller"],
        ["Œdipe Łukasz", "oedipe lukasz"],
        ["María de la Cruz", "Maria Cruz"],
        ["Đức Nguyễn", "Duc Nguyen"],
        ["محمد علي", "علي محمد"],
    ],
)
def test_spellings_of_one_name_fall_together(same):
    assert len({blind.norm_name(name) for name in same}) == 1


@pytest.mark.parametrize("apart", [["Marie Dupont", "Marie Dupond"], ["Ana Silva", "Ana Sylva"], ["Li Wei", "Li Wen"]])
def test_different_names_stay_apart(apart):
    assert len({blind.norm_name(name) for name in apart}) == 2


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Hélène D'Aubigné-Le Goff", ["helene", "daubigne", "goff"]),
        ("Le", ["le"]),
        ("", []),
        ("123 !", []),
        ("Ana Ana", ["ana"]),
    ],
)
def test_the_parts_of_a_name_that_count(name, parts):
    assert blind.name_parts(name) == parts


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "+33612345678"),
        ("+32 475 12 34 56", "+32475123456"),
        ("12", ""),
        ("call me", ""),
        ("", ""),
    ],
)
def test_writings_of_one_phone_number_fall_together(number, expected):
    assert blind.norm_phone(number) == expected


def test_writings_of_one_address_fall_together():
    assert blind.norm_email("  Amelie@Example.ORG ") == "amelie@example.org"


def test_two_purposes_cannot_be_joined():
    assert blind.digest("a.name", "dupont") == blind.digest("a.name", "dupont")
    assert blind.digest("a.name", "dupont") != blind.digest("b.name", "dupont")
    assert len(blind.digest("a.name", "dupont")) == 32


def test_another_ring_gives_other_digests(own_ring):
    before = blind.digest("a.name", "dupont")
    own_ring.unlink()
    keyring.ensure(own_ring)
    assert blind.digest("a.name", "dupont") != before


def test_during_a_rotation_both_digests_are_looked_for(own_ring):
    before = blind.digest("a.name", "dupont")
    ring = keyring.ring()
    keyring.write(own_ring, keyring.Ring(sealing=ring.sealing, index=ring.index.with_new_active()))
    after = blind.digest("a.name", "dupont")
    assert after != before
    assert blind.candidates("a.name", "dupont") == [after, before]
