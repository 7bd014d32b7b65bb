from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox."""

    name = "coop.notifications"
    label = "notifications"
