"""Read pictures and videos that strangers send, and make new pictures of their raw pixels. Runs in the child only."""

import io
from collections.abc import Iterator

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from amparo.vault.domain import copies, likeness
from amparo.vault.domain.copies import Copy
from amparo.vault.domain.kinds import Container, MediaRefused, Refusal

Data = bytes | bytearray

# A JPEG is decoded at an eighth of its size where that suffices; anything else stands in memory whole.
_JPEG_MAX_PIXELS = 260_000_000
_MAX_PIXELS = 50_000_000
# Their modules must be there before the child shuts the door; Pillow loads them lazily otherwise.
_READERS = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

ImageFile.LOAD_TRUNCATED_IMAGES = True  # half a photo shows half of what happened
Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
Image._initialized = 2  # noqa: SLF001 — Pillow shall look for no further readers: the child can open no file


def photo(data: Data, container: Container) -> tuple[Copy, ...]:
    """Return the working copy of a photo; none for a format that is kept unread.

    Raises:
        MediaRefused: it can't be read, or has too many pixels.
    """
    if container is Container.HEIC:
        return ()
    formats = ["JPEG", "MPO"] if container is Container.JPEG else [container.value]
    try:
        with Image.open(io.BytesIO(data), formats=formats) as image:
            pixels = image.width * image.height
            if pixels > (_JPEG_MAX_PIXELS if container is Container.JPEG else _MAX_PIXELS):
                raise MediaRefused(why=Refusal.TOO_MANY_PIXELS)
            image.draft("RGB", (copies.LONGEST_SIDE_PX, copies.LONGEST_SIDE_PX))
            ImageOps.exif_transpose(image, in_place=True)
            return (rebuilt(image),)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        # Readers of broken files fail in many ways; memory and time have their own limits.
        raise MediaRefused(why=Refusal.NOT_MEDIA) from error


def rebuilt(image: Image.Image) -> Copy:
    """Return a copy of an image's raw pixels: no comment, profile, thumbnail or place comes along."""
    image.thumbnail((copies.LONGEST_SIDE_PX, copies.LONGEST_SIDE_PX))
    plain = _on_white(image)
    fresh = Image.frombytes("RGB", plain.size, plain.tobytes())
    grey = fresh.convert("L").resize((likeness.HASH_COLUMNS, likeness.HASH_ROWS), Image.Resampling.BOX)
    small = fresh.copy()
    small.thumbnail((copies.THUMBNAIL_SIDE_PX, copies.THUMBNAIL_SIDE_PX))
    return Copy(
        width=fresh.width,
        height=fresh.height,
        likeness=likeness.difference_hash(grey.tobytes()),
        jpeg=_jpeg(fresh),
        thumbnail=_jpeg(small),
    )


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        through = image.convert("RGBA")
        ground = Image.new("RGBA", through.size, "white")
        return Image.alpha_composite(ground, through).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=copies.JPEG_QUALITY)
    return out.getvalue()


def video(data: Data, container: Container, *, longest_s: int) -> tuple[Copy, ...]:
    """Return still frames of a video, evenly spread over it.

    Raises:
        MediaRefused: it can't be read, is too long, or too large to look at.
    """
    import av
    from av.error import FFmpegError

    try:
        with av.open(io.BytesIO(data), format=container.value, metadata_errors="replace") as file:
            if not file.streams.video:
                raise MediaRefused(why=Refusal.NOT_MEDIA)
            found = tuple(_frames(file, longest_s))
    except (FFmpegError, OSError, ValueError, EOFError, OverflowError) as error:
        raise MediaRefused(why=Refusal.NOT_MEDIA) from error
    if not found:
        raise MediaRefused(why=Refusal.NOT_MEDIA)
    return found


def _frames(file: "av.container.InputContainer", longest_s: int) -> Iterator[Copy]:  # type: ignore[name-defined]  # noqa: F821 — av is there for videos only
    stream = file.streams.video[0]
    stream.codec_context.thread_count = 1
    if stream.codec_context.width * stream.codec_context.height > _MAX_PIXELS:
        raise MediaRefused(why=Refusal.TOO_MANY_PIXELS)
    length_s = _length_s(file)
    # Phones round; half a second more is not another video.
    if length_s > longest_s + 0.5:
        raise MediaRefused(why=Refusal.TOO_LONG)
    wanted = 1 if length_s < 1 else copies.FRAMES_MAX
    for number in range(wanted):
        if number:
            file.seek(int(number * length_s / wanted * 1_000_000))
        frame = next(file.decode(stream), None)
        if frame is None:
            return
        turned = int(getattr(frame, "rotation", 0))
        yield rebuilt(frame.to_image().rotate(turned, expand=True))


def _length_s(file: "av.container.InputContainer") -> float:  # type: ignore[name-defined]  # noqa: F821 — as above
    """Return the longest of the lengths that container and streams claim."""
    lengths = [float(file.duration or 0) / 1_000_000]
    lengths += [
        float(each.duration * each.time_base) for each in file.streams if each.duration and each.time_base
    ]
    return max(lengths)
