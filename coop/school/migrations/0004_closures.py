"""Where the school is, and when it is closed."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Func, Q, Value


class Migration(migrations.Migration):
    dependencies = [("school", "0003_controller")]
    operations = [
        migrations.AddField("school", "country", models.CharField("country", max_length=2, default="FR")),
        migrations.AddField("school", "subdivision", models.CharField("region", max_length=10, blank=True, default=""), preserve_default=False),
        migrations.AddConstraint(
            "school", models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="school_country_is_a_code")
        ),
        migrations.CreateModel(
            name="ClosedDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField("name", max_length=60)),
                ("starts", models.DateField("first day")),
                ("ends", models.DateField("last day")),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "ordering": ["starts"],
                "constraints": [
                    models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="closure_ends_after_it_starts"),
                    ExclusionConstraint(
                        name="closures_do_not_overlap",
                        expressions=[(Func("starts", "ends", Value("[]"), function="daterange"), "&&")],
                        violation_error_message="Another closure already covers some of these days.",
                    ),
                ],
            },
        ),
    ]
