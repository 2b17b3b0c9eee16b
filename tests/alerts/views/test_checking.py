"""Text, code, or a picture of a code: what is ours, what only looks like it; nothing that comes in is kept."""

import io
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import qrcode  # type: ignore[import-untyped]  # it has no types
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from amparo.alerts.adapters import code_reading
from amparo.alerts.domain import code_picture
from amparo.alerts.models import Alert
from tests.alerts.world import World

pytestmark = pytest.mark.timeout(60)
ORIGIN = "http://127.0.0.1:8000"
KNOWN = "There is a message of ours with this code."
FOREIGN = "Careful: this code is not ours."
UNKNOWN = "We do not know this message."
NOT_READ = "We could not read a code"


def picture_of(text: str, kind: str = "PNG", *, scale: int = 6) -> bytes:
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    image = Image.frombytes("L", (len(rows),) * 2, bytes(0 if dark else 255 for row in rows for dark in row))
    out = io.BytesIO()
    image.resize((len(rows) * scale,) * 2, Image.Resampling.NEAREST).convert("RGB").save(out, kind)
    return out.getvalue()


def asked(picture: bytes, name: str = "code.png") -> str:
    response = Client().post("/alerts/check/picture/", {"picture": SimpleUploadedFile(name, picture)})
    assert response.status_code in {200, 422}
    assert not response.cookies
    return response.text


@pytest.fixture
def code(world: World) -> str:
    return Alert.objects.get(pk=world.released()).code


@pytest.fixture(autouse=True)
def _nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test sends, no file may be made for it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with override_settings(FILE_UPLOAD_TEMP_DIR=folder):
        yield
    assert not list(folder.iterdir())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_our_code_in_a_picture_is_known(code: str, kind: str) -> None:
    assert KNOWN in asked(picture_of(f"{ORIGIN}/alerts/check/?code={code}", kind))


