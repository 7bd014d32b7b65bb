"""What tells whether a key ring and a database belong together."""

from django.db import models

from .fields import SealedTextField


class Anchor(models.Model):
    """One word, sealed and digested with the ring that this database was first used with, and moved over by every rotation."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    word = SealedTextField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="vault_one_anchor")]

    def __str__(self) -> str:
        return "anchor"
