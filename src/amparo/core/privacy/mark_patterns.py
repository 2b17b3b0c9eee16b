"""The patterns behind `marks`: English and Spanish as people write them in alerts and reports."""

import re


def _any_of(*alternatives: str) -> "re.Pattern[str]":
    return re.compile("|".join(alternatives), re.IGNORECASE)


_STREET = (
    r"(?:st|street|ave|av|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|pl|place|way|ter|terrace"
    r"|cir|circle|pkwy|parkway|hwy|highway|calle|avenida|bulevar|camino)"
)
_NAME = r"(?P<name>(?:[^\W\d_]\.\s?)?[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+){0,2})"
_TITLE = (
    r"(?:agent|officer|ofcr|deputy|sgt|sergeant|lt|lieutenant|detective|captain|mr|mrs|ms|miss|dr"
    r"|agente|oficial|sargento|teniente|capit[aá]n|supervisora?|sr|sra|srta|se[ñn]ora?|se[ñn]orita|don|do[ñn]a)"
)
_PERSON_LEAD = (
    r"(?:named|called|name is|known as|se llama(?:n|ba)?|llamad[oa]|de nombre|su nombre es|apellidad[oa]"
    r"|conocid[oa] como)"
)
_KIN = (
    r"(?:wife|husband|son|daughter|brother|sister|cousin|uncle|aunt|mother|father|mom|dad|nephew|niece|neighbou?r"
    r"|friend|coworker|espos[oa]|hij[oa]|herman[oa]|prim[oa]|t[ií][oa]|mam[aá]|pap[aá]|sobrin[oa]|vecin[oa]"
    r"|amig[oa]|compa[ñn]er[oa]|cu[ñn]ad[oa]|abuel[oa]|novi[oa])"
)
_DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_THING = (
    r"(?:vans?|cars?|trucks?|suvs?|convoy|vehicles?|agents?|officers?|tahoes?|suburbans?|explorers?|durangos?|chargers?"
    r"|expeditions?|sedans?|pickups?)"
)
_COSA = r"(?:camionetas?|vans?|patrullas?|carros?|coches?|veh[ií]culos?|oficial(?:es)?|agentes?|convoy)"
_THEM = rf"(?:them|him|her|ice|(?:la )?migra|(?:the |those |these )?{_THING}|(?:el |la |los |las )?{_COSA})"
# At most a few words between a verb and whom it is about.
_GAP = r"\W+(?:\w+\W+){0,3}?"

_LIVE = r"live|real[- ]?time|en vivo|en tiempo real"
_POSITION = r"track\w*|locations?|map|position|rastre\w*|ubicaci[oó]n|mapa|movimientos?"
_GAP_OR_NONE = r"(?:\w+\W+){0,2}?"

_TOP_DOMAIN = r"(?:com|org|net|edu|info|gov|gob|mx|gt|sv|us)\b"

# What a number before it counts, so that it is no house number.
_COUNTED = (
    r"(?:agents?|agentes|officers?|oficiales|people|personas|men|women|hombres|mujeres|vans|cars|carros|camionetas"
    r"|vehicles?|veh[ií]culos|suvs?|trucks|patrullas|masked|armed|unmarked|[ap]\.?m|min\w*|hours?|horas?|reports?)"
)

STREET_WORD = _any_of(_STREET)
WORDS = re.compile(r"[^\W\d_][\w'’.-]*")

