"""Django's upload handler of this installation: what a stranger sends never lies plain in a file.

Django's own handlers write what is larger than 2.5 MB to the temporary folder. This one takes files only where the
view says so (`taking.takes_files`), hands plain ones piece by piece to a child that seals them, and lets the rest go.
"""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from typing_extensions import override

from amparo.vault.domain.copies import FRAMES_MAX
from amparo.vault.services import taking
from amparo.vault.services.receiving import BrowserCopy, Plain, Receiving, Sealed

# The names of the fields, and what comes in each.
PHOTOS = "photos"
SEALED = "sealed"
COPY = "copy"
_KINDS: dict[str, type[Receiving]] = {PHOTOS: Plain, SEALED: Sealed, COPY: BrowserCopy}
# More files than that in one form are skipped: each plain one costs a child.
_MOST_FILES = {PHOTOS: 8, SEALED: 1, COPY: FRAMES_MAX}


class _All:
    """Everything received in one request: Django closes it when parsing fails."""

    def __init__(self) -> None:
        self.received: list[Receiving] = []

    def close(self) -> None:
        for each in self.received:
            each.close()


class SealingHandler(FileUploadHandler):
    """Receive the files of a form, each by what its field says it is."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.file: Any = _All()
        self._counts: dict[str, int] = {}
        self._current: Receiving | None = None

    @override
    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file.

        Raises:
            SkipFile: this view takes none in such a field, or has enough of them.
        """
        super().new_file(field_name, *args, **kwargs)
        self._current = None
        count = self._counts[field_name] = self._counts.get(field_name, 0) + 1
        if not self._is_welcome() or field_name not in _KINDS or count > _MOST_FILES[field_name]:
            raise SkipFile
        self._current = _KINDS[field_name]()
        self.file.received.append(self._current)

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hand a piece on; no other handler gets it."""
        if self._current is not None:
            self._current.write(raw_data)

    @override
    def file_complete(self, file_size: int) -> IO[bytes] | None:  # type: ignore[override]  # what the form's `FILES` hold is ours
        """Return the file as it was received."""
        received, self._current = self._current, None
        if received is not None:
            received.finish()
        return received  # type: ignore[return-value]  # as above

    @override
    def upload_interrupted(self) -> None:
        """Take nothing of a form that did not come whole: what is missing may be another photo."""
        for each in self.file.received:
            each.cut_off()

    def _is_welcome(self) -> bool:
        match = getattr(self.request, "resolver_match", None)
        return match is not None and taking.is_taking_files(match.func)
