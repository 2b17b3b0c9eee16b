"""What is signed is believed, and nothing beside it: two independent verifiers agree, and wrapping is refused."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import xmlsec
from lxml import etree
from signxml.signer import XMLSigner

from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.xml_signature import DSIG, CertificateUnusable, SignatureWrong, sign, verify
from tests import needs
from tests.alerts.signing_keys import BEGAN, ENDS, pair

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<alert xmlns="{CAP}"><identifier>amparo-1</identifier><sender>red.example</sender>'
    "<info><headline>Señales: ቤት, 家</headline></info></alert>\n"
).encode()
KINDS = ["rsa", "ec"]


def headline(body: bytes) -> str | None:
    return etree.fromstring(body).findtext(f".//{{{CAP}}}headline")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_signed_comes_back(kind: str) -> None:
    key, certificate = pair("ours", kind)

    signed = sign(DOCUMENT, key, certificate)

    assert verify(signed, certificate) == etree.tostring(etree.fromstring(DOCUMENT), method="c14n")


@pytest.mark.parametrize("kind", KINDS)
def test_an_independent_library_accepts_the_signature(kind: str) -> None:
    key, certificate = pair("ours", kind)
    root = etree.fromstring(sign(DOCUMENT, key, certificate))

    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem, None)
    context.verify(root[-1])

    root[2][0].text = "changed"
    with pytest.raises(xmlsec.Error):
        context.verify(root[-1])


@pytest.mark.needs("xmlsec1")
@pytest.mark.parametrize("kind", KINDS)
def test_an_independent_program_accepts_the_signature(kind: str, tmp_path: Path) -> None:
    key, certificate = pair("ours", kind)
    (tmp_path / "ours.crt").write_bytes(certificate)
    (tmp_path / "other.crt").write_bytes(pair("other", kind)[1])
    (tmp_path / "signed.xml").write_bytes(sign(DOCUMENT, key, certificate))

    def status(pinned: str) -> int:
        command = [
            needs.path_of("xmlsec1"),
            "--verify",
            "--pubkey-cert-pem",
            pinned,
            "signed.xml",
        ]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=20).returncode

    assert status("ours.crt") == 0
    assert status("other.crt") != 0


def test_a_certificate_in_the_document_is_not_believed() -> None:
    _, pinned = pair("ours")
    key, certificate = pair("other")

    with pytest.raises(SignatureWrong):
        verify(sign(DOCUMENT, key, certificate), pinned)


def test_our_certificate_put_beside_a_strangers_signature_changes_nothing() -> None:
    key, certificate = pair("other")
    _, pinned = pair("ours")
    body = pinned.replace(b"-----BEGIN CERTIFICATE-----\n", b"").replace(b"-----END CERTIFICATE-----\n", b"")
    root = etree.fromstring(sign(DOCUMENT, key, certificate))
    [held] = root.findall(f".//{{{DSIG}}}X509Certificate")
    held.text = body.decode()

    with pytest.raises(SignatureWrong):
        verify(etree.tostring(root), pinned)


def _signed() -> etree._Element:
    return etree.fromstring(sign(DOCUMENT, *pair("ours")))


def _other_words(root: etree._Element) -> etree._Element:
    root[2][0].text = "Everybody must come out"
    return root


def _no_signature(root: etree._Element) -> etree._Element:
    root.remove(root[-1])
    return root


def _two_signatures(root: etree._Element) -> etree._Element:
    root.append(etree.fromstring(etree.tostring(root[-1])))
    return root


def _signature_moved(root: etree._Element) -> etree._Element:
    root[2].append(root[-1])
    return root


def _wrapped(root: etree._Element) -> etree._Element:
    """The signed alert inside another alert that says something else."""
    outer = etree.fromstring(DOCUMENT.replace("家".encode(), b"wrapped"))
    outer.append(root)
    return outer


def _signature_taken_out(root: etree._Element) -> etree._Element:
    """The signed alert kept aside, its signature at the root of another."""
    outer = etree.fromstring(DOCUMENT.replace("家".encode(), b"wrapped"))
    signature = root[-1]
    inner = etree.SubElement(signature, f"{{{DSIG}}}Object")
    outer.append(signature)
    inner.append(root)
    return outer


def _points_at_a_part(root: etree._Element) -> etree._Element:
    [reference] = root.findall(f".//{{{DSIG}}}Reference")
    reference.set("URI", "#part")
    root[2].set("Id", "part")
    return root


def _another_transform(root: etree._Element) -> etree._Element:
    [transforms] = root.findall(f".//{{{DSIG}}}Transforms")
    etree.SubElement(
        transforms, f"{{{DSIG}}}Transform", Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"
    )
    return root


def _hidden_reference(root: etree._Element) -> etree._Element:
    [info] = root.findall(f".//{{{DSIG}}}SignedInfo")
    info.append(etree.fromstring(etree.tostring(info[-1])))
    return root


FORGERIES: list[Callable[[etree._Element], etree._Element]] = [
    _other_words,
    _no_signature,
    _two_signatures,
    _signature_moved,
    _wrapped,
    _signature_taken_out,
    _points_at_a_part,
    _another_transform,
    _hidden_reference,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forgery_is_refused(forge: Callable[[etree._Element], etree._Element]) -> None:
    _, pinned = pair("ours")

    with pytest.raises(SignatureWrong):
        verify(etree.tostring(forge(_signed())), pinned)


def test_a_part_that_was_signed_by_us_is_not_a_whole_document() -> None:
    """A real signature of ours over one element, inside a document of somebody else."""
    key, pinned = pair("ours")
    part = f'<info xmlns="{CAP}" Id="part"><headline>old</headline></info>'
    whole = etree.fromstring(f'<alert xmlns="{CAP}">{part}<info><headline>new</headline></info></alert>')
    signed = XMLSigner().sign(whole, key=key, cert=pinned.decode(), reference_uri="#part")

    with pytest.raises(SignatureWrong) as refused:
        verify(etree.tostring(signed), pinned)

    assert refused.value.fields["why"] == "not_the_whole_document"


def test_a_comment_does_not_change_what_is_read() -> None:
    """A comment may be put in without breaking the signature: whoever reads the returned bytes sees no difference."""
    _, pinned = pair("ours")
    commented = sign(DOCUMENT, *pair("ours")).replace("Señales".encode(), "Señ<!-- x -->ales".encode())

    assert headline(verify(commented, pinned)) == headline(DOCUMENT)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"<a",
        b"\x00" * 50,
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 100_000,
        b"<a>" + b"x" * (xml_signature.LARGEST_BYTES + 1) + b"</a>",
    ],
    ids=["empty", "half", "zeros", "entity", "external", "deep", "large"],
)
def test_what_is_no_document_is_refused(broken: bytes) -> None:
    with pytest.raises(SignatureWrong):
        verify(broken, pair("ours")[1])
    with pytest.raises(SignatureWrong):
        sign(broken, *pair("ours"))


def test_what_is_signed_is_not_signed_again() -> None:
    with pytest.raises(SignatureWrong):
        sign(etree.tostring(_signed()), *pair("ours"))


def test_a_key_signs_only_under_its_own_certificate() -> None:
    with pytest.raises(CertificateUnusable):
        sign(DOCUMENT, pair("ours")[0], pair("other")[1])


def test_a_weak_certificate_is_not_pinned() -> None:
    key, weak = pair("weak", bits=1024)

    with pytest.raises(CertificateUnusable):
        sign(DOCUMENT, key, weak)
    with pytest.raises(CertificateUnusable):
        verify(DOCUMENT, weak)
    with pytest.raises(CertificateUnusable):
        verify(DOCUMENT, b"no certificate")


def test_the_certificates_dates_are_asked_where_a_moment_is_given() -> None:
    key, pinned = pair("ours")
    signed = sign(DOCUMENT, key, pinned)

    assert verify(signed, pinned, at=BEGAN + timedelta(days=1))
    for at in (BEGAN - timedelta(days=1), ENDS):
        with pytest.raises(SignatureWrong):
            verify(signed, pinned, at=at)


def test_a_fingerprint_reads_as_openssl_prints_it(tmp_path: Path) -> None:
    file = tmp_path / "ours.crt"
    file.write_bytes(pair("ours")[1])
    command = ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", str(file)]

    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    assert said.strip().endswith("=" + xml_signature.fingerprint(pair("ours")[1]))
