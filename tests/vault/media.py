"""Photos and videos made here, with a marker in every place where a container can hold more than pixels."""

import io
import itertools
import struct
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

import av
from PIL import Image, ImageDraw, PngImagePlugin, TiffImagePlugin
from PIL.TiffImagePlugin import ImageFileDirectory_v2

MARKER = "M4RK3R-of-a-place-and-a-name"
SIDE = (640, 480)
EIGHT = Fraction(8)
_DESCRIPTION, _MAKE, _SOFTWARE, _GPS, _EXIF, _MAKER_NOTE, _USER_COMMENT, _LATITUDE_REF = (
    0x010E, 0x010F, 0x0131, 0x8825, 0x8769, 0x927C, 0x9286, 0x001D,
)  # fmt: skip


def scene(size: tuple[int, int] = SIDE) -> Image.Image:
    """Return something to see: halves and a disc, so that likeness and turning can be told."""
    image = Image.new("RGB", size, "#35507a")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height // 2, width, height), fill="#7a6a35")
    draw.ellipse((width // 8, height // 8, width // 2, height // 2), fill="#e8d8b0")
    draw.rectangle((width * 5 // 8, height // 4, width * 7 // 8, height * 7 // 8), fill="#201810")
    return image


def exif() -> bytes:
    """Return EXIF with a description, a maker's note, a comment and a place."""
    tags = Image.Exif()
    tags[_DESCRIPTION] = tags[_MAKE] = tags[_SOFTWARE] = MARKER
    tags.get_ifd(_GPS)[_LATITUDE_REF] = MARKER
    tags.get_ifd(_EXIF)[_MAKER_NOTE] = MARKER.encode()
    tags.get_ifd(_EXIF)[_USER_COMMENT] = MARKER.encode()
    return tags.tobytes()


def xmp() -> bytes:
    """Return an XMP packet."""
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{MARKER}</dc:creator></x:xmpmeta>'.encode()


def profile() -> bytes:
    """Return a colour profile whose description holds the marker; only its length must be right."""
    body = b"\0" * 32 + b"acsp" + b"\0" * 88 + MARKER.encode()
    return struct.pack(">I", len(body) + 4) + body


def jpeg() -> bytes:
    """Return a JPEG with EXIF, a place, XMP, IPTC, a comment, a profile, and something after its end."""
    out = io.BytesIO()
    scene().save(out, "JPEG", exif=exif(), xmp=xmp(), comment=MARKER.encode(), icc_profile=profile())
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARKER) + 5)
    iptc += b"\x1c\x02\x78" + struct.pack(">H", len(MARKER)) + MARKER.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    whole = out.getvalue()
    return whole[:2] + segment + whole[2:] + MARKER.encode()


def png() -> bytes:
    """Return a PNG with texts of three kinds, EXIF, a profile, and a chunk of nobody's."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", MARKER)
    texts.add_text("Author", MARKER, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", xmp().decode())
    texts.add(b"prVt", MARKER.encode())
    out = io.BytesIO()
    scene().save(out, "PNG", pnginfo=texts, exif=exif(), icc_profile=profile())
    return out.getvalue()


def webp() -> bytes:
    """Return a WebP with EXIF, XMP and a profile."""
    out = io.BytesIO()
    scene().save(out, "WEBP", exif=exif(), xmp=xmp(), icc_profile=profile())
    return out.getvalue()


def avif() -> bytes:
    """Return an AVIF with EXIF and XMP."""
    out = io.BytesIO()
    scene((160, 120)).save(out, "AVIF", exif=exif(), xmp=xmp())
    return out.getvalue()


def gif() -> bytes:
    """Return a GIF of three frames with a comment."""
    out = io.BytesIO()
    frames = [scene().rotate(angle) for angle in (0, 5, 10)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=MARKER.encode())
    return out.getvalue()


def tiff() -> bytes:
    """Return a TIFF with EXIF, XMP and a profile."""
    tags: ImageFileDirectory_v2 = TiffImagePlugin.ImageFileDirectory_v2()
    tags[_DESCRIPTION] = tags[_MAKE] = MARKER
    tags[700] = xmp()
    out = io.BytesIO()
    scene().save(out, "TIFF", tiffinfo=tags, icc_profile=profile())
    return out.getvalue()


def film(
    container: str,
    codec: str,
    *,
    seconds: float = 3.0,
    size: tuple[int, int] = (160, 120),
    rate: Fraction = EIGHT,
) -> bytes:
    """Return a video with a title, a comment, an author and a place."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        file.metadata.update(
            dict.fromkeys(("title", "comment", "artist", "location", "description", "encoder"), MARKER)
        )
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.metadata["handler_name"] = MARKER
        for number in range(max(1, int(seconds * rate))):
            frame = av.VideoFrame.from_image(scene(size).rotate(number % 360))  # type: ignore[no-untyped-call]  # PyAV's own
            frame.pts, frame.time_base = number, 1 / rate
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def mp4() -> bytes:
    """Return a short MP4."""
    return film("mp4", "mpeg4")


def mov() -> bytes:
    """Return a short QuickTime film."""
    return film("mov", "mpeg4")


def webm() -> bytes:
    """Return a short WebM."""
    return film("webm", "libvpx")


MARKED: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {each.__name__: each for each in (jpeg, png, webp, avif, gif, tiff, mp4, mov, webm)}
)


def flood(side: int, *, bytes_each: int = 0) -> bytes:
    """Return a small PNG that claims `side` × `side` pixels of one colour; of one bit each, or of four bytes."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * (side * bytes_each or side // 8 + 1)
    packed = b"".join(packer.compress(piece) for piece in itertools.repeat(row, side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8 if bytes_each else 1, 6 if bytes_each else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def heic() -> bytes:
    """Return the beginning of a HEIC, as a phone makes it: known by its brand, read by nothing here."""
    return struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + MARKER.encode() * 20


def segments(picture: bytes) -> list[int]:
    """Return the markers of a JPEG's segments, up to its pixels."""
    found, place = [], 2
    while picture[place] == 0xFF:
        kind = picture[place + 1]
        found.append(kind)
        if kind == 0xDA:
            return found
        place += 2 + struct.unpack(">H", picture[place + 2 : place + 4])[0]
    raise AssertionError("no JPEG")
