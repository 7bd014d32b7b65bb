"""Which rules were changed, on whose word, when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pantry', '0005_retention'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('former', models.PositiveIntegerField()),
                ('value', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=300)),
                ('checked_by', models.CharField(max_length=80)),
                ('checked_on', models.DateField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.BigIntegerField()),
            ],
            options={
                'ordering': ['-changed_at', '-id'],
                'indexes': [models.Index(fields=['code', '-changed_at'], name='rule_change_of_rule')],
            },
        ),
    ]
