"""Goods are carried from place to place, and taken from shelves where nobody asks."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pantry', '0011_recalls'),
        ('school', '0004_closures'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='movement',
            name='movement_sign_fits_its_kind',
        ),
        migrations.AlterField(
            model_name='month',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('handed_out', 'Handed out'), ('returned', 'Came back'), ('found', 'Found on the shelf'), ('lost', 'Lost'), ('taken', 'Taken, self-service'), ('moved', 'Moved')], max_length=10),
        ),
        migrations.AlterField(
            model_name='movement',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('handed_out', 'Handed out'), ('returned', 'Came back'), ('found', 'Found on the shelf'), ('lost', 'Lost'), ('taken', 'Taken, self-service'), ('moved', 'Moved')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('kind', 'moved')), fields=['line'], name='movement_of_move'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['received', 'returned', 'found']), ('quantity__gt', 0), ('reverses__isnull', True)), models.Q(('kind__in', ['handed_out', 'lost', 'taken']), ('quantity__lt', 0), ('reverses__isnull', True)), models.Q(('kind__in', ['received', 'returned', 'found']), ('quantity__lt', 0), ('reverses__isnull', False)), models.Q(('kind__in', ['handed_out', 'lost', 'taken']), ('quantity__gt', 0), ('reverses__isnull', False)), models.Q(('kind', 'moved'), models.Q(('quantity', 0), _negated=True)), _connector='OR'), name='movement_sign_fits_its_kind'),
        ),
    ]
