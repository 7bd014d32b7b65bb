"""Refusals: what the application will not do, said in a sentence to the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Refusal(Exception):
    """Base of every named refusal. `message` says what happened and what to do next; it names nobody."""

    message: _StrOrPromise = ""

    def __init__(self, message: _StrOrPromise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
