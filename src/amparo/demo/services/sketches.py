"""Pictures that come with reports of the story: drawn here, so that nobody and no place is in them."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from PIL import Image, ImageDraw, ImageFilter

from amparo.vault import api as vault

SIZE = (1280, 960)
NIGHT, ROAD, KERB, WALL, WINDOW = "#141c33", "#2b2f3a", "#555b66", "#3b3550", "#f3cf7a"


def send(report_id: UUID, name: str, *, now: datetime) -> None:
    """Draw a picture and let it come with a report, by the way that pictures take without JavaScript."""
    upload = vault.Plain()
    upload.write(_jpeg(_SKETCHES[name]()))
    upload.finish()
    vault.attach([upload.take(now)], report_id, now)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def _corner() -> Image.Image:
    """A crossing at night: two dark cars behind a light one, and lamps."""
    image = Image.new("RGB", SIZE, NIGHT)
    draw = ImageDraw.Draw(image)
    for left, top, right in ((0, 250, 330), (350, 330, 640), (900, 210, 1280)):
        draw.rectangle((left, top, right, 620), fill=WALL)
        for x in range(left + 30, right - 60, 90):
            for y in range(top + 40, 560, 110):
                draw.rectangle((x, y, x + 46, y + 60), fill=WINDOW if (x * y) % 7 < 2 else "#28243a")
    draw.rectangle((0, 620, 1280, 960), fill=ROAD)
    draw.rectangle((0, 612, 1280, 632), fill=KERB)
    for x in range(40, 1280, 200):
        draw.rectangle((x, 800, x + 110, 812), fill="#c9c2a5")
    for x, colour in ((160, "#20242c"), (520, "#1b1f27"), (860, "#b8bcc2")):
        _car(draw, x, 640, colour)
    image = _glow(
        image, ((250, 625), "#3c64ff", 120), ((330, 625), "#ff3b30", 120), ((760, 300), "#ffd98a", 150)
    )
    ImageDraw.Draw(image).line((760, 300, 760, 615), fill="#8b8f98", width=8)
    return image


def _market() -> Image.Image:
    """Stalls under awnings by day, and people as outlines."""
    image = Image.new("RGB", SIZE, "#bcd8ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1280, 960), fill="#c8b28d")
    for place, colour in enumerate(("#c2502f", "#2f7d6b", "#d3a02b", "#7a3f78")):
        left = 30 + place * 315
        draw.rectangle((left + 20, 400, left + 270, 640), fill="#8a6b48")
        for stripe in range(6):
            shade = colour if stripe % 2 else "#f6efe0"
            x = left + stripe * 48
            draw.polygon(((x, 400), (x + 48, 400), (x + 40, 300), (x + 8, 300)), fill=shade)
        for crate in range(4):
            x = left + 30 + crate * 60
            draw.rectangle((x, 560, x + 50, 610), fill="#5e4630")
            draw.ellipse((x + 4, 540, x + 46, 580), fill=("#d9482b", "#e2b23a", "#5c8f3a", "#b23a6a")[crate])
    draw.rectangle((470, 170, 820, 260), fill="#f4f0e6", outline="#444444", width=6)
    for bar in range(7):
        draw.rectangle((500 + bar * 42, 195, 526 + bar * 42, 235), fill="#444444")
    for x, height in ((180, 250), (430, 230), (640, 265), (930, 240), (1090, 255)):
        draw.ellipse((x, 900 - height - 60, x + 54, 900 - height), fill="#4a4038")
        draw.rounded_rectangle((x - 20, 900 - height, x + 74, 900), radius=34, fill="#5b6f5a")
    return image


def _car(draw: ImageDraw.ImageDraw, x: int, y: int, colour: str) -> None:
    draw.rounded_rectangle((x, y, x + 300, y + 90), radius=26, fill=colour)
    draw.polygon(((x + 60, y), (x + 100, y - 60), (x + 215, y - 60), (x + 255, y)), fill=colour)
    draw.polygon(((x + 85, y - 4), (x + 110, y - 48), (x + 205, y - 48), (x + 230, y - 4)), fill="#5d6b7d")
    for wheel in (x + 60, x + 240):
        draw.ellipse((wheel - 32, y + 60, wheel + 32, y + 124), fill="#0c0d10")


def _glow(image: Image.Image, *lights: tuple[tuple[int, int], str, int]) -> Image.Image:
    for (x, y), colour, reach in lights:
        mask = Image.new("L", SIZE, 0)
        ImageDraw.Draw(mask).ellipse((x - reach, y - reach, x + reach, y + reach), fill=150)
        soft = mask.filter(ImageFilter.GaussianBlur(reach // 2))
        image = Image.composite(Image.new("RGB", SIZE, colour), image, soft)
        ImageDraw.Draw(image).ellipse((x - 12, y - 12, x + 12, y + 12), fill=colour)
    return image


_SKETCHES: Mapping[str, Callable[[], Image.Image]] = MappingProxyType({"corner": _corner, "market": _market})
