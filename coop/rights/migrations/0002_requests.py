"""A request that somebody had not asked for is erased again when an older backup is restored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_deletions")]

    operations = [
        migrations.RemoveConstraint(model_name="deletion", name="deletion_kind_known"),
        migrations.AlterField(
            model_name="deletion",
            name="kind",
            field=models.CharField(
                choices=[("account", "Account"), ("case", "Case"), ("request", "Request")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="deletion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["account", "case", "request"])), name="deletion_kind_known"
            ),
        ),
    ]
