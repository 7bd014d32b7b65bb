"""Three tables of settings for administrators, through the same verbs' journal: who changed which row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from coop.accounts.site import site
from coop.audit import journal
from coop.school.models import Place, School, Term


class Journalled(admin.ModelAdmin):
    """Each change leaves a row in the journal."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._note(request, obj, "change" if change else "add")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._note(request, obj, "delete")
        super().delete_model(request, obj)

    def log_addition(self, *args: Any, **named: Any) -> Any:
        """The journal is the only record."""

    log_change = log_deletions = log_addition

    def _note(self, request: HttpRequest, obj: Any, what: str) -> None:
        assert request.user.is_authenticated, "The site lets administrators in only."
        label = obj._meta.label_lower
        journal.record(by=request.user.pk, action=f"{label}.{what}", object_type=label, object_id=obj.pk)


@admin.register(School, site=site)
class SchoolAdmin(Journalled):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Place, site=site)
class PlaceAdmin(Journalled):
    list_display = ("name", "kind", "position", "closed")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A place with a past stays; it is closed instead."""
        return False


@admin.register(Term, site=site)
class TermAdmin(Journalled):
    list_display = ("name", "starts", "ends")
