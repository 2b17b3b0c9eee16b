"""The WSGI door that the server process opens, once the database is as hard as promised.

The addresses are loaded here too, with every view behind them: not when the first visitor comes.
"""

from multiprocessing.util import Finalize
from threading import Event, Thread

from amparo.core.loading import without_collecting

with without_collecting():
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    from amparo.core import database

    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 — reading it loads them
    database.check_hardened()
    from amparo.core.watch import beats  # its table is known only now


def _take_the_beats_along(ending: Event, heart: Thread) -> None:
    """End as asked: nobody misses this process then. The server's own process for us leaves no other way to know."""
    ending.set()
    heart.join(timeout=1)


_ending = Event()
_heart = Thread(target=beats.beat_until, args=("web", _ending), name="heart", daemon=True)
_heart.start()
Finalize(None, _take_the_beats_along, args=(_ending, _heart), exitpriority=1)
