"""What anybody in the world may send us by e-mail is read within limits, or refused."""

import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.channels.email.incoming import MOST_CHARS, MOST_LINES, MailUnreadable, read_mail
from amparo.channels.email.returned import Bounce

KEY = "0123456789abcdef0123456789abcdef"


def mail(body: str = "A white van at 8th and Union.", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "María <maria@example.org>"
    message["Subject"] = "Van"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def test_a_plain_mail_is_read() -> None:
    read = read_mail(mail())

    assert (read.sender, read.subject, read.text) == (
        "maria@example.org",
        "Van",
        "A white van at 8th and Union.",
    )
    assert not read.is_automatic
    assert read.bounce is None


def test_the_sender_does_not_show_in_a_traceback() -> None:
    assert "maria" not in repr(read_mail(mail()))


def test_of_two_versions_the_plain_one_is_read() -> None:
    message = EmailMessage()
    message["From"] = "maria@example.org"
    message.set_content("Plain")
    message.add_alternative("<p>HTML</p>", subtype="html")
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="van.jpg")

    assert read_mail(message.as_bytes()).text == "Plain"


def test_html_becomes_text() -> None:
    message = EmailMessage()
    message["From"] = "maria@example.org"
    message.set_content(
        "<html><head><style>p{}</style><title>x</title></head><body><p>Una <b>camioneta</b></p>"
        "<script>alert(1)</script><!-- no --><div>en la 8&nbsp;y Uni&oacute;n<br>ahora</div></body></html>",
        subtype="html",
    )

    assert read_mail(message.as_bytes()).text == "Una camioneta\n\nen la 8 y Unión\nahora"


@pytest.mark.parametrize(
    "charset, content, text",
    [
        ("iso-8859-1", "Niño".encode("latin-1"), "Niño"),
        ("windows-1252", "“Niño”".encode("cp1252"), "“Niño”"),
        ("gb2312", "货车".encode("gb2312"), "货车"),
        ("utf-16", "Niño".encode("utf-16"), "Niño"),
        ("no-such-charset", "Niño".encode(), "Niño"),
        ("us-ascii", "Niño".encode(), "Niño"),
        ("utf-8", "Niño".encode("latin-1"), "Niño"),
        ("rot13", b"Nino", "Nino"),
        ("idna", b"Nino", "Nino"),
        ("unicode_escape", rb"\u202e", r"\u202e"),
        ("", "Niño".encode(), "Niño"),
    ],
)
def test_charsets_are_read_even_where_the_label_is_wrong(charset: str, content: bytes, text: str) -> None:
    raw = b"From: maria@example.org\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n"
    raw += b"Content-Transfer-Encoding: 8bit\r\n\r\n" + content

    assert read_mail(raw).text == text


def test_invisible_and_control_characters_are_taken_out() -> None:
    read = read_mail(mail("a\u202eb\x00c\x1b[31md\u2066e\ufeff"))

    assert read.text == "abc[31mde"


def test_the_quoted_letter_and_the_signature_are_cut_off() -> None:
    english = "STOP\n\nOn Fri, 20 Nov 2026 at 07:00, Network <a@red.example> wrote:\n> Confirmed\n> A van"
    spanish = "ALTO\n\nEl vie, 20 nov 2026 a las 7:00, Red escribió:\n\n> Confirmado"

    assert read_mail(mail(english)).text == "STOP"
    assert read_mail(mail(spanish)).text == "ALTO"
    assert read_mail(mail("Here\n-- \nMaría\n555")).text == "Here"


def test_a_long_mail_is_cut_and_not_lost() -> None:
    assert len(read_mail(mail("word " * 20_000)).text) == MOST_CHARS
    assert read_mail(mail("x\n" * 10_000)).text.count("\n") == MOST_LINES - 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (rejected)"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example.org>"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": "Mail Delivery <noreply@example.org>"},
    ],
    ids=str,
)
def test_what_a_machine_wrote_is_recognised(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers)).is_automatic


def test_a_person_is_no_machine() -> None:
    assert not read_mail(mail(Auto_Submitted="no")).is_automatic


@pytest.mark.parametrize("sender", ["", "María", "undisclosed-recipients:;", "<>", "a b@c d", '"x" <@>'])
def test_a_mail_without_a_usable_sender_is_anonymous(sender: str) -> None:
    raw = f"From: {sender}\r\nSubject: x\r\n\r\nA van".encode()

    read = read_mail(raw)

    assert read.sender is None
    assert read.text == "A van"


def returned(status: str = "5.1.1", action: str = "failed", key: str = KEY) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; maria@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{key}@red.example>\r\n\r\n--b--\r\n"
    ).encode()


def test_returned_mail_names_our_delivery() -> None:
    assert read_mail(returned()).bounce == Bounce(KEY, permanent=True)
    assert read_mail(returned(status="4.4.7")).bounce == Bounce(KEY, permanent=False)


def test_a_delay_or_a_foreign_mail_is_no_bounce_of_ours() -> None:
    for raw in (returned(action="delayed"), returned(key="foreign")):
        read = read_mail(raw)
        assert read.bounce is None
        assert read.is_automatic


@pytest.mark.parametrize("depth", [50, 300, 20_000])
def test_nesting_beyond_reason_is_refused_or_read_quickly(depth: int) -> None:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )
    began = time.process_time()

    with suppress(MailUnreadable):
        read_mail(b"From: a@example.org\r\n" + head + b"Content-Type: text/plain\r\n\r\nx")

    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 400_000,
        b"<!--" * 100_000,
        b"<div>" * 80_000,
        b"&" * 400_000,
        b"<a " * 100_000,
        b"<![CDATA[" * 40_000,
    ],
    ids=lambda body: body[:9].decode(),
)
def test_hostile_html_takes_no_long_time(body: bytes) -> None:
    began = time.process_time()

    read_mail(b"From: a@example.org\r\nContent-Type: text/html\r\n\r\n" + body)

    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "head",
    [
        b"X: a\r\n" * 250_000,
        b"X: a\r\n" + b" b\r\n" * 400_000,
        b"From: " + b"(" * 1_000_000,
        b"From: " + b"a@b.org, " * 100_000,
        b"Subject: " + b"=?utf-8?q?x?= " * 100_000,
        b"Content-Type: text/plain" + b"; a=b" * 200_000,
        b"Content-Type: text/plain" + b"; charset*0*=a" * 80_000,
    ],
    ids=lambda head: f"{head[:24].decode()} {len(head)}",
)
def test_hostile_headers_take_no_long_time(head: bytes) -> None:
    began = time.process_time()

    with suppress(MailUnreadable):
        read_mail(head + b"\r\n\r\nA van")

    assert time.process_time() - began < 3


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"   "])
def test_nothing_is_no_mail(raw: bytes) -> None:
    with pytest.raises(MailUnreadable):
        read_mail(raw)


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read = read_mail(b"From: a@example.org\nSubject: " + raw)
    except MailUnreadable:
        return
    assert len(read.text) <= MOST_CHARS
    assert "\x00" not in read.text + read.subject
    read.text.encode()


@given(
    st.sampled_from(["From", "Subject", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted"]),
    st.binary(max_size=300),
)
@settings(max_examples=200, deadline=None)
def test_any_header_is_read_or_refused(name: str, value: bytes) -> None:
    try:
        read_mail(name.encode() + b": " + value + b"\r\n\r\nbody")
    except MailUnreadable:
        return
