"""Find the CAP messages that an index names: Atom (RFC 4287) or RSS 2.0, as alert hubs publish them."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from amparo.alerts.domain.cap import MEDIA_TYPE
from amparo.alerts.domain.feeds.atom import ATOM
from amparo.alerts.domain.partners.reading import PartnerRefused, parsed

MOST_MESSAGES = 200
LONGEST_ADDRESS = 500


def addresses(document: bytes, base: str) -> tuple[str, ...]:
    """Return the addresses of the messages, in the index's order, each once; those at other hosts are left out.

    Args:
        document: the index, at most as large as the fetcher lets it be.
        base: its own address, to which the others may be relative.

    Raises:
        PartnerRefused: it is neither Atom nor RSS, or names more messages than anybody reads.
    """
    root = parsed(document)
    found = dict.fromkeys(
        address
        for link in _links(root)
        if is_beside(address := urljoin(base, link.strip()), base) and len(address) <= LONGEST_ADDRESS
    )
    if len(found) > MOST_MESSAGES:
        raise PartnerRefused("too_many_messages")
    return tuple(found)


def _links(root: etree._Element) -> Iterator[str]:
    if root.tag == f"{{{ATOM}}}feed":
        for link in root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}link"):
            if (link.get("type") or "").partition(";")[0].strip() == MEDIA_TYPE:
                yield link.get("href") or ""
    elif root.tag == "rss":
        for item in root.findall("channel/item"):
            typed = [each for each in item.findall("enclosure") if each.get("type") == MEDIA_TYPE]
            yield (typed[0].get("url") if typed else item.findtext("link")) or ""
    else:
        raise PartnerRefused("no_index")


def is_beside(address: str, base: str) -> bool:
    """Tell whether an address is at the very host that two people let in with another address."""
    try:
        ours, theirs = urlsplit(base), urlsplit(address)
        same = (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    except ValueError:
        return False
    return same and theirs.username is None
