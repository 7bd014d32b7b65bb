"""Drafts for each page that types, a box for what is typed without network, and what was agreed as something to do."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    "missed_twice", "review", "plan_ends", "book_late", "message", "ending", "right", "agreed", "talk", "other"
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_choosing")]

    operations = [
        migrations.AddField("interview", "box_public", models.BinaryField(blank=True, null=True)),
        migrations.AddField("interview", "sealed_box", models.BinaryField(blank=True, null=True)),
        migrations.AddConstraint(
            "interview",
            models.CheckConstraint(
                condition=Q(("box_public", None), ("sealed_box", None))
                | Q(("box_public__isnull", False), ("sealed_box__isnull", False)),
                name="interview_box_has_both_halves",
            ),
        ),
        migrations.AddField("interviewdraft", "turn", models.PositiveIntegerField(default=0)),
        migrations.AddField("interviewdraft", "aside", models.BooleanField(default=False)),
        migrations.AddField("followup", "sealed_words", models.BinaryField(blank=True, null=True)),
        migrations.RemoveConstraint(model_name="followup", name="followup_kind"),
        migrations.AlterField(
            model_name="followup",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missed_twice", "Two missed pick-ups in a row"),
                    ("review", "Review the plan"),
                    ("plan_ends", "Help ends soon: renew it or let it end"),
                    ("book_late", "A book is late"),
                    ("message", "A message to read"),
                    ("ending", "The file ends: keep it or let it go"),
                    ("right", "A right to answer to"),
                    ("agreed", "Agreed in an interview"),
                    ("talk", "Wants to talk"),
                    ("other", "To do"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(condition=Q(("kind__in", KINDS)), name="followup_kind"),
        ),
    ]
