"""First run and demonstration."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "coop.setup"

    def ready(self) -> None:
        from coop.setup import checks  # noqa: F401
