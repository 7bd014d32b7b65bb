from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coop.audit"
    label = "audit"
    verbose_name = "Journal"

    def ready(self) -> None:
        from coop.web import access

        from . import journal

        access.refused.connect(journal.on_refused, dispatch_uid="coop.audit.refused")
