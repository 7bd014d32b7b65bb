"""After each migration, the application's account gets exactly the rights it needs."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ServicesConfig(AppConfig):
    """Holds no tables; keeps the rights of the application's account in step with the models."""

    name = "coop.services"

    def ready(self) -> None:
        from coop.services import checks, grants  # noqa: F401 - the checks register themselves

        # The signal is sent for apps with models only, after all of them have migrated: any one of them will do.
        sender = apps.get_app_config("audit")
        post_migrate.connect(grants.after_migrate, sender=sender, dispatch_uid="coop.services.grants")
