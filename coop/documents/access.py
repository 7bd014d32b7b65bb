"""Who may see a document: who asked for it, while still holding what its kind asks for. Anyone else: not there (404)."""

from typing import Any

from django.db.models import QuerySet

from coop.web.access import NotYours, theirs

from . import makers
from .errors import UnknownKind
from .models import Document


def documents_of(user: Any) -> QuerySet[Document]:
    return Document.objects.filter(requested_by=user.pk)


def document_for(user: Any, number: object) -> Document:
    """The document, or 404."""
    # The content stays in the database until it is handed over: this page is polled every second.
    document = theirs(documents_of(user).defer("content", "wrapped_key"), number)
    try:
        allowed = makers.of(document.kind).may(user)
    except UnknownKind:
        allowed = False
    if not allowed:
        raise NotYours("documents.document", number)
    return document
