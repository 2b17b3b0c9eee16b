"""Tell the people on call what the supervisor saw. Started by the supervisor, with the gateway's settings."""

from collections.abc import Sequence

from amparo.cli.installation import load_django


def run(arguments: Sequence[str]) -> int:
    """Tell the words; the exit status says whether anybody was reached. No database is asked."""
    load_django()
    from amparo.channels import gateway

    return 0 if gateway.tell_on_call(" ".join(arguments)) else 1
