"""A typed code is found by its digest; the index on the distribution alone would read all of its codes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pantry", "0003_allotments")]
    operations = [
        migrations.AlterField(
            model_name="pickupcode",
            name="distribution",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pantry.distribution",
            ),
        ),
    ]
