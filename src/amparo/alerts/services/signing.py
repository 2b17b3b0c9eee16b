"""Sign what was released: the worker's part, right after the release. Only the signed form is published.

The signer does not sign whatever row it finds. It looks again at what the release promised: words and content are those
that were approved, the message comes out the same byte for byte, and two people who count as two stand behind it. So
a page that was taken over and writes a row past the services gets no signature for a made-up text.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.alerts import keys
from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.content import content_hash
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, SignedMessage
from amparo.alerts.queries import documents, fetch, wording
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.core.errors import AmparoError
from amparo.network import api as network

QUEUE = "signing"


class NotWhatWasReleased(AmparoError):
    """The row is not what two people released; `fields["why"]`, in code. Nothing was signed."""

    code = "NOT_WHAT_WAS_RELEASED"


def sign(alert_id: UUID, now: datetime) -> bool:
    """Sign a released alert's message and store it; tell whether it was done now. Again changes nothing.

    Raises:
        NotTheSigner: this process holds no keys.
        NoSuchAlert: it was not released.
        NotWhatWasReleased: it was changed past the services.
    """
    held = keys.held()
    row = Alert.objects.filter(pk=alert_id, released_at__isnull=False).select_related("cap").first()
    if row is None:
        raise NoSuchAlert
    if SignedMessage.objects.filter(pk=alert_id).exists():
        return False
    check_released(row)
    signed = xml_signature.sign(bytes(row.cap.body), held.key, held.certificate)
    with transaction.atomic():
        _, is_new = SignedMessage.objects.get_or_create(
            pk=alert_id,
            defaults={
                "body": signed,
                "certificate": xml_signature.fingerprint(held.certificate),
                "signed_at": now,
            },
        )
    return is_new


def check_released(row: Alert) -> None:
    """Go on only if a released row is what two people released, or one took back with the fixed sentence.

    Raises:
        NotWhatWasReleased: it is not.
    """
    content, texts = fetch.content_of(row), documents.sent_texts(row)
    if content.kind != Kind(row.kind) or content_hash(content, texts) != row.proposed_hash:
        raise NotWhatWasReleased(why="content")
    if row.released_at is None or row.released_by is None:
        raise NotWhatWasReleased(why="release")
    if documents.cap_message(row, content, texts, row.released_at) != bytes(row.cap.body):
        raise NotWhatWasReleased(why="message")
    if content.kind == Kind.WITHDRAWAL:
        if content.sentences or content.free_text or texts != wording.texts_of(content, row.code):
            raise NotWhatWasReleased(why="not_the_fixed_sentence")
        return
    for author in {*row.authors, str(row.composed_by), str(row.proposed_by)}:
        try:
            network.check_independent(UUID(author), row.released_by)
        except (network.NotIndependent, network.NoSuchMember, ValueError) as error:
            raise NotWhatWasReleased(why="one_person") from error
