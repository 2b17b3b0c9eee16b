"""What a recording may be: which languages and kinds have a slot, how long and how large, and why one is refused."""

from enum import StrEnum

from amparo.alerts.domain.kinds import Kind
from amparo.core import languages
from amparo.core.errors import AmparoError
from amparo.core.languages import Language

LONGEST_S = 60
# A second is no sentence; a click or an empty file is shorter.
SHORTEST_S = 1
LARGEST_BYTES = 5 * 1024 * 1024
# Twice what a minute takes at the rates below: what a child may answer with.
MOST_OPUS_BYTES = 400 * 1024
MOST_AAC_BYTES = 700 * 1024
OPUS_RATE = 24_000
AAC_RATE = 40_000

KINDS: tuple[Kind, ...] = tuple(Kind)

# A sign language is seen: no sound says it.
_SEEN = frozenset({"ase"})


class Why(StrEnum):
    """Why a recording is not taken."""

    NOTHING_CHOSEN = "nothing_chosen"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    NOT_AUDIO = "not_audio"
    TOO_HARD = "too_hard"
    BUSY = "busy"


class RecordingRefused(AmparoError):
    """The file is not taken; `fields["why"]` is one of `Why`."""

    code = "RECORDING_REFUSED"


def spoken_languages() -> tuple[Language, ...]:
    """Return the languages that have slots, in the registry's order."""
    return tuple(each for each in languages.all_languages() if has_slots(each.tag))


def has_slots(tag: str) -> bool:
    """Tell whether a language is one that is heard rather than read."""
    return languages.is_known(tag) and languages.get(tag).spoken_first and tag.lower() not in _SEEN


def format_of(head: bytes) -> str:
    """Return the name by which a file's container is opened, by its first bytes alone; empty for any other."""
    if head.startswith(b"OggS"):
        return "ogg"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    is_mp3 = head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2)
    return "mp3" if is_mp3 else ""