def test_the_picture_on_our_own_page_is_read_and_known(code: str) -> None:
    alert = Alert.objects.get()
    response = Client().get(f"/alerts/{alert.pk}/code.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert f"/alerts/{alert.pk}/code.svg" in Client().get(f"/alerts/{alert.pk}/").text

    assert response.content == code_picture.svg(f"{ORIGIN}/alerts/check/?code={code}")
    assert _read_svg(response.content) == f"{ORIGIN}/alerts/check/?code={code}"


def _read_svg(svg: bytes) -> str:
    """Draw the path's squares and read them with another reader than the one that made them."""
    text = svg.decode()
    size = int(re.search(r'viewBox="0 0 (\d+)', text)[1])  # type: ignore[index]  # it stands there
    image = Image.new("L", (size, size), 255)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1", text):
        image.putpixel((int(x), int(y)), 0)
    image = image.resize((size * 4, size * 4), Image.Resampling.NEAREST)
    pixels = memoryview(image.tobytes()).cast("B", (size * 4, size * 4))
    [found] = zxingcpp.read_barcodes(pixels)
    return found.text


def test_whoever_scans_it_with_any_telephone_comes_to_the_answer(code: str) -> None:
    page = Client().get(f"/alerts/check/?code={code}").text

    assert KNOWN in page
    assert "Compare every word" in page
    assert "Yes, we sent this" not in page
    assert UNKNOWN in Client().get("/alerts/check/?code=AAA-AAA").text
    assert UNKNOWN in Client().get("/alerts/check/?code=" + "9" * 5000).text


def test_a_code_that_is_typed_alone_is_known_and_proves_nothing(code: str) -> None:
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
        page = Client().post("/alerts/check/", {"text": typed}).text
        assert KNOWN in page, typed
        assert "The code alone proves nothing" in page


@pytest.mark.parametrize(
    "text, answer",
    [
        ("https://evil.example/alerts/check/?code={code}", FOREIGN),
        (ORIGIN + ".evil.example/a/{code}/", FOREIGN),
        ("http://127.0.0.1:8001/a/{code}/", FOREIGN),
        ("http://127.0.0.1:8000@evil.example/a/{code}/", FOREIGN),
        (ORIGIN + "/a/XXX-XXX/", UNKNOWN),
        ("evil.example/{code}", FOREIGN),
        ("tel:+12135550100", FOREIGN),
        ("{code}", KNOWN),
        ("Everybody must come to 8th Street", UNKNOWN),
    ],
)
def test_a_picture_of_another_code(code: str, text: str, answer: str) -> None:
    page = asked(picture_of(text.format(code=code)))

    assert answer in page
    assert "evil.example" not in page


def test_beside_one_of_ours_a_false_one_is_seen(code: str) -> None:
    both = Image.new("RGB", (900, 450), "white")
    for number, text in enumerate((f"{ORIGIN}/a/{code}/", "https://evil.example/")):
        both.paste(Image.open(io.BytesIO(picture_of(text))), (450 * number, 0))
    out = io.BytesIO()
    both.save(out, "PNG")

    assert FOREIGN in asked(out.getvalue())


def _png(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds hardly anything."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "a flood of pixels": _png(60_000, 60_000),
    "wide": _png(2_000_000_000, 1),
    "half a picture": picture_of(ORIGIN)[:200],
    "a program behind a picture's head": b"\x89PNG\r\n\x1a\n#!/bin/sh\nreboot\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "gif": b"GIF89a" + b"\xff" * 500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_in_words(world: World, name: str) -> None:
    page = asked(HOSTILE[name])

    assert 'role="alert"' in page
    assert KNOWN not in page


def test_a_picture_that_is_a_web_page_too_is_only_a_picture(code: str) -> None:
    polyglot = picture_of(f"{ORIGIN}/a/{code}/") + b"<script>alert(1)</script><?php system('id') ?>"

    page = asked(polyglot, "../../etc/passwd.php")

    assert KNOWN in page
    assert "alert(1)" not in page
    assert "passwd" not in page


def test_too_large_a_picture_is_refused_before_it_is_read(world: World) -> None:
    page = asked(b"\xff" * (code_reading.LARGEST_BYTES + 1))

    assert "too large" in page


def test_a_picture_without_a_code_says_so(world: World) -> None:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "grey").save(out, "JPEG")

    assert NOT_READ in asked(out.getvalue())


def test_without_a_file_or_with_a_broken_form_nothing_breaks(world: World) -> None:
    client = Client()
    assert client.post("/alerts/check/picture/").status_code == 422
    assert client.post("/alerts/check/picture/", {"picture": "text"}).status_code == 422
    broken = client.post("/alerts/check/picture/", b"x" * 500, content_type="multipart/form-data; boundary=b")
    assert broken.status_code in {400, 422}
    assert client.get("/alerts/check/picture/").status_code == 405


def test_the_child_can_open_no_file_and_use_little_time(tmp_path: Path) -> None:
    """The door is shut before the picture is looked at: the limits are those of the child itself."""
    program = (
        "import socket\n"
        "import amparo.alerts.adapters.code_child as child\n"
        "child._shut_the_door(1 << 30, 2)\n"
        "try:\n open('/etc/hostname')\nexcept OSError as error:\n print('no file', error.errno)\n"
        "try:\n socket.socket()\nexcept OSError as error:\n print('no socket', error.errno)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src"},
        check=False,
        timeout=30,
    )

    assert done.stdout.split("\n")[:2] == ["no file 24", "no socket 24"]


def test_the_public_keys_are_there_for_people_and_programs(world: World) -> None:
    page = Client().get("/alerts/keys/").text
    value = Client().get("/.well-known/amparo-signing-keys.json").json()
    [key] = value["keys"]
    name = key["fingerprint"].replace(":", "").lower()[:16]

    assert key["fingerprint"][:47] in page
    assert Client().get(f"/feeds/keys/{name}.crt").content.decode() == key["certificate"]
    assert Client().get(f"/feeds/keys/{name}.pem").text.startswith("-----BEGIN PUBLIC KEY-----")
    assert Client().get("/feeds/keys/0123456789abcdef.crt").status_code == 404
    assert "PRIVATE" not in page + str(value)
