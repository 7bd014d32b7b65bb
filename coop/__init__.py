"""CO'OP: the project package. Settings, addresses, the timetable, and the shared floors every app stands on."""

from coop.celery import app as celery_app

__all__ = ["celery_app"]
