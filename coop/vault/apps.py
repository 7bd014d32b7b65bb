from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "coop.vault"
    label = "vault"
    verbose_name = "Vault"