# Possessive and from the first letter only: a text without "@" must not be tried from each of its letters.
EMAIL = _any_of(
    r"(?<![\w.+-])[\w.+-]++\s?(?:@|\(at\)|\[at\]|\barroba\b)"
    rf"\s?[\w-]+(?:\.|\s?[(\[]dot[)\]]\s?|\s?punto\s|\s?\.\s{_TOP_DOMAIN})[\w.-]*",
    rf"(?<![\w.+-])[\w.+-]++\s?(?:@|\bat\b|\barroba\b)\s?[\w-]+\s(?:dot|punto|\.)\s?{_TOP_DOMAIN}",
)
A_NUMBER = _any_of(
    r"\b(?:A[-#:.\s]{0,3}(?:(?:is|es)\s)?|alien\b[^\d\n]{0,25}"
    r"|n[úu]m(?:ero)?\.? (?:de )?(?:A|extranjer[oa])\b[^\d\n]{0,25})"
    r"(?:\d[-\s]?){7,8}\d\b"
)
PHONE = _any_of(
    r"(?<![\w.])(?:\+\d{1,3}[-.\s]?)?(?:\(?\d{2,4}\)?[-.\s/]{0,3})?\d{3,4}[-.\s/]{0,3}\d{4}(?!\w)",
    r"(?<![\w.:/-])(?:(?:\d\d[-.\s]){4}\d\d|(?:\d{3}[-.\s]){2}\d\d[-.\s]\d\d|(?:\d[-.\s]){6,11}\d)(?![\w:/])",
    rf"\b(?:{_DIGIT_WORD}[\s,-]+){{6,}}{_DIGIT_WORD}\b",
)
# Letters and digits in capitals, as plates are painted and typed; `marks` asks for two of each.
PLATE = re.compile(r"(?<![\w/-])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{2,5}){1,2}(?![\w-])")
PLATE_LED = _any_of(
    r"\b(?:licen[cs]e|lic|plates?|placas?|chapas?|patentes?|matr[ií]culas?|tablillas?|registration)\b\W{0,3}(?:\w+\W{1,3}){0,3}?"
    r"(?:(?=\w*\d)[\w-]{4,9}|\d ?[a-z]{3} ?\d{3})\b",
    r"(?<![\w-])\d[a-z]{3}[ -]?\d{3}(?![\w-])",
)
# A lorry's plate has a single letter.
COMMERCIAL_PLATE = re.compile(r"\d[A-Z]\d{5}")
# Forms, roads and times that look like plates.
NOT_PLATES = _any_of(
    r"I-?\d{1,4}[A-Z]?|(?:US|SR|CA|AO)-?\d+|\d{1,2}[AP]M|\d+(?:ST|ND|RD|TH)|COVID-?19|H1N1",
)
ADDRESS = _any_of(
    rf"\b\d{{1,5}}(?:\s?1/2|[½¼¾])?[a-z]?\s+(?!block\b|cuadra\b|de la\b|del?\b|y\b|and\b|{_COUNTED}\b)"
    rf"(?:(?:[nsew]\.?|north|south|east|west)\s+)?"
    rf"(?:[\w'’.-]+\s+){{0,3}}?{_STREET}\b\.?",
    r"\b(?:calle|avenida|av\.?|bulevar|blvd\.?|camino)\s+(?:[\w'’.-]+\s+){0,3}?(?:#|n[úu]m(?:ero)?\.?|no\.)\s?\d+",
    r"(?<!the )(?<!la )(?<!el )\b\d{3,5}\s+(?:[nsew]\.?|north|south|east|west)\s+"
    r"(?!at\b|near\b|to\b|on\b|exit|bound|from\b|and\b|by\b|in\b)[a-z][\w'’-]+",
    rf"\b(?:house|home|casa|domicilio|address|direcci[oó]n|vive[n]?|lives?)\b[^\d\n]{{0,30}}"
    rf"(?<!since )(?<!desde )(?<!around )\b\d{{3,5}}\b"
    rf"(?!:|\s?(?:block|cuadra|{_COUNTED})\b)",
    r"\b(?:vive[n]?|lives?)\b.{0,40}?(?:\bn[úu]m(?:ero)?\b\.?|#|\bno\.)\s?\d{1,5}\b",
    r"\b(?:apt|apartment|unit|suite|apto|apartamento|departamento|depto|unidad)\b\.?\s?#?\s?\w{1,5}\b",
)
UNIT_WORD_ONLY = _any_of(r"\b(?:unit|unidad|suite|apartment|apartamento|departamento)\b")
TITLED = _any_of(rf"\b{_TITLE}\b\.?\s+{_NAME}")
LED_NAME = _any_of(rf"\b{_PERSON_LEAD}\b[\s:]+{_NAME}")
# After these words any word is a name, in whatever case, unless NO_NAME says otherwise.
SURELY_NAME = _any_of(
    rf"\b(?:(?:his|her|my|their|whose|the) name is|se llama(?:n|ba)?|de nombre|su nombre es|apellidad[oa]"
    rf"|(?:is|was|guy|man|lady|woman|kid) (?:named|called)|nicknamed|goes by|a\.?k\.?a\.?|alias|apodad[oa]"
    rf"|(?:le|lo|la) (?:dicen|apodan|conocen como))\b[\s:]+(?:(?:el|la|los|the)\s+)?{_NAME}"
)
NO_NAME = _any_of(
    r"a|al|an|the|el|la|los|las|que|q|no|si|s[ií]|un|una|de|del|en|por|para|como|cuando|on|in|at|after|not|it|to"
    r"|desde|hasta|se|lo|le|m[aá]s|muy|adi[oó]s|gracias|hola|police|polic[ií]a|unknown|withheld|desconocido"
)
# Of kin, of the taken: a name follows, if it is written as one or is a known one.
KIN_NAME = _any_of(rf"\b{_KIN}\b,?\s+{_NAME}")
TAKEN_NAME = _any_of(
    rf"\b(?:took|taken|arrested|detained|grabbed|deported|picked up|(?:they|ice) got"
    rf"|(?:se llevaron|detuvieron|arrestaron|agarraron|levantaron|deportaron|detenid[oa]s?|subieron) a)\b:?\s+{_NAME}"
)
WAS_TAKEN = _any_of(
    r"\s+(?:(?:was|is|were|got|just|being|been|fue|est[aá])\s+){0,3}"
    r"(?:taken|detained|arrested|deported|picked up|missing|detenid[oa]|arrestad[oa]|deportad[oa])\b"
)
PLACE_WORD = _any_of(
    r"lakes?|hills?|heights|valley|beach|canyon|square|village|springs|park|plaza|gardens|terrace|parque|island|jr|brae|mission|depot|patrol|station|county|city|police|ice|hotel|market|swap"
)
AFTER_PLACE = _any_of(
    rf"\s+(?:\w+\s+)?{_STREET}\b",
    r"\s+(?:\w+\s+)?(?:park|plaza|(?:high |middle )?school|elementary|church|hospital|college|center|station|market"
    r"|library|clinic|academy|university|parish)\b",
)
BEFORE_PLACE = _any_of(
    r"\b(?:calle|avenida|av\.?|bulevar|blvd\.?|camino|paseo|plaza|parque|mercado|san|santa|iglesia|escuela"
    r"|cl[ií]nica|biblioteca|hospital|primaria|secundaria|preparatoria|colegio|estaci[oó]n|monse[ñn]or|school|church|parish|parroquia|st\.?)\s+$"
)
# A warning against it ("do not follow any vehicle"), not a call to it. Only just before: "don't wait, block it" calls.
WARNED_AGAINST = _any_of(
    r"\b(?:do not|don[’']?t|never)\s+(?:[\w ]{0,40}\bor\s+)?$",
    r"(?<!por qu[eé] )\b(?:no|nunca|ni)\s+(?:l[aoe]s?\s+)?$",
)
INTERFERENCE = _any_of(
    rf"\b(?:block|stop|surround|confront|chase|attack|fight|resist|obstruct|trap|box in|slash|hit|ram|swarm"
    rf"|run off|drive out|kick out|get in the way of|stand in front of){_GAP}{_THEM}\b",
    rf"\b(?:bloqu[eé]\w*|det[eé]ng\w*|rode[ea]\w*|enfr[eé]nt\w*|atac\w+|ataqu\w+|golp\w+|impid\w+|obstru\w+"
    rf"|encierr\w+|ech[ae]n|saquen){_GAP}(?:a )?{_THEM}\b",
    r"\b(?:slash|pop|puncture|flatten|p[oó]nch\w*|p[ií]nch\w*|revient\w+)\W+(?:\w+\W+){0,3}?(?:tires?|tyres?|llantas?)\b",
    r"\b(?:rode|bloque|enfrent|atac|golpe|encierr|encerr|acorral|empuj|embist)[aeéá]\w{0,4}l[aeo]s\b",
    r"\bno (?:l[aoe]s?|l[oa]) dejen (?:salir|ir|irse|que se|llev\w+)\b|\bpara que no se l[oa]s? lleven\b",
    r"\bdon[’']?t let (?:them|ice|the \w+) (?:leave|go|get away|take)\b",
    r"\bcadenas? humanas?\b|\bhuman (?:chain|wall|shield)s?\b",
    r"\b(?:stop|block|prevent|halt|disrupt) (?:the |this |that |an? )(?:arrest|raid|operation|detention)\b",
    r"\b(?:paren|parar|impidan|impedir|detengan) (?:el |la |ese |esa )(?:arresto|redada|operativo|detenci[oó]n)\b",
    r"\b(?:pull|drag|rip|snatch|grab|tear) (?:him|her|them) (?:away|back|out|off|free|loose)\b",
    r"\bgrab (?:his|her|their) arms?\b",
    r"\b(?:j[aá]l|qu[ií]t|arreb[aá]t|arr[aá]nqu)\w{0,2}en(?:se)?l[oa]s?\b",
    rf"\b(?:get|stand|sit|lie|jump|step|park (?:your|the|our)(?: \w+)?) (?:in front of|across) "
    rf"(?:\w+ ){{0,2}}?(?:bus|exit|gate|driveway|{_THING})\b",
    r"\b(?:avi[eé]nt|t[ií]r|arr[oó]j|l[aá]nc)e(?:n)?les\b|\bthrow (?:\w+ ){1,3}at (?:them|ice)\b",
    r"\b(?:block|shut down) (?:the )?(?:street|road|gate|exit|entrance|driveway|freeway|bridge)s?\b",
    r"\b(?:bloqu\w+|cierren|cerremos|tap(?:e|en|ar|emos)(?:les)?) (?:la |el |las |los )?"
    r"(?:calle|salida|entrada|paso|puente|autopista|port[oó]n)s?\b",
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
    r"\b(?:voy|vamos|estoy|estamos|ando|andamos|vayan|vete) "
    r"(?:persiguiendo|siguiendo|sigui[eé]ndol[oa]s?|(?:por )?(?:detr[aá]s|atr[aá]s) de)\b",
    rf"\b(?:stay|keep|drive|get|go) (?:right |close )?behind (?:\w+ ){{0,2}}?{_THEM}\b",
    r"\bwhere (?:it|they) (?:goes|go|heads?|turns?)\b",
    r"\b(?:agent|officer|deputy|agente|oficial|(?:la )?migra|ice guys?)s? (?:\w+ )?"
    r"(?:lives?|sleeps?|viven?|duermen?|se hospedan?)\b",
    r"\b(?:agent|officer|deputy)(?:[’']s|s[’']) (?:house|home|family|kids|wife)\b",
    r"\bcasa de(?:l| la| los) (?:agente|oficial)(?:es)?\b",
    r"\b(?:put|stick|stuck|placed?|hide|hid|attach(?:ed)?|pus\w+|pong\w+|poner\w*|peg\w+|met\w+)\W+(?:\w+\W+){0,2}?"
    r"(?:air ?tags?|gps|trackers?|rastreador(?:es)?)\b",
    r"\bwhere (?:they|he|she|the \w+) (?:lives?|parks?|sleeps?|stays?)\b",
    r"\bd[oó]nde (?:(?:ellos|los \w+) )?(?:viven?|duermen?|se hospedan?|(?:se )?estaciona\w*)\b",
    r"\b(?:staying|sleeping|lodging|hospedad\w*|alojad\w*|duermen) (?:at|in|en) (?:the |el |la )?\w+",
)
