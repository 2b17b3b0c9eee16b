"""The program in which a stranger's picture of a code is read: fresh for each picture, able to do nothing else.

It gets the bytes through a pipe and holds them in memory. Before it looks at them it gives up opening files and
sockets, writing files and core dumps; memory and time are limited. It answers with one line of JSON: the texts of the
codes it found, or why it read none.

Started by `code_reading.py` with its limits as arguments.
"""

import io
import json
import os
import resource
import sys

import zxingcpp
from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

# A JPEG is decoded smaller where that suffices; anything else stands in memory whole.
_JPEG_MAX_PIXELS = 260_000_000
_MAX_PIXELS = 50_000_000
LONGEST_SIDE_PX = 2400
_SHORTER_SIDE_PX = 1000
_WANTED = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
MOST_CODES = 8
LONGEST_TEXT = 600
# Their modules must be there before the door is shut; Pillow loads them lazily otherwise.
_READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
# A telephone's MPO is opened as the JPEG that it begins with.
_FORMATS = ("JPEG", "PNG", "WEBP")

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
Image._initialized = 2  # noqa: SLF001 — Pillow shall look for no further readers: the child can open no file


def read(data: bytes) -> dict[str, object]:
    """Return the texts of the QR codes in a picture, or why there are none."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            pixels = image.width * image.height
            if pixels > (_JPEG_MAX_PIXELS if image.format in {"JPEG", "MPO"} else _MAX_PIXELS):
                return {"why": "too_many_pixels"}
            image.draft("L", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            grey = _on_white(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        return {"why": "not_a_picture"}
    found = _codes(grey)
    # What is out of focus is sometimes read when it is smaller.
    if not found and max(grey.size) > _SHORTER_SIDE_PX:
        grey.thumbnail((_SHORTER_SIDE_PX, _SHORTER_SIDE_PX))
        found = _codes(grey)
    return {"texts": found}


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        through = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", through.size, "white"), through).convert("L")
    return image.convert("L")


def _codes(grey: Image.Image) -> list[str]:
    pixels = memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
    found = zxingcpp.read_barcodes(pixels, formats=_WANTED, text_mode=zxingcpp.TextMode.Plain)
    return [each.text[:LONGEST_TEXT] for each in found[:MOST_CODES]]


def _shut_the_door(memory_bytes: int, cpu_s: int) -> None:
    """Give up what reading a picture does not need, for good: hard limits can't be raised again."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 3,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_AS: memory_bytes,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))


def _run() -> None:
    os.closerange(3, 4096)
    _shut_the_door(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = read(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"why": "too_many_pixels"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    # No tidying up: whatever a hostile picture did to this process ends with it.
    os._exit(0)


if __name__ == "__main__":
    _run()
