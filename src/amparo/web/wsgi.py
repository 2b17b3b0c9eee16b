"""The WSGI door that the server process opens."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
