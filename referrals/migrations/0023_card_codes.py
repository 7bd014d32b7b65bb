"""Codes of printed cards: drawn and read by the circle, turned into a basket's code by the task that gives codes."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from referrals.migrations._policies import circle, close, create, drop, person, reopen, tasks

POLICIES = [
    ("cardcode", "circle", "ALL", circle("case_id"), circle("case_id")),
    ("cardcode", "task", "ALL", tasks("codes"), tasks("codes")),
    ("cardcode", "reach", "SELECT", person("rights", "case_id"), None),
    ("cardcode", "erase", "DELETE", person("rights", "case_id"), None),
]
PUT_AWAY = (
    "CREATE POLICY cardcode_put_away ON referrals_cardcode AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY cardcode_put_away ON referrals_cardcode;"


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0022_reports_in_the_copy'),
    ]

    operations = [
        migrations.AddField(
            model_name='pickupcode',
            name='passed_on_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='CardCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('distribution_id', models.BigIntegerField()),
                ('distribution_date', models.DateField()),
                ('drawn_id', models.BigIntegerField()),
                ('sealed_code', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='card_codes', to='referrals.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'distribution_id'), name='card_code_once_per_distribution')],
            },
        ),
        migrations.RunSQL(close("cardcode"), reopen("cardcode")),
        migrations.RunSQL(create(*POLICIES) + PUT_AWAY, IN_USE + drop(*POLICIES)),
    ]
