"""Reading one message: every answer that stands in it, asked for or not. Nothing is guessed that was not written."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from amparo.core.places.cells import Cell
from amparo.reports.domain import conversation_times, limits
from amparo.reports.domain import conversation_words as words
from amparo.reports.domain.kinds import Activity


@dataclass(frozen=True, slots=True)
class Area:
    """A place that was found by the words for it: a cell of the region, and its usual name; a corner has none."""

    cell: Cell
    name: str


# From words to a place of the network's region; None where they name none.
FindArea = Callable[[str], Area | None]


@dataclass(frozen=True, slots=True)
class World:
    """What a message is read against: places, clock and zone. A corner is found where only one can be meant.

    Without `has_areas` the network knows no names of places: nobody is asked for one.
    """

    find_area: FindArea
    now: datetime
    zone: tzinfo
    find_corner: FindArea = lambda _words: None
    has_areas: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says. None, empty and False: it does not say.

    Attributes:
        corner: a corner or a street as written.
        being_taken: somebody is.
    """

    activity: Activity | None = None
    area: Area | None = None
    corner: str = ""
    seen_at: datetime | None = None
    first_hand: bool | None = None
    how_many: int | None = None
    vehicles: str = ""
    markings: str = ""
    being_taken: bool = False
    child_alone: bool = False
    someone_hurt: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether nothing could be read from the message."""
        return self == Reading()


_COUNTS = {
    **dict.fromkeys(("one", "un", "una", "uno"), 1),
    **dict.fromkeys(("two", "dos", "couple of"), 2),
    **dict.fromkeys(("three", "tres"), 3),
    **dict.fromkeys(("four", "cuatro"), 4),
    **dict.fromkeys(("five", "cinco"), 5),
    **dict.fromkeys(("six", "seis"), 6),
    **dict.fromkeys(("seven", "siete"), 7),
    **dict.fromkeys(("eight", "ocho"), 8),
    **dict.fromkeys(("ten", "diez"), 10),
    **dict.fromkeys(("dozen", "docena de"), 12),
}
_OFFICERS = (
    r"(?:ice |federal |masked |armed )?(?:agents?|officers?|cops|agentes|oficiales|policias|elementos|encapuchados"
    r"|enmascarados|migras)"
)
_HOW_MANY = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_COUNTS)}) {_OFFICERS}\b")
# Men may also be those who are taken.
_MEN = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_COUNTS)}) (?:masked |armed )?(?:men|guys|hombres)\b")

_COLOURS = (
    r"(?:white|black|gr[ae]y|silver|blue|red|green|brown|tan|gold|dark|unmarked|tinted|blanc[oa]s?|negr[oa]s?"
    r"|gris(?:es)?|platead[oa]s?|azul(?:es)?|roj[oa]s?|verdes?|cafes?|oscur[oa]s?|sin placas)"
)
_MAKES = (
    r"(?:ford|chevy|chevrolet|dodge|toyota|nissan|honda|jeep|gmc|tahoe|suburban|explorer|durango|charger|ram|silverado"
    r"|expedition|transit)"
)
_VEHICLES = (
    r"(?:vans?|suvs?|trucks?|cars?|pick ?ups?|sedans?|vehicles?|bus(?:es)?|camionetas?|carros?|coches?|autos?|trocas?"
    r"|patrullas?|vehiculos?)"
)
_SEEN_VEHICLE = re.compile(
    rf"\b(?:(?:\d{{1,2}}|{'|'.join(_COUNTS)}) )?(?:{_COLOURS} |{_MAKES} )+{_VEHICLES}\b"
    rf"|\b(?:(?:\d{{1,2}}|{'|'.join(_COUNTS)}) )?(?:{_VEHICLES} |{_MAKES} )+{_COLOURS}\b"
    rf"|\b(?:\d{{1,2}}|{'|'.join(_COUNTS)}) (?:{_COLOURS} |{_MAKES} )*(?:{_VEHICLES}|{_MAKES}s?)\b"
)
_MARK = (
    r"(?:police ice|ice police|ice|hsi|ero|police|policia|cbp|border patrol|sheriff|fbi|dea|atf|dhs|us marshals?"
    r"|marshals?|federal agents?|national guard|homeland security)"
)
_MARKS = rf"{_MARK}(?:\W{{1,3}}{_MARK})*"
_WORN = (
    r"(?:vests?|jackets?|shirts?|hats?|caps?|uniforms?|patch(?:es)?|letters|says?|saying|reads?|marked|chalecos?"
    r"|chamarras?|uniformes?|gorras?|camisas?|letras|dicen?|decian?)"
)
_MARKING = re.compile(rf"\b{_WORN}\W+(?:[\w']+\W+){{0,3}}?({_MARKS})\b|\b({_MARKS}) {_WORN}\b")
_MARKS_ALONE = re.compile(rf"\b{_MARK}\b")

_SUFFIX = (
    r"(?:streets?|st|avenues?|ave?|boulevard|blvd|bl|road|rd|drive|dr|place|pl|way|court|ct|lane|ln|freeway|fwy"
    r"|highway|hwy)"
)
_PREFIX = r"(?:calles?|avenidas?|av|bulevar|boulevard|blvd|calzada|la|el|the)"
_SIDE = (
    rf"(?:{_PREFIX}\.? )?(?:(?:[nsew]|north|south|east|west)\.? )?"
    rf"(?:\d{{1,3}}(?:st|nd|rd|th|a|o)?|[a-z][\w'-]{{2,}})(?: {_SUFFIX}\b)?\.?"
)
_CORNER = re.compile(
    r"(?P<lead>\b(?:on|at|near|by|around|corner(?: of)?|en|cerca de|por|esquina(?: de| con)?) )?"
    rf"\b(?P<one>{_SIDE}) ?(?P<joint> and | y | e | con | esquina con | esquina |&|/|@| x ) ?"
    rf"(?P<other>{_SIDE})(?!\w)"
)
_STREET = re.compile(
    rf"\b\d{{2,5}} (?:[nsew]\.? )?[\w'.-]+(?: [\w'.-]+)? {_SUFFIX}\b"
    rf"|\b(?:\d{{1,3}}(?:st|nd|rd|th)|[a-z][\w'-]{{2,}}) {_SUFFIX}\b"
    r"|\b(?:calle|avenida|av\.?|bulevar|calzada) [\w'.-]+"
)
_STRONG = re.compile(rf"\d{{1,3}}(?:st|nd|rd|th)\b|\b{_SUFFIX}\b|\b(?:calle|avenida|bulevar|calzada)\b")


def read(text: str, world: World) -> Reading:
    """Return what a message says, from any part of it."""
    plain = words.plain(text)
    when = conversation_times.read(plain, now=world.now, zone=world.zone)
    spans = () if when is None else when.spans
    activity = words.activity_in(plain)
    corner = corner_in(text, spans)
    area = world.find_area(_without(plain, spans))
    if area is None and corner:
        area = world.find_corner(corner)
    return Reading(
        activity=activity,
        area=area,
        corner=corner,
        seen_at=None if when is None else when.moment,
        first_hand=words.first_hand_in(plain),
        how_many=_how_many(plain, may_be_men=activity is not Activity.TAKING_SOMEONE),
        vehicles=_joined(plain, _SEEN_VEHICLE, limits.VEHICLES_MAX_CHARS),
        markings=_markings(plain),
        being_taken=activity is Activity.TAKING_SOMEONE,
        child_alone=words.speaks_of_a_child_alone(plain),
        someone_hurt=words.speaks_of_hurt(plain),
    )


def corner_in(text: str, taken: tuple[tuple[int, int], ...] = (), *, is_asked: bool = False) -> str:
    """Return the corner or street of which a text speaks, in its own words.

    Args:
        text: the message.
        taken: spans of its plain form that mean something else, such as a time.
        is_asked: the message answers the question where; two names joined by "and" are a corner then.
    """
    plain = _without(words.plain(text), taken)
    for found in _CORNER.finditer(plain):
        if _is_corner(found, is_asked=is_asked):
            start, end = found.start("one"), found.end("other")
            return _as_written(text, plain, start, end)[: limits.PLACE_TEXT_MAX_CHARS]
    street = _STREET.search(plain)
    return "" if street is None else _as_written(text, plain, *street.span())[: limits.PLACE_TEXT_MAX_CHARS]


def markings_alone(text: str) -> str:
    """Return the markings in an answer to the question for them."""
    return _joined(words.plain(text), _MARKS_ALONE, limits.MARKINGS_MAX_CHARS).upper()


def number_alone(text: str) -> int | None:
    """Return the number in an answer to the question how many."""
    plain = words.plain(text).strip(" .,!")
    number = int(plain) if re.fullmatch(r"[0-9]{1,3}", plain) else _COUNTS.get(plain)
    return number if number is not None and 1 <= number <= limits.HOW_MANY_MAX else None


def _is_corner(found: "re.Match[str]", *, is_asked: bool) -> bool:
    sides = (found["one"], found["other"])
    last_words = [side.split()[-1].strip(".") for side in sides]
    if any(words.is_no_street(word) for side in sides for word in side.split()) or all(
        word.isdigit() for word in last_words
    ):
        return False
    return bool(is_asked or found["lead"] or any(_STRONG.search(side) for side in sides)) or (
        any(word.isdigit() for word in last_words) and found["joint"].strip() in {"y", "con", "&", "/", "@"}
    )


def _as_written(text: str, plain: str, start: int, end: int) -> str:
    """Return a span in the writer's spelling where the two texts run alike, else in the plain one."""
    is_alike = len(text) == len(plain)
    return " ".join((text if is_alike else plain)[start:end].split()).strip(" .,")


def _without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in spans:
        text = text[:start] + "·" * (end - start) + text[end:]
    return text


def _how_many(plain: str, *, may_be_men: bool) -> int | None:
    found = _HOW_MANY.search(plain) or (_MEN.search(plain) if may_be_men else None)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdigit() else _COUNTS[found[1]]
    return number if 1 <= number <= limits.HOW_MANY_MAX else None


def _joined(plain: str, pattern: "re.Pattern[str]", most: int) -> str:
    found = dict.fromkeys(match[0].strip() for match in pattern.finditer(plain))
    return ", ".join(found)[:most].rstrip(", ")


def _markings(plain: str) -> str:
    found = dict.fromkeys((match[1] or match[2]).upper() for match in _MARKING.finditer(plain))
    return ", ".join(found)[: limits.MARKINGS_MAX_CHARS].rstrip(", ")
