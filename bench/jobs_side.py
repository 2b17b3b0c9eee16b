"""Write jobs that do nothing, and time the workers beside us: `jobs_side.py COUNT` prints the seconds they needed.

A program, as each round has settings of its own. It stays until all is done: its own thread hands over the ids.
"""

import sys
import time


def main(count: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from amparo.core import clock, jobs
    from amparo.core.models import Job

    with transaction.atomic():
        jobs.enqueue_all(
            (jobs.Wanted("crowd.nothing", {"number": each}) for each in range(count)), now=clock.now()
        )
    began = time.monotonic()
    while Job.objects.filter(name="crowd.nothing").exists():
        time.sleep(0.02)  # between two looks
    sys.stdout.write(f"{time.monotonic() - began}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
