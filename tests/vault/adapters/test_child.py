"""The child that reads strangers' files: copies of pixels alone, and an end for every hostile file."""

import io
import os
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyrage
import pytest
from PIL import Image

from amparo.vault.adapters.process import Child
from amparo.vault.domain.copies import Answer, Task
from amparo.vault.domain.kinds import MediaKind, MediaRefused, Refusal
from tests.vault import media
from tests.vault.conftest import Opener

MIB = 1024 * 1024
SOURCE = Path(__file__).resolve().parents[3] / "src"
# JFIF, quantisation, size, Huffman tables, pixels: what Pillow writes for a picture without anything else.
PIXELS_ONLY = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}

pytestmark = pytest.mark.timeout(60)


def task(identity: str, **changed: int) -> Task:
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public()) if identity else ""
    usual = Task(recipient, 25 * MIB, 60 * MIB, video_max_s=180, memory_max_bytes=1024 * MIB, cpu_max_s=20)
    return replace(usual, **changed)  # type: ignore[arg-type]  # only numbers are changed


def read(file: bytes, identity: str, sealed: io.BytesIO | None = None, **changed: int) -> Answer:
    child = Child(task(identity, **changed), sealed if sealed is not None else io.BytesIO())
    try:
        for place in range(0, len(file), 64 * 1024):
            child.feed(file[place : place + 64 * 1024])
        return child.finish(40)
    finally:
        child.end()


def why(file: bytes, identity: str, **changed: int) -> Refusal:
    with pytest.raises(MediaRefused) as refused:
        read(file, identity, io.BytesIO(), **changed)
    return refused.value.why


@pytest.mark.parametrize("name", media.MARKED)
def test_a_working_copy_holds_pixels_and_nothing_else(name: str, identity: str, opened: Opener) -> None:
    file, sealed = media.MARKED[name](), io.BytesIO()
    assert media.MARKER.encode() in file or name == "png", "the marker must be there to be lost"

    answer = read(file, identity, sealed)

    assert opened(sealed.getvalue()) == file
    assert media.MARKER.encode() not in sealed.getvalue()
    assert answer.copies
    for copy in answer.copies:
        for picture in (copy.jpeg, copy.thumbnail):
            assert media.MARKER.encode() not in picture
            assert set(media.segments(picture)) <= PIXELS_ONLY
            assert Image.open(io.BytesIO(picture)).info.keys() <= {
                "jfif", "jfif_version", "jfif_unit", "jfif_density",
            }  # fmt: skip
            assert picture.endswith(b"\xff\xd9")


def test_a_video_gives_six_frames_and_a_photo_one(identity: str) -> None:
    film, photo = read(media.mp4(), identity), read(media.jpeg(), identity)

    assert (film.kind, len(film.copies)) == (MediaKind.VIDEO, 6)
    assert (photo.kind, len(photo.copies)) == (MediaKind.PHOTO, 1)


def test_a_picture_is_turned_as_its_camera_was_held_and_made_smaller(identity: str) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    out = io.BytesIO()
    media.scene((3200, 2400)).save(out, "JPEG", exif=turned)

    copy = read(out.getvalue(), identity).copies[0]

    assert (copy.width, copy.height) == (1200, 1600)
    assert max(Image.open(io.BytesIO(copy.thumbnail)).size) == 320


def test_what_no_reader_knows_is_kept_sealed_without_a_preview(identity: str, opened: Opener) -> None:
    sealed = io.BytesIO()

    answer = read(media.heic(), identity, sealed)

    assert answer == Answer(MediaKind.PHOTO, ())
    assert opened(sealed.getvalue()) == media.heic()


