"""Take in reports that waited on a phone and came as files. Whoever chose the settings calls this."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from amparo.cli.refusal import Refusal


def take_in(files: Iterable[Path]) -> str:
    """Take each sealed report once, however often it comes and by whatever way; return what there is to say.

    Neither what was opened nor a receipt is told: the receipt belongs to the person who wrote, not to who has the file.

    Raises:
        Refusal: a file can't be read, or there is no key here.
    """
    from amparo.core import clock, jobs

    counts: Counter[str] = Counter()
    left_out: list[str] = []
    for path in files:
        reason = _take(path, counts)
        if reason:
            left_out.append(f"{path.name}: {reason}")
    jobs.run_all(now=clock.now(), queues=("worker",))
    lines = [f"{counts['new']} reports came in; {counts['already']} had come in before."]
    return "\n".join([*lines, *(f"left out: {each}" for each in left_out)])


def _take(path: Path, counts: Counter[str]) -> str:
    """Take one file and count it; return why not, where it can't be taken."""
    from amparo.core import clock
    from amparo.core.errors import AmparoError
    from amparo.core.privacy import intake
    from amparo.network.api import current_network
    from amparo.reports import rest_sealed

    now = clock.now()
    try:
        with path.open("rb") as file:
            sealed = file.read(rest_sealed.LARGEST_SEALED_BYTES + 1)
        payload = rest_sealed.opened(sealed)
        draft = rest_sealed.lenient_draft(payload, current_network(), timedelta(0), now)
        submitted, _ = rest_sealed.take(
            draft, token=rest_sealed.token_of(payload), language=payload.language, now=now
        )
    except OSError as error:
        raise Refusal(f"{path} can't be read ({error.strerror}).") from error
    except (intake.NoIntakeKey, intake.IntakeKeyBroken) as error:
        raise Refusal(
            "the intake key of this network is missing or broken; nothing can be opened."
        ) from error
    except AmparoError as error:
        return error.code.lower().replace("_", " ")
    counts["new" if submitted.is_new else "already"] += 1
    return ""
