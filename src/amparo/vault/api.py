"""The door to the vault: take photos and videos with a report, show their working copies by role, let go in time.

Notices (subject: the report's id): `vault.pictures_attached`, `vault.copies_dropped`.
"""

from amparo.vault.domain.kinds import MediaKind, MediaRefused, Refusal, SealedBy
from amparo.vault.keys import (
    RECIPIENT_FILE,
    NoRecipient,
    SheetExists,
    check_sheet,
    fingerprint,
    groups,
    make_identity,
    recipient,
    write_sheet,
)
from amparo.vault.queries.pictures import (
    CopyView,
    NoSuchPicture,
    PictureView,
    SeenBefore,
    came_before,
    likenesses_of,
    pictures_of,
    seen_before,
    waiting,
)
from amparo.vault.services.belonging import attach, drop_working_copies, erase_report, erase_waiting
from amparo.vault.services.counted import on_refused
from amparo.vault.services.gate import upload
from amparo.vault.services.receiving import Plain
from amparo.vault.services.taking import (
    Offer,
    is_taking_files,
    largest_form_bytes,
    offer,
    take_all,
    takes_files,
)

__all__ = [
    "RECIPIENT_FILE",
    "CopyView",
    "MediaKind",
    "MediaRefused",
    "NoRecipient",
    "NoSuchPicture",
    "Offer",
    "PictureView",
    "Plain",
    "Refusal",
    "SealedBy",
    "SeenBefore",
    "SheetExists",
    "attach",
    "came_before",
    "check_sheet",
    "drop_working_copies",
    "erase_report",
    "erase_waiting",
    "fingerprint",
    "groups",
    "is_taking_files",
    "largest_form_bytes",
    "likenesses_of",
    "make_identity",
    "offer",
    "on_refused",
    "pictures_of",
    "recipient",
    "seen_before",
    "take_all",
    "takes_files",
    "upload",
    "waiting",
    "write_sheet",
]
