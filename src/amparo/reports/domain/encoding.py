"""In which encoding a file of another tool is written: told by its first bytes, or by what its bytes can be.

Text read in a wrong encoding looks like text and is stored for ever, so that a doubt is a refusal and never a guess.
What is valid UTF-8 is UTF-8, and so is what is mostly that, with some broken bytes. Windows-1252 is recognised only
where nothing in the file can be UTF-8, every byte has a meaning, and letters beyond ASCII stand alone or in pairs, as
in French or Spanish; three in a row are some other script (Cyrillic, Arabic, Chinese) in one of its old encodings,
which only a person can name.
"""

import codecs
import re
from typing import ClassVar, Final

from amparo.core.errors import AmparoError

UTF_8: Final = "utf-8"
WINDOWS_1252: Final = "cp1252"
# What can't be decoded is marked by this, which no valid text holds, so that its row can be refused.
UNDECODABLE: Final = "\udcff"
HANDLER: Final = "amparo.undecodable"

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, UTF_8),
)
# Every export begins with a name in ASCII.
_HEAD_BYTES: Final = 8
# So few broken bytes in a file of ASCII are accidents.
_STRAY_BYTES: Final = 8
_ONE_STRAY_IN: Final = 1000
_ASCII: Final = bytes(range(128))
_LONGEST_SEQUENCE: Final = 4
_UTF_8_SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_IN_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_OTHER_SCRIPT: Final = re.compile(
    rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff]{3}"
)


class EncodingUnclear(AmparoError):
    """The bytes could be several encodings, or none that we know; a person must say which."""

    code: ClassVar[str] = "ENCODING_UNCLEAR"


class UnknownEncoding(AmparoError):
    """No encoding of text has this name; `fields` has `encoding`."""

    code: ClassVar[str] = "UNKNOWN_ENCODING"


class Detector:
    """Fed with a file's bytes, it says how to read them."""

    def __init__(self) -> None:
        self._by_head = ""
        self._is_first = True
        self._decoder = codecs.getincrementaldecoder(UTF_8)()
        self._is_utf_8 = True
        self._all_bytes = self._in_sequences = self._high_bytes = 0
        self._can_be_1252 = True
        self._other_script = False
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        if self._is_first:
            self._by_head, self._is_first = _by_head(chunk), False
        if self._is_utf_8:
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf_8 = False
        seen = self._tail + chunk
        self._all_bytes += len(chunk)
        self._high_bytes += len(chunk.translate(None, _ASCII))
        self._in_sequences += sum(map(len, _UTF_8_SEQUENCE.findall(chunk)))
        self._can_be_1252 = self._can_be_1252 and _NOT_IN_1252.search(seen) is None
        self._other_script = self._other_script or _OTHER_SCRIPT.search(seen) is not None
        self._tail = seen[-_LONGEST_SEQUENCE + 1 :]

    def result(self) -> str:
        """Return the encoding by its name in Python; UTF-8 too where single bytes are broken.

        Raises:
            EncodingUnclear: a person must say.
        """
        if self._by_head:
            return self._by_head
        broken = self._high_bytes - self._in_sequences
        if self._is_utf_8 or broken <= self._in_sequences:
            return UTF_8
        if self._can_be_1252 and not self._other_script and not self._in_sequences:
            return WINDOWS_1252
        if broken <= max(_STRAY_BYTES, self._all_bytes // _ONE_STRAY_IN) and not self._other_script:
            return UTF_8
        raise EncodingUnclear


def known(name: str) -> str:
    """Return the name of an encoding of text that was told, as Python names it.

    Raises:
        UnknownEncoding: there is none of this name.
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError) as error:
        raise UnknownEncoding(encoding=name) from error


def _by_head(chunk: bytes) -> str:
    for mark, encoding in _MARKS:
        if chunk.startswith(mark):
            return encoding
    even, odd = chunk[:_HEAD_BYTES:2], chunk[1:_HEAD_BYTES:2]
    if len(odd) > 1 and not even.strip(b"\0") and odd.strip(b"\0"):
        return "utf-16-be"
    if len(odd) > 1 and not odd.strip(b"\0") and even.strip(b"\0"):
        return "utf-16-le"
    return ""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(HANDLER, _mark)
