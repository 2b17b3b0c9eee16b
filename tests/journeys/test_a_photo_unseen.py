"""A photo and a video go with a report, and nowhere on their way do they lie plain: on no disk, and on no line.

`AMPARO_FULL=1` sends 2 GB in all instead of about 100 MB.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import needs
from tests.journeys import unseen, walking
from tests.journeys.unseen import MARKER, Place, Plainly
from tests.vault import media, watching

IS_FULL = os.environ.get("AMPARO_FULL") == "1"
pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800 if IS_FULL else 300)]

MIB = 1024 * 1024
PHOTOS = (24 * MIB,) * 6 if IS_FULL else (MIB, 8 * MIB)
VIDEOS = (199 * MIB,) * 5 if IS_FULL else (24 * MIB,)
# Also what is refused must not lie about: of one byte, of noise, and of a name that lies.
REFUSED = (b"M", MARKER * 50_000, b"\xff\xd8\xff" + MARKER * 100_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


@pytest.fixture(scope="module")
def place(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Start a network with a temporary folder of its own; the browser was started before, and has another."""
    folder, temporary = tmp_path_factory.mktemp("unseen"), tmp_path_factory.mktemp("temporary")
    with unseen.founded(folder, temporary) as founded, founded.up():
        yield founded


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Write photos and videos of the sizes wanted, full of markers, where nobody watches."""
    folder = tmp_path_factory.mktemp("phone")
    made: dict[str, list[Path]] = {"photo": [], "video": []}
    for number, size in enumerate(PHOTOS):
        made["photo"].append(_padded(folder / f"{MARKER.decode()}-{number}.jpg", media.jpeg(), size))
    for number, size in enumerate(VIDEOS):
        made["video"].append(_padded(folder / f"film-{number}.mp4", media.film("mp4", "libx264"), size))
    return made


def _padded(path: Path, content: bytes, size: int) -> Path:
    filling = (MARKER + os.urandom(200)) * 4096
    with path.open("wb") as file:
        file.write(content)
        # A box that is skipped, for a film; what follows the end, for a photo.
        file.write((size - len(content)).to_bytes(4, "big") + b"free")
        while (left := size - file.tell()) > 0:
            file.write(filling[:left])
    return path


@pytest.mark.needs("chromium")
def test_what_is_sealed_in_the_browser_leaves_it_sealed(
    place: Place, chromium: Browser, files: dict[str, list[Path]]
) -> None:
    before = place.originals().keys()
    chosen = [*files["video"], *files["photo"]][:6]
    with watching.line(place.port, MARKER) as line:
        page = _last_page(chromium, f"http://127.0.0.1:{line.port}")
        page.locator("details.photos > summary").click()
        line.breaks_after = 400_000
        page.set_input_files("#photos", chosen)
        expect(page.locator("input[name=picture]")).to_have_count(len(chosen), timeout=1_200_000)
        page.locator("button[value=send]").first.click()
        expect(page.locator(".code-words")).to_be_visible(timeout=30_000)

        assert line.found == 0
        assert line.breaks == 1, "one upload was broken off, and came whole by another try"
        assert line.sent_bytes > sum(path.stat().st_size for path in chosen)
    new = [path for name, path in place.originals().items() if name not in before]
    assert sorted(map(_opened_size, new, [place] * len(new))) == sorted(
        path.stat().st_size for path in chosen
    )
    _no_file_that_was_ever_written_holds_a_marker(place)


@pytest.mark.needs("chromium")
def test_on_a_slow_line_nothing_leaves_plain_either(
    place: Place, chromium: Browser, files: dict[str, list[Path]]
) -> None:
    with watching.line(place.port, MARKER) as line:
        page = _last_page(chromium, f"http://127.0.0.1:{line.port}")
        page.locator("details.photos > summary").click()
        devtools = page.context.new_cdp_session(page)
        slow = {"offline": False, "latency": 400, "downloadThroughput": 100_000, "uploadThroughput": 250_000}
        devtools.send("Network.emulateNetworkConditions", slow)
        page.set_input_files("#photos", files["photo"][0])
        expect(page.locator(".photos__item progress")).to_be_visible()
        page.locator("button[value=send]").first.click()
        expect(page.locator(".code-words")).to_have_count(0)
        expect(page.locator("input[name=picture]")).to_have_count(1, timeout=200_000)
        page.locator("button[value=send]").first.click()
        expect(page.locator(".code-words")).to_be_visible(timeout=60_000)

        assert line.found == 0
    _no_file_that_was_ever_written_holds_a_marker(place)


def test_what_a_page_without_javascript_sends_is_sealed_before_it_is_written(
    place: Place, files: dict[str, list[Path]]
) -> None:
    before = place.originals().keys()
    with closing(Plainly(place.port)) as plainly:
        for path in (*files["photo"], *files["video"]):
            assert "is here, sealed" in plainly.sends(path.read_bytes())
        for content in REFUSED:
            assert "notice--danger" in plainly.sends(content)

    new = [path for name, path in place.originals().items() if name not in before]
    wanted = sorted(path.stat().st_size for path in (*files["photo"], *files["video"]))
    assert sorted(map(_opened_size, new, [place] * len(new))) == wanted
    _no_file_that_was_ever_written_holds_a_marker(place)


@pytest.mark.needs("age")
def test_what_the_recovery_sheet_says_opens_an_original_with_age_itself(
    place: Place, files: dict[str, list[Path]], tmp_path: Path
) -> None:
    with closing(Plainly(place.port)) as plainly:
        plainly.sends(min(files["photo"], key=lambda path: path.stat().st_size).read_bytes())
    sealed = min(place.originals().values(), key=lambda path: path.stat().st_size)
    typed = tmp_path / "identity.txt"
    typed.write_text(place.identity, encoding="ascii")

    opened = subprocess.run(
        [needs.path_of("age"), "--decrypt", "--identity", typed, sealed], capture_output=True, check=True
    )

    assert opened.stdout.startswith(b"\xff\xd8\xff")


def _no_file_that_was_ever_written_holds_a_marker(place: Place) -> None:
    """Look at every file that was open for writing since the network came up, those that are gone included."""
    assert any(name.endswith(".part") for name in place.watch.seen), "the watch sees what is gone"

    assert place.watch.holding(MARKER) == []
    assert list((place.data / "vault" / "incoming").iterdir()) == []
    for process in Path("/proc").glob("[0-9]*"):
        for descriptor in _deleted_files_of(process):
            with descriptor.open("rb") as file:
                assert not watching.holds(file.fileno(), MARKER), descriptor


def _deleted_files_of(process: Path) -> Iterator[Path]:
    try:
        if b"amparo" not in (process / "cmdline").read_bytes():
            return
        for descriptor in (process / "fd").iterdir():
            if "(deleted)" in str(descriptor.readlink()):
                yield descriptor
    except OSError:
        return  # it ended meanwhile


def _opened_size(path: Path, place: Place) -> int:
    plain: bytes = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(place.identity)])
    assert MARKER in plain
    return len(plain)


def _last_page(chromium: Browser, origin: str) -> Page:
    page = chromium.new_context(base_url=origin, locale="en-US", service_workers="block").new_page()
    page.goto("/report/?lang=en")
    page.locator("input[name=activity]").first.check(force=True)
    _go_on(page)
    page.locator("input[name=place_text]").fill("Invented Street and Second")
    page.locator("input[name=area]").fill("90057")
    _go_on(page)
    page.locator("input[name=seen]").first.check(force=True)
    page.locator("input[name=heard]").first.check(force=True)
    _go_on(page)
    return page


def _go_on(page: Page) -> None:
    page.locator("button[name=go][value=next].button--primary").click()
