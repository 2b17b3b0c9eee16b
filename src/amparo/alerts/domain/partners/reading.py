"""Read XML that a stranger may have written: no DTD, no entities, nothing from elsewhere, nothing endless."""

from lxml import etree

from amparo.core.errors import AmparoError

MOST_ELEMENTS = 20_000


class PartnerRefused(AmparoError):
    """What a partner published can't be believed or shown; `fields["why"]`, in code."""

    code = "PARTNER_REFUSED"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


def parsed(document: bytes) -> etree._Element:
    """Return the root of a document.

    Raises:
        PartnerRefused: it is no XML, brings a DTD, or is built to tire its reader.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PartnerRefused("no_xml") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs lack it
        raise PartnerRefused("has_a_dtd")
    for count, node in enumerate(root.iter()):
        if count > MOST_ELEMENTS:
            raise PartnerRefused("too_many_elements")
        if not isinstance(node.tag, str):
            raise PartnerRefused("has_instructions")
    return root
