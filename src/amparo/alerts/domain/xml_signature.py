"""Sign a CAP message inside itself, and verify one against a certificate that was pinned beforehand.

The signature is CAP's own (section 3.3.4.1): one enveloped XML signature over the whole document. Trust comes from the
pinned certificate alone: no authority is asked, and a certificate that the document brings along is not looked at.

XML signatures are forged by *wrapping*: the signed part stays somewhere in the document while the reader looks at
another part. So only one form is taken: one signature, a child of the root, one reference, to the whole document, with
no other transform than the enveloped one and a canonical form; and what a caller gets are the bytes that were hashed.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from amparo.core.errors import AmparoError

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
LARGEST_BYTES: Final = 2 * 1024 * 1024
SMALLEST_RSA_BITS: Final = 2048
_ENVELOPED = f"{DSIG}enveloped-signature"
_CANONICAL = frozenset(
    {
        CanonicalizationMethod.CANONICAL_XML_1_0.value,
        CanonicalizationMethod.CANONICAL_XML_1_1.value,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0.value,
    }
)
_METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


class SignatureWrong(AmparoError):
    """The document is not what the holder of the pinned certificate signed; `fields["why"]`, in code."""

    code = "SIGNATURE_WRONG"


class CertificateUnusable(AmparoError):
    """The certificate is none, or its key is too weak or of another kind than RSA and ECDSA."""

    code = "CERTIFICATE_UNUSABLE"


def sign(document: bytes, key: bytes, certificate: bytes) -> bytes:
    """Return a document with its signature as the last child of its root.

    Args:
        document: XML without a signature and without a DTD.
        key: the private key, PEM, without a passphrase: RSA or an elliptic curve.
        certificate: the certificate of that key, PEM.

    Raises:
        SignatureWrong: the document is no XML that can be signed, or holds a signature already.
        CertificateUnusable: certificate and key are no pair, or too weak.
    """
    root = _parsed(document)
    if root.find(f".//{{{DSIG}}}Signature") is not None:
        raise SignatureWrong(why="signed_already")
    loaded = load_certificate(certificate)
    private = _private_key(key)
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CertificateUnusable
    if _public_bytes(private.public_key()) != _public_bytes(loaded.public_key()):
        raise CertificateUnusable
    is_rsa = isinstance(private, rsa.RSAPrivateKey)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256,
        # Not 1.1: some receivers of CAP know only the older canonical form.
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    signed = signer.sign(root, key=private, cert=[loaded])
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8") + b"\n"


def verify(document: bytes, certificate_pem: bytes, *, at: datetime | None = None) -> bytes:
    """Return exactly the bytes that the holder of a pinned certificate signed. Use these, never the document.

    Args:
        document: at most `LARGEST_BYTES`, as it came.
        certificate_pem: the certificate that was pinned.
        at: also ask whether the certificate was valid then; None where an old message is looked at.

    Returns:
        The document in canonical form without its signature.

    Raises:
        SignatureWrong: the signature is missing, of another form, by another key, or the document was changed.
        CertificateUnusable: the pinned certificate is broken or too weak.
    """
    certificate = load_certificate(certificate_pem)
    if at is not None and not certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc:
        raise SignatureWrong(why="certificate_not_valid_then")
    _check_form(_parsed(document))
    config = SignatureConfiguration(
        location="./",
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        # Pinning says whether a certificate is believed; its dates were asked above where they matter.
        verification_time=certificate.not_valid_before_utc + timedelta(seconds=1),
    )
    try:
        result = XMLVerifier().verify(document, x509_cert=certificate, expect_config=config, parser=_parser())
    except (SignXMLException, InvalidSignature, etree.LxmlError, ValueError, KeyError, TypeError) as error:
        raise SignatureWrong(why="does_not_verify") from error
    assert not isinstance(result, list), "one reference was asked for"  # noqa: S101 — for the type checker
    return bytes(result.signed_data)


def load_certificate(pem: bytes) -> x509.Certificate:
    """Return a certificate whose key is strong enough to be believed.

    Raises:
        CertificateUnusable: it is not.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except ValueError as error:
        raise CertificateUnusable from error
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < SMALLEST_RSA_BITS:
            raise CertificateUnusable
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.key_size < 256:
        raise CertificateUnusable
    return certificate


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 fingerprint of a certificate, as programs print it: pairs of capital letters with colons."""
    return load_certificate(pem).fingerprint(hashes.SHA256()).hex(":").upper()


@lru_cache(maxsize=2)
def _private_key(pem: bytes) -> object:
    """Read a key once: that its primes are primes takes a quarter of a second, each time."""
    return serialization.load_pem_private_key(pem, password=None)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def _parsed(document: bytes) -> etree._Element:
    if len(document) > LARGEST_BYTES:
        raise SignatureWrong(why="too_large")
    try:
        root = etree.fromstring(document, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SignatureWrong(why="no_xml") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs lack it
        raise SignatureWrong(why="has_a_dtd")
    return root


def _check_form(root: etree._Element) -> None:
    """Go on only if there is one signature, of the one form in which nothing can be wrapped."""
    signatures = root.findall(f".//{{{DSIG}}}Signature")
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        raise SignatureWrong(why="not_one_signature")
    signature = signatures[0]
    references = signature.findall(f".//{{{DSIG}}}Reference")
    if len(references) != 1 or references[0].get("URI") != "":
        raise SignatureWrong(why="not_the_whole_document")
    info = references[0].getparent()
    if info is None or info.tag != f"{{{DSIG}}}SignedInfo" or info.getparent() is not signature:
        raise SignatureWrong(why="not_the_whole_document")
    if signature.find(f".//{{{DSIG}}}Object") is not None:
        raise SignatureWrong(why="has_an_object")
    transforms = [each.get("Algorithm") for each in references[0].findall(f".//{{{DSIG}}}Transform")]
    if transforms[:1] != [_ENVELOPED] or len(transforms) != 2 or transforms[1] not in _CANONICAL:
        raise SignatureWrong(why="another_transform")


def _public_bytes(key: object) -> bytes:
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateUnusable
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
