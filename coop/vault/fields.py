"""A text kept sealed in its column with the key ring's active key, bound to `app.model.field`."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models

from . import envelope


class SealedTextField(models.BinaryField):
    """Reads and writes `str`; the column holds an envelope.

    Nothing can be searched in it: every lookup but `isnull` is refused (search goes through `coop.vault.blind`). A value that
    does not open raises. `null=True` is how a text is emptied.
    """

    description = "Sealed text"

    if TYPE_CHECKING:  # what the column holds is bytes, what a row holds is text
        _pyi_private_set_type: str  # type: ignore[assignment]
        _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editable = False

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self.context} holds text, not {type(value).__name__}.")
        return envelope.seal_with_ring(value, context=self.context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return None if sealed is None else connection.Database.Binary(sealed)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else envelope.unseal_with_ring(bytes(value), context=self.context)

    def to_python(self, value: Any) -> str | None:
        return value

    def get_default(self) -> Any:
        # A binary column's default is b"", which is not text.
        return models.Field.get_default(self) if self.has_default() else (None if self.null else "")

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.context} is sealed and cannot be searched: use a blind index.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.context} is sealed and cannot be transformed.")
