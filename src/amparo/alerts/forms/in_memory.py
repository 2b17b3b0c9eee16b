"""Take one file into memory, and nothing else: it is read once and forgotten, and never touches the disk."""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from typing_extensions import override

from amparo.alerts.adapters.code_reading import LARGEST_BYTES
from amparo.alerts.domain import recordings


class FileInMemory(FileUploadHandler):
    """Keep the one file of a form in memory, up to a limit.

    Attributes:
        field: the only field that is looked at.
        most_bytes: as large as the file may be.
        content: what came; empty where nothing did.
        is_too_large: it did not come whole, as it is larger than that.
    """

    field: str
    most_bytes: int

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._pieces: list[bytes] = []
        self._size = 0
        self._has_one = False
        self.is_too_large = False

    @property
    def content(self) -> bytes:
        """The bytes that came."""
        return b"".join(self._pieces)

    @override
    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin the file.

        Raises:
            SkipFile: it is another field, or a second one.
        """
        super().new_file(field_name, *args, **kwargs)
        if field_name != self.field or self._has_one:
            raise SkipFile
        self._has_one = True

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece.

        Raises:
            StopUpload: it is too much.
        """
        self._size += len(raw_data)
        if self._size > self.most_bytes:
            self._pieces, self.is_too_large = [], True
            raise StopUpload(connection_reset=True)
        self._pieces.append(raw_data)

    @override
    def file_complete(self, file_size: int) -> IO[bytes] | None:  # type: ignore[override]  # nothing is handed on
        """Hand nothing on to the form: the view asks this handler."""
        return None


class PictureInMemory(FileInMemory):
    """Keep the picture of a code."""

    field = "picture"
    most_bytes = LARGEST_BYTES


class RecordingInMemory(FileInMemory):
    """Keep a recording."""

    field = "recording"
    most_bytes = recordings.LARGEST_BYTES
