"""Which agency's words were read on a marking. Nothing is guessed: no word, no agency."""

import re

from amparo.reports.domain.kinds import Agency

# The most telling word first: agents of ICE also wear "POLICE".
_WORDS: tuple[tuple[Agency, re.Pattern[str]], ...] = (
    (Agency.HSI, re.compile(r"\bHSI\b|HOMELAND SECURITY INVESTIGATIONS", re.IGNORECASE)),
    (Agency.ICE, re.compile(r"\bI\.?C\.?E\b(?! ?cream)|\bERO\b|\bIMMIGRATION AND CUSTOMS\b", re.IGNORECASE)),
    (
        Agency.BORDER_PATROL,
        re.compile(r"\bBORDER PATROL\b|\bCBP\b|\bUSBP\b|\bPATRULLA FRONTERIZA\b", re.IGNORECASE),
    ),
    (
        Agency.OTHER_FEDERAL,
        re.compile(r"\b(FBI|DEA|ATF|DHS|US ?MARSHALS?|FEDERAL (AGENT|OFFICER|POLICE))\b", re.IGNORECASE),
    ),
    (Agency.MILITARY, re.compile(r"\b(NATIONAL GUARD|US ARMY|MARINES|GUARDIA NACIONAL)\b", re.IGNORECASE)),
    (Agency.SHERIFF, re.compile(r"\bSHERIFF(S|'S)?\b|\bLASD\b", re.IGNORECASE)),
    (Agency.POLICE, re.compile(r"\bPOLICE\b|\bPOLIC[IÍ]A\b|\bLAPD\b", re.IGNORECASE)),
)


def read_agency(markings: str) -> Agency:
    """Return the agency whose words stand in the markings as read; `unknown` where none does."""
    for agency, pattern in _WORDS:
        if pattern.search(markings):
            return agency
    return Agency.UNKNOWN
