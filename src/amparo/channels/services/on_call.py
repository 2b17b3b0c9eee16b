"""Tell the people on call, by the shortest way: no ledger, no queue, no database.

`AMPARO_ON_CALL` names mail addresses, which are reached over the network's mail server, and addresses of services as
`apprise` writes them, such as `ntfys://host/topic`. All are tried; one that is reached is enough.
"""

import logging
import smtplib
import ssl
from email.message import EmailMessage

from django.conf import settings

log = logging.getLogger(__name__)

# Says nothing about what the network does: it may light up on a phone that others see.
SUBJECT = "Service notice"
_PATIENCE_S = 15


def tell(words: str) -> bool:
    """Tell everybody; True if anybody was reached, or nobody is to be told."""
    if not settings.ON_CALL:
        log.warning("Nobody is on call (AMPARO_ON_CALL): %s", words)
        return True
    reached = [_tell_one(each, words) for each in settings.ON_CALL]
    if not any(reached):
        log.error("Nobody on call could be reached: %s", words)
    return any(reached)


def _tell_one(address: str, words: str) -> bool:
    return _tell_service(address, words) if "://" in address else _send_mail(address, words)


def _tell_service(address: str, words: str) -> bool:
    from apprise import Apprise  # rarely needed, and slow to load

    service = Apprise()
    return bool(service.add(address)) and bool(service.notify(title=SUBJECT, body=words))


def _send_mail(address: str, words: str) -> bool:
    if not settings.SMTP_HOST or not settings.SMTP_FROM_ADDRESS:
        return False
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = SUBJECT, settings.SMTP_FROM_ADDRESS, address
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words)
    own_name = settings.SMTP_FROM_ADDRESS.rpartition("@")[2]
    try:
        with _connected(own_name) as server:
            if settings.SMTP_SECURITY == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.SMTP_USER:
                server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
            server.send_message(mail)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _connected(own_name: str) -> smtplib.SMTP:
    place = (settings.SMTP_HOST, settings.SMTP_PORT, own_name)
    if settings.SMTP_SECURITY == "tls":
        return smtplib.SMTP_SSL(*place, timeout=_PATIENCE_S, context=ssl.create_default_context())
    return smtplib.SMTP(*place, timeout=_PATIENCE_S)
