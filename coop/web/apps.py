"""What every screen shares."""

from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    """Checks the routes at start-up."""

    name = "coop.web"
    label = "web"

    def ready(self) -> None:
        from coop.web import logs
        from coop.web.checks import every_route_declares_its_rule

        logs.configure()
        checks.register(every_route_declares_its_rule, checks.Tags.urls)
