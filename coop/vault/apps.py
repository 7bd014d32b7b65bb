from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "coop.vault"
    label = "vault"
    verbose_name = "Vault"

    def ready(self) -> None:
        from coop.web import health

        from . import anchor

        health.watch("keys", anchor.fits)
