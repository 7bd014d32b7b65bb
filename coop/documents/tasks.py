"""Celery entry points. The database is the truth: a lost bell is rung again by the sweeper."""

from uuid import UUID

from celery import shared_task

from . import requests


@shared_task(name="documents.make", acks_late=True, reject_on_worker_lost=True, soft_time_limit=280, time_limit=300)
def make_document(number: str) -> None:
    requests.make(number=UUID(number))


@shared_task(name="documents.sweep")
def sweep() -> None:
    requests.sweep()
