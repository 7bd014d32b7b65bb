"""The entry for the web server. Loaded once before its workers are forked (`--preload`), every screen included."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
application = get_wsgi_application()

from django.template import engines  # noqa: E402 - needs the settings
from django.urls import get_resolver  # noqa: E402

_loaded = get_resolver().url_patterns, engines.all()
