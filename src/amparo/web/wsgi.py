"""The WSGI door that the server process opens, once the database is as hard as promised.

The addresses are loaded here too, with every view behind them: not when the first visitor comes.
"""

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

Thread(target=beats.beat_until, args=("web", Event()), name="heart", daemon=True).start()
