"""The patterns behind `marks`: English and Spanish as people write them in alerts and reports."""

import re


def _any_of(*alternatives: str) -> "re.Pattern[str]":
    return re.compile("|".join(alternatives), re.IGNORECASE)


_STREET = (
    r"(?:st|street|ave|av|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|pl|place|way|ter|terrace"
    r"|cir|circle|pkwy|parkway|hwy|highway|calle|avenida|bulevar|camino)"
)
_NAME = r"(?P<name>[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+){0,2})"
_TITLE = (
    r"(?:agent|officer|ofcr|deputy|sgt|sergeant|lt|lieutenant|detective|captain|mr|mrs|ms|miss|dr"
    r"|agente|oficial|sargento|teniente|capit[aá]n|supervisora?|sr|sra|srta|se[ñn]ora?|se[ñn]orita|don|do[ñn]a)"
)
_PERSON_LEAD = (
    r"(?:named|called|name is|known as|se llama(?:n|ba)?|llamad[oa]|de nombre|su nombre es|apellidad[oa]"
    r"|conocid[oa] como)"
)
_DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_THING = r"(?:vans?|cars?|trucks?|suvs?|convoy|vehicles?|agents?|officers?)"
_COSA = r"(?:camionetas?|vans?|patrullas?|carros?|coches?|veh[ií]culos?|oficial(?:es)?|agentes?|convoy)"
_THEM = rf"(?:them|him|her|ice|(?:la )?migra|(?:the |those |these )?{_THING}|(?:el |la |los |las )?{_COSA})"
# At most a few words between a verb and whom it is about.
_GAP = r"\W+(?:\w+\W+){0,3}?"

_LIVE = r"live|real[- ]?time|en vivo|en tiempo real"
_POSITION = r"track\w*|locations?|map|position|rastre\w*|ubicaci[oó]n|mapa|movimientos?"
_GAP_OR_NONE = r"(?:\w+\W+){0,2}?"

STREET_WORD = _any_of(_STREET)
WORDS = re.compile(r"[^\W\d_][\w'’.-]*")

