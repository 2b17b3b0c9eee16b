"""What may come in, told by its first bytes; and why something may not."""

from enum import StrEnum

from amparo.core.errors import AmparoError


class MediaKind(StrEnum):
    """What an original is."""

    PHOTO = "photo"
    VIDEO = "video"


class SealedBy(StrEnum):
    """Where an original was sealed: in the sender's browser, or by us on receipt, where there is no JavaScript."""

    BROWSER = "browser"
    SERVER = "server"


class Refusal(StrEnum):
    """Why a file was not taken. Nothing of it is kept then."""

    NO_RECIPIENT = "no_recipient"
    NOT_MEDIA = "not_media"
    EMPTY = "empty"
    CUT_OFF = "cut_off"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_HARD = "too_hard"
    NOT_SEALED = "not_sealed"
    NO_ROOM = "no_room"
    BUSY = "busy"


class MediaRefused(AmparoError):
    """A file can't be taken; `fields["why"]` is a `Refusal`."""

    code = "MEDIA_REFUSED"

    @property
    def why(self) -> Refusal:
        """The reason."""
        return Refusal(str(self.fields["why"]))


class Container(StrEnum):
    """The file formats that are understood, by the name of what reads them; HEIC is known and kept, but not read."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    TIFF = "TIFF"
    AVIF = "AVIF"
    HEIC = "HEIC"
    MOV = "mov"
    MATROSKA = "matroska"

    @property
    def kind(self) -> MediaKind:
        """Whether it holds a photo or a video."""
        return MediaKind.VIDEO if self in {Container.MOV, Container.MATROSKA} else MediaKind.PHOTO


_MAGIC = (
    (b"\xff\xd8\xff", Container.JPEG),
    (b"\x89PNG\r\n\x1a\n", Container.PNG),
    (b"GIF87a", Container.GIF),
    (b"GIF89a", Container.GIF),
    (b"II*\x00", Container.TIFF),
    (b"MM\x00*", Container.TIFF),
    (b"\x1aE\xdf\xa3", Container.MATROSKA),
)
# ISO/IEC 14496-12: the brand says what kind of file it is. What is neither AVIF nor HEIF is taken for a video.
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# QuickTime of before there were brands begins with one of these.
_MOV_ATOMS = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})

HEAD_BYTES = 64


def container_of(head: bytes) -> Container:
    """Tell a file's format from its first `HEAD_BYTES`; names and declared types are not asked.

    Raises:
        MediaRefused: it is none that we read.
    """
    for magic, container in _MAGIC:
        if head.startswith(magic):
            return container
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Container.WEBP
    if head[4:8] in _MOV_ATOMS:
        return _iso_container(head)
    raise MediaRefused(why=Refusal.NOT_MEDIA if head else Refusal.EMPTY)


def _iso_container(head: bytes) -> Container:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in _AVIF_BRANDS:
        return Container.AVIF
    return Container.HEIC if brand in _HEIF_BRANDS else Container.MOV
