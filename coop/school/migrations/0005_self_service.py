"""A place where anybody takes what they need."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('school', '0004_closures'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='self_service',
            field=models.BooleanField(default=False, verbose_name='self-service'),
        ),
    ]
