"""The process that looks for codes in a photograph: bytes come in, lines of text go out, nothing else is within reach.

Run by `photos.py` as a script of its own, without Django, settings or secrets. Arguments: bytes of memory, seconds.
"""

import io
import json
import resource
import sys

PICTURES = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
SIDE = 2400
TOO_LARGE, NO_PICTURE = 3, 4


def limit(memory: int, seconds: int) -> None:
    """No more memory, processor time or files than a photograph needs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    photo = sys.stdin.buffer.read()
    limit(int(sys.argv[1]), int(sys.argv[2]))
    import zxingcpp
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # asked below, before a pixel is unpacked
    try:
        picture = Image.open(io.BytesIO(photo), formats=PICTURES)
        if picture.width * picture.height > MOST_PIXELS:
            return TOO_LARGE
        picture.draft("L", (SIDE, SIDE))
        grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError):
        return NO_PICTURE
    grey.thumbnail((SIDE, SIDE))
    found = zxingcpp.read_barcodes(grey)
    said = [f"{each.symbology_identifier}{bytes(each.bytes).decode('latin-1')}" for each in found[:8]]
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
