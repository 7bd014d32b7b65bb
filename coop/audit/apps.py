from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coop.audit"
    label = "audit"
    verbose_name = "Journal"

    def ready(self) -> None:
        from coop.web import access, health

        from . import journal, reviews

        health.watch("journal", reviews.is_well)
        access.refused.connect(journal.on_refused, dispatch_uid="coop.audit.refused")
