"""The WSGI door that the server process opens, once the database is as hard as promised."""

from django.core.wsgi import get_wsgi_application

from amparo.core import database

application = get_wsgi_application()
database.check_hardened()
