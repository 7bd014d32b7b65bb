"""What the pantry knows of a random number comes to an end: bags lose their needs, then their number."""

from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("planned", "planned"),
    ("packed", "packed"),
    ("collected", "collected"),
    ("missed", "missed"),
    ("cancelled", "cancelled"),
]


class Migration(migrations.Migration):
    dependencies = [("pantry", "0004_one_index_per_code")]
    operations = [
        migrations.AlterField("basket", "beneficiary", models.UUIDField(null=True, blank=True)),
        migrations.AddConstraint(
            "basket",
            models.CheckConstraint(
                name="basket_emptied_whole",
                condition=Q(persons__gte=1)
                | Q(children_under_3=0, allergens=[], diets=[], dislikes=[], cooking="full"),
            ),
        ),
        migrations.AddConstraint(
            "basket",
            models.CheckConstraint(
                name="basket_waiting_is_somebodys",
                condition=Q(beneficiary__isnull=False) | ~Q(state__in=["planned", "packed"]),
            ),
        ),
        migrations.CreateModel(
            name="PastPickup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beneficiary", models.UUIDField()),
                ("day", models.DateField()),
                ("state", models.CharField(max_length=12, choices=STATES)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["beneficiary", "day"], name="past_pickup_of_beneficiary"),
                    models.Index(fields=["day"], name="past_pickup_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="past_pickup_is_settled", condition=Q(state__in=["collected", "missed"])
                    )
                ],
            },
        ),
    ]
