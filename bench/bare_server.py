"""Serve the bare view (`bench/bare.py`) by the same server, with the same threads, as an installation's pages."""

import sys

from django.core.wsgi import get_wsgi_application

from amparo.cli.commands.run_web import serve_application

if __name__ == "__main__":
    serve_application("bench.bare_server:application", address="127.0.0.1", port=int(sys.argv[1]))
else:
    application = get_wsgi_application()
