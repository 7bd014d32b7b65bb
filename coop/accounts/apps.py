from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coop.accounts"

    def ready(self) -> None:
        """A sign-in before the first request of a process counts too, though its middleware is not loaded yet."""
        from coop.accounts import middleware  # noqa: F401
