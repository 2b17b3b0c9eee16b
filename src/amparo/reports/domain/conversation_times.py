"""When something was seen, from what people write in a message: "now", "hace una hora", "at 3pm", "yesterday 8am"."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

_NUMBERS = {
    word: number
    for number, words in {
        0: "half media",
        1: "a an one un una uno",
        2: "two dos couple par",
        3: "three tres few",
        4: "four cuatro",
        5: "five cinco",
        6: "six seis",
        7: "seven siete",
        8: "eight ocho",
        9: "nine nueve",
        10: "ten diez",
        11: "eleven once",
        12: "twelve doce",
        15: "fifteen quince",
        20: "twenty veinte",
        30: "thirty treinta",
    }.items()
    for word in words.split()
}
_HOUR_WORDS = "|".join(word for word, number in _NUMBERS.items() if 0 < number <= 12 and len(word) > 2)
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>min(?:ute|uto)?s?|m|hours?|hrs?|h|horas?|days?|dias?|weeks?|semanas?)"

_NOW = re.compile(
    r"\b(right now|just now|now|currently|at th[ie]s moment|ahora( mismo)?|ahorita|en este (momento|instante))\b"
)
_AGO = re.compile(
    rf"\b(?:about |around |like )?(?:a )?(?P<count>{_NUMBER})(?: of)?(?: an?)? ?{_UNIT} (?:ago|back)\b"
)
_HACE = re.compile(
    r"\bhace (?:como |unos |unas |mas o menos |aproximadamente |un (?=par))*"
    rf"(?P<count>{_NUMBER}|(?=hora ))(?: de)? ?{_UNIT}\b(?P<half> y media)?"
)
_HALF_DAY = (
    r"(?P<half>[ap]\.? ?m\b\.?|(?:de|en|por) la (?:manana|tarde|noche|madrugada)"
    r"|in the (?:morning|afternoon|evening)|at night)"
)
_CLOCK = re.compile(
    r"(?P<lead>\b(?:at|around|about|since|a las?|como a las?|desde las?|las?) |@ ?|\b)"
    rf"(?P<hour>\d{{1,2}}|{_HOUR_WORDS})"
    rf"(?:(?:[:.h](?P<minute>\d{{2}}))|(?P<part> y (?:media|cuarto)))?(?: ?{_HALF_DAY}|(?!\w))"
)
_BARE_END = re.compile(r"\s*(?:$|[,.;!?\n)]|o'?clock|today|yesterday|this|hoy|ayer|sharp|en punto)")
_NOON = re.compile(r"\b(?P<noon>noon|mediodia|midday)\b|\b(?:midnight|medianoche)\b")
_DAY = re.compile(
    r"\b(?P<before>day before yesterday|anteayer|antier|antes de ayer)\b|\b(?P<yesterday>yesterday|ayer)\b"
    r"|\b(?P<night>last night|anoche)\b|\b(?P<morning>this morning|esta manana)\b"
    r"|\b(?P<afternoon>this afternoon|esta tarde)\b|\b(?P<today>today|hoy)\b"
)
_USUAL_HOUR = {"before": 12, "yesterday": 12, "night": 21, "morning": 9, "afternoon": 15}


@dataclass(frozen=True, slots=True)
class When:
    """A moment, and the spans of the text that told it."""

    moment: datetime
    spans: tuple[tuple[int, int], ...]


def read(text: str, *, now: datetime, zone: tzinfo) -> When | None:
    """Return when it was, from a plain text; what lies ahead is taken as the last time that it was so.

    Args:
        text: without accents and capitals.
        now: aware.
        zone: the network's.
    """
    relative = _AGO.search(text) or _HACE.search(text)
    if relative is not None:
        return When(max(now - _span(relative), now - timedelta(days=999)), (relative.span(),))
    here = now.astimezone(zone)
    day = _DAY.search(text)
    clock = _clock_in(text)
    spans = tuple(found.span() for found in (day, clock) if found is not None)
    if clock is not None:
        return When(_at_clock(clock, day, here), spans)
    if day is not None and day.lastgroup != "today":
        hour = _USUAL_HOUR[str(day.lastgroup)]
        moment = datetime.combine(here.date() - _days_back(day), time(hour), tzinfo=zone)
        return When(min(moment, now), spans)
    present = _NOW.search(text)
    return When(now, (present.span(),)) if present is not None else None


def _span(found: "re.Match[str]") -> timedelta:
    word = found["count"]
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 1)
    unit = found["unit"]
    if unit.startswith("m"):
        return timedelta(minutes=count or 1)
    if unit.startswith("h"):
        half = "half" in found.re.groupindex and found["half"] is not None
        return timedelta(hours=count, minutes=30 if half or count == 0 else 0)
    return timedelta(days=max(count, 1) * (7 if unit[0] in "ws" else 1))


def _clock_in(text: str) -> "re.Match[str] | None":
    """Return a time of day; a lone number is one only after a word such as "at", with nothing behind it."""
    noon = _NOON.search(text)
    if noon is not None:
        return noon
    for found in _CLOCK.finditer(text):
        hour = found["hour"]
        if int(hour if hour.isdigit() else _NUMBERS[hour]) > 23 or int(found["minute"] or 0) > 59:
            continue
        is_told = found["minute"] or found["part"] or found["half"]
        if is_told and (hour.isdigit() or found["lead"]):
            return found
        if found["lead"] and _BARE_END.match(text, found.end()):
            return found
    return None


def _days_back(day: "re.Match[str] | None") -> timedelta:
    name = None if day is None else day.lastgroup
    return timedelta(days={"before": 2, "yesterday": 1, "night": 1}.get(name or "", 0))


def _at_clock(clock: "re.Match[str]", day: "re.Match[str] | None", here: datetime) -> datetime:
    hour, minute, half = _hour_minute_half(clock, day)
    date = here.date() - _days_back(day)
    if half is None and 1 <= hour <= 12:
        hours = [hour % 12, hour % 12 + 12]
    else:
        hours = [hour if half is None else hour % 12 + (12 if half == "p" else 0)]
    moments = [datetime.combine(date, time(each, minute), tzinfo=here.tzinfo) for each in hours]
    past = [moment for moment in moments if moment <= here]
    return max(past) if past else max(moments) - timedelta(days=1)


def _hour_minute_half(clock: "re.Match[str]", day: "re.Match[str] | None") -> tuple[int, int, str | None]:
    if clock.re is _NOON:
        return (12, 0, "p") if clock["noon"] else (12, 0, "a")
    word = clock["hour"]
    hour = int(word) if word.isdigit() else _NUMBERS[word]
    part = clock["part"] or ""
    minute = int(clock["minute"] or (30 if "media" in part else 15 if "cuarto" in part else 0))
    half = _half(clock["half"] or "")
    if half is not None and not 1 <= hour <= 12:
        half = None
    if half is None and day is not None and 1 <= hour <= 12:
        half = {"night": "p", "morning": "a", "afternoon": "p"}.get(str(day.lastgroup))
    return hour, minute, half


def _half(words: str) -> str | None:
    if not words:
        return None
    is_early = (
        (words.startswith("a") and not words.startswith("at")) or "manana" in words or "madrugada" in words
    )
    return "a" if is_early or "morning" in words else "p"
