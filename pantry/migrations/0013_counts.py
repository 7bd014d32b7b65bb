"""What somebody found when they counted a place."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pantry', '0012_transfers'),
        ('school', '0005_self_service'),
    ]

    operations = [
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.BigIntegerField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.BigIntegerField(blank=True, null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CountLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date_kind', models.CharField(choices=[('use_by', 'Use by'), ('best_before', 'Best before'), ('none', 'No date'), ('freezing', 'Frozen on')], max_length=12)),
                ('limit_date', models.DateField(blank=True, null=True)),
                ('limit_precision', models.CharField(max_length=5)),
                ('aside', models.BooleanField(default=False)),
                ('lots', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('expected', models.PositiveBigIntegerField()),
                ('counted', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('noted', 'Noted'), ('replaced', 'Counted again'), ('booked', 'In the books'), ('waiting', 'Waits for a second person'), ('dropped', 'To be counted again')], default='noted', max_length=8)),
                ('counted_at', models.DateTimeField()),
                ('counted_by', models.BigIntegerField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.BigIntegerField(blank=True, null=True)),
                ('count', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='pantry.count')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pantry.product')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='count',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('place',), name='count_one_open_a_place'),
        ),
        migrations.AddConstraint(
            model_name='count',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='count_closed_at_and_by'),
        ),
        migrations.AddIndex(
            model_name='countline',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['product'], name='count_line_waiting'),
        ),
        migrations.AddConstraint(
            model_name='countline',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'noted')), fields=('count', 'product', 'date_kind', 'limit_date', 'aside'), name='count_line_one_holds', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='countline',
            constraint=models.CheckConstraint(condition=models.Q(('lots__len__gte', 1)), name='count_line_of_some_lot'),
        ),
        migrations.AddConstraint(
            model_name='countline',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['noted', 'replaced', 'booked', 'waiting', 'dropped'])), name='count_line_known_state'),
        ),
        migrations.AddConstraint(
            model_name='countline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='count_line_settled_at_and_by'),
        ),
    ]
