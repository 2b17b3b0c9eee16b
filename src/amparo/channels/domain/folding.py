"""What two ways of writing the same word share, over all scripts."""

import re
import unicodedata

# Letters that keyboards of one language write differently from those of another.
_SAME_LETTERS = str.maketrans("ىیېکہھةەıłđø", "يييكههههildo")
# Apostrophes, glottal stops, tatweel, and what only steers how something is drawn.
_DROPPED = frozenset("'’‘ʼʻʹ`´ꞌʾʿ\u0640\u3164\u115f\u1160")
_BETWEEN_LETTERS_AND_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def folded(text: str) -> str:
    """Return a line in lower case, without accents, punctuation, emoji and invisible marks, digits as ASCII.

    Accents go in scripts where they are written above or below a letter and often left out (Latin, Cyrillic,
    Armenian, Greek, Arabic). Vowel signs and tones of the Indic and South-East Asian scripts stay: without them other
    words come out. Single letters in a row are put together: "S.T.O.P.".
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(_kept(char) for char in decomposed)
    line = unicodedata.normalize("NFC", kept).translate(_SAME_LETTERS)
    words = _BETWEEN_LETTERS_AND_DIGITS.sub(" ", line).split()
    if len(words) > 2 and all(len(word) == 1 and word.isalpha() for word in words):
        return "".join(words)
    return " ".join(words)


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if char in _DROPPED or (category in {"Cf", "Cc", "Me"} and not char.isspace()):
        return ""
    if category in {"Mn", "Mc"}:
        return "" if _is_loose_mark(char) else char
    return char if category.startswith("L") else " "


def _is_loose_mark(char: str) -> bool:
    """Tell whether a mark may be left out: an accent, a short vowel of Arabic or Hebrew, a variation selector."""
    combining = unicodedata.combining(char)
    return combining >= 200 or 10 <= combining <= 36 or "\ufe00" <= char <= "\ufe0f" or char == "\u034f"


def is_one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter too many, too few, wrong or in its neighbour's place makes the one of the other."""
    if typed == meant:
        return True
    longer, shorter = (typed, meant) if len(typed) >= len(meant) else (meant, typed)
    if len(longer) - len(shorter) > 1:
        return False
    same = next(
        (at for at, pair in enumerate(zip(longer, shorter, strict=False)) if pair[0] != pair[1]), None
    )
    if same is None:
        return True
    if len(longer) > len(shorter):
        return longer[same + 1 :] == shorter[same:]
    is_swapped = longer[same : same + 2] == shorter[same : same + 2][::-1]
    return longer[same + 1 :] == shorter[same + 1 :] or (
        is_swapped and longer[same + 2 :] == shorter[same + 2 :]
    )


def undoubled(word: str) -> str:
    """Return a word with each repeated letter once: what "stop" and "stooooop" share."""
    return re.sub(r"(.)\1+", r"\1", word)