def test_half_a_photo_shows_half_of_what_happened(identity: str) -> None:
    whole = media.jpeg()

    assert read(whole[: len(whole) * 2 // 3], identity).copies


def test_what_only_claims_to_be_a_picture_is_refused(identity: str) -> None:
    noise = os.urandom(20_000)

    assert why(b"\xff\xd8\xff\xe0" + noise, identity) is Refusal.NOT_MEDIA
    assert why(b"\x89PNG\r\n\x1a\n" + noise, identity) is Refusal.NOT_MEDIA
    assert why(b"II*\x00" + noise, identity) is Refusal.NOT_MEDIA
    assert why(b"\0\0\0\x18ftypisom" + noise, identity) is Refusal.NOT_MEDIA
    assert why(b"\x1aE\xdf\xa3" + noise, identity) is Refusal.NOT_MEDIA
    assert why(media.mp4()[:4000], identity) is Refusal.NOT_MEDIA
    assert why(b"RIFF\0\0\0\0WEBP" + noise, identity) is Refusal.NOT_MEDIA


@pytest.mark.parametrize(
    "text",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 60,
        b"#!/bin/sh\nid\n",
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(text: bytes, identity: str) -> None:
    assert why(text, identity) is Refusal.NOT_MEDIA


def test_an_empty_file_is_refused(identity: str) -> None:
    assert why(b"", identity) is Refusal.EMPTY


def test_a_polyglot_is_only_its_pixels(identity: str) -> None:
    page = b"<script>alert(document.domain)</script>"
    out = io.BytesIO()
    media.scene().save(out, "JPEG", comment=page)

    copy = read(out.getvalue() + page + b"PK\x03\x04", identity).copies[0]

    assert b"<script" not in copy.jpeg
    assert b"PK\x03\x04" not in copy.jpeg[-64:]


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(identity: str) -> None:
    begun = time.monotonic()

    assert why(media.flood(50_000), identity) is Refusal.TOO_MANY_PIXELS
    assert time.monotonic() - begun < 20


def test_a_picture_that_needs_more_memory_than_allowed_ends_the_child_alone(identity: str) -> None:
    assert why(media.flood(7_000, bytes_each=4), identity, memory_max_bytes=300 * MIB) is Refusal.TOO_HARD


def test_a_file_above_the_limit_is_refused_while_it_comes(identity: str) -> None:
    assert why(media.jpeg() + b"\0" * MIB, identity, photo_max_bytes=MIB) is Refusal.TOO_LARGE
    assert why(media.mp4() + b"\0" * (2 * MIB), identity, video_max_bytes=MIB) is Refusal.TOO_LARGE


def test_a_video_of_four_hours_is_refused_however_small_it_is(identity: str) -> None:
    film = media.film("mp4", "mpeg4", seconds=4 * 3600, size=(32, 32), rate=Fraction(1, 600))

    assert len(film) < 100_000
    assert why(film, identity) is Refusal.TOO_LONG


def test_a_child_that_works_too_long_is_ended(identity: str) -> None:
    child = Child(task(identity), io.BytesIO())
    child.feed(media.jpeg())

    with pytest.raises(MediaRefused) as refused:
        child.finish(0)

    assert refused.value.why is Refusal.TOO_HARD
    assert child.has_ended


def test_the_child_can_open_neither_file_nor_socket_and_write_none(tmp_path: Path) -> None:
    program = """
import os, socket, sys
from amparo.vault.adapters import child
from amparo.vault.domain.copies import Task
os.dup2(2, child.ANSWER_DESCRIPTOR)
child._shut_the_door(Task("", 1, 1, 1, 1 << 30, 5))
for attempt in (lambda: open("/etc/hostname"), lambda: socket.socket(), lambda: open(sys.argv[1], "w")):
    try:
        attempt()
        print("opened")
    except OSError as error:
        print(error.errno)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "written")],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["24", "24", "24"]
    assert not (tmp_path / "written").exists()


def test_a_browsers_copies_are_made_anew() -> None:
    child = Child(task(""), None)
    for each in (media.jpeg(), media.jpeg()):
        child.feed(len(each).to_bytes(4, "big") + each)

    answer = child.finish(40)

    assert len(answer.copies) == 2
    assert all(media.MARKER.encode() not in copy.jpeg for copy in answer.copies)


def test_a_browsers_copy_that_is_none_is_refused() -> None:
    child = Child(task(""), None)
    for each in (media.png(), b"<svg/>"):
        child.feed(len(each).to_bytes(4, "big") + each)

    with pytest.raises(MediaRefused) as refused:
        child.finish(40)

    assert refused.value.why is Refusal.NOT_MEDIA
