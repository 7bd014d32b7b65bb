"""Codes in photographs that these tests draw themselves."""

import datetime as dt
import io
import struct
import zlib

import pytest
import zxingcpp
from PIL import Image

from pantry import photos
from pantry.errors import NoCode
from tests.pantry.conftest import code

TODAY = dt.date(2026, 11, 22)


def drawn(*codes, form="PNG", size=(1600, 1200), turn=0, **saved):
    """A photograph of codes on a grey table."""
    photo = Image.new("L", size, 190)
    for n, (text, kind, *gs1) in enumerate(codes):
        bars = zxingcpp.create_barcode(text, kind, gs1=bool(gs1)).to_image(scale=4)
        height, width = bars.shape
        photo.paste(Image.frombytes("L", (width, height), bytes(memoryview(bars))), (200, 100 + 500 * n))
    written = io.BytesIO()
    photo.rotate(turn, expand=True, fillcolor=190).save(written, form, **saved)
    return written.getvalue()


EAN = (code(1), zxingcpp.EAN13)


@pytest.mark.parametrize("turn", [0, 90, 8])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_bars_in_a_photo_are_read_however_it_is_held(form, turn):
    assert photos.code_in(drawn(EAN, form=form, turn=turn), today=TODAY) == f"]E0{code(1)}"


def test_of_several_codes_the_one_that_names_a_product_counts():
    shop = drawn(("https://example.org/recipes", zxingcpp.QRCode), EAN)
    assert photos.code_in(shop, today=TODAY).endswith(code(1))


def test_lot_and_date_come_with_a_square_code():
    square = (f"(01)0{code(1)}(17)261203(10)AB7", zxingcpp.DataMatrix, "gs1")
    assert photos.code_in(drawn(square), today=TODAY) == f"]d2010{code(1)}1726120310AB7"


def bomb():
    """A picture of four gigapixels in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(65_001)))]
    parts = [struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        (drawn(), "Get closer"),
        (b"", "no photo"),
        (b"GIF89a not allowed", "no photo"),
        (drawn(EAN)[:400], "no photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no photo"),
        (bomb(), "too large"),
    ],
)
def test_what_can_not_be_read_gets_a_sentence(photo, sentence):
    with pytest.raises(NoCode, match=sentence):
        photos.code_in(photo, today=TODAY)