# Possessive and from the first letter only: a text without "@" must not be tried from each of its letters.
EMAIL = _any_of(
    r"(?<![\w.+-])[\w.+-]++\s?(?:@|\(at\)|\[at\]|\barroba\b)"
    r"\s?[\w-]+(?:\.|\s?\(dot\)\s?|\s?punto\s)[\w.-]+"
)
A_NUMBER = _any_of(r"\b(?:A[-#:.\s]{0,2}|alien (?:number|no\.?)\W{0,3})(?:\d[-\s]?){7,8}\d\b")
PHONE = _any_of(
    r"(?<![\w.])(?:\+\d{1,3}[-.\s]?)?(?:\(?\d{2,4}\)?[-.\s/]{0,3})?\d{3,4}[-.\s/]{0,3}\d{4}(?!\w)",
    rf"\b(?:{_DIGIT_WORD}[\s,-]+){{6,}}{_DIGIT_WORD}\b",
)
# Letters and digits in capitals, as plates are painted and typed; `marks` asks for two of each.
PLATE = re.compile(r"(?<![\w/-])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{2,5}){1,2}(?![\w-])")
PLATE_LED = _any_of(
    r"\b(?:licen[cs]e|plates?|placas?|matr[ií]culas?|tablillas?|registration)\b\W{0,3}(?:\w+\W{1,3}){0,3}?"
    r"(?:(?=\w*\d)[\w-]{4,9}|\d [a-z]{3} \d{3})\b"
)
# Forms, roads and times that look like plates.
NOT_PLATES = _any_of(
    r"I-?\d{1,4}[A-Z]?|(?:US|SR|CA|AO)-?\d+|\d{1,2}[AP]M|\d+(?:ST|ND|RD|TH)|COVID-?19|H1N1",
)
ADDRESS = _any_of(
    rf"\b\d{{1,5}}(?:\s?1/2)?[a-z]?\s+(?!block\b|cuadra\b|de la\b|del?\b|y\b|and\b)"
    rf"(?:(?:[nsew]\.?|north|south|east|west)\s+)?"
    rf"(?:[\w'’.-]+\s+){{0,3}}?{_STREET}\b\.?",
    r"\b(?:calle|avenida|av\.?|bulevar|blvd\.?|camino)\s+(?:[\w'’.-]+\s+){0,3}?(?:#|n[úu]m(?:ero)?\.?|no\.)\s?\d+",
    r"\b(?:apt|apartment|unit|suite|apto|apartamento|departamento|depto|unidad)\b\.?\s?#?\s?\w{1,5}\b",
)
UNIT_WORD_ONLY = _any_of(r"\b(?:unit|unidad|suite|apartment|apartamento|departamento)\b")
TITLED = _any_of(rf"\b{_TITLE}\b\.?\s+{_NAME}")
LED_NAME = _any_of(rf"\b{_PERSON_LEAD}\b[\s:]+{_NAME}")
PLACE_WORD = _any_of(
    r"lakes?|hills?|heights|valley|beach|canyon|square|village|springs|park|plaza|gardens|terrace|parque|island"
)
AFTER_PLACE = _any_of(
    rf"\s+(?:\w+\s+)?{_STREET}\b",
    r"\s+(?:park|plaza|school|church|hospital|college|center|station|market)\b",
)
BEFORE_PLACE = _any_of(
    r"\b(?:calle|avenida|av\.?|bulevar|blvd\.?|camino|paseo|plaza|parque|mercado|san|santa|iglesia|escuela"
    r"|school|church|parish|parroquia|st\.?)\s+$"
)
INTERFERENCE = _any_of(
    rf"\b(?:block|stop|surround|confront|chase|attack|fight|resist|obstruct|trap|box in|slash|hit|ram|swarm"
    rf"|run off|drive out|kick out|get in the way of|stand in front of){_GAP}{_THEM}\b",
    rf"\b(?:bloqu[eé]\w*|det[eé]ng\w*|rode[ea]\w*|enfr[eé]nt\w*|atac\w+|ataqu\w+|golp\w+|impid\w+|obstru\w+"
    rf"|encierr\w+|ech[ae]n|saquen|poncha\w*|ponchen){_GAP}(?:a )?(?:{_THEM}|llantas)\b",
    r"\b(?:block|shut down) (?:the )?(?:street|road|gate|exit|entrance|driveway|freeway|bridge)s?\b",
    r"\b(?:bloqu\w+|cierren|tapen) (?:la |el |las |los )?(?:calle|salida|entrada|paso|puente|autopista|port[oó]n)s?\b",
    r"\b(?:everyone|all of you|everybody) (?:go|come|get|head|run)\b",
    r"\b(?:vayan|vengan|corran|salgan|v[aá]monos) (?:todos|todas|ya|all[aá]|ahora)\b",
    r"\b(?:bring|traigan|lleven) (?:\w+ ){0,2}(?:bats?|rocks?|weapons?|piedras?|palos?|bates?|armas?)\b",
)
TRACKING = _any_of(
    rf"\b(?:follow|tail|track|trail|shadow|stalk)(?:s|ing|ed)?{_GAP}{_THEM}\b",
    rf"\b(?:s[ií]gan?|persig\w+|rastre\w+|vigil[ea]n?){_GAP}(?:a )?{_THEM}\b",
    rf"\bsiguen? (?:al |a ){_GAP_OR_NONE}{_THEM}\b",
    r"\bs[ií]g(?:an|ue)l[oa]s?\b|\bpers[ií]ganl[oa]s?\b",
    rf"\b(?:{_LIVE})\b.{{0,25}}\b(?:{_POSITION})\b|\b(?:{_POSITION})\b.{{0,25}}\b(?:{_LIVE})\b",
    r"\b(?:now|currently|just|ahora|van) (?:heading|driving|turning|moving|going|manejando|dando vuelta|rumbo)\b",
    r"\bwhere (?:they|he|she|the \w+) (?:lives?|parks?|sleeps?|stays?)\b",
    r"\bd[oó]nde (?:(?:ellos|los \w+) )?(?:viven?|duermen?|se hospedan?|(?:se )?estaciona\w*)\b",
    r"\b(?:staying|sleeping|lodging|hospedad\w*|alojad\w*|duermen) (?:at|in|en) (?:the |el |la )?\w+",
)
