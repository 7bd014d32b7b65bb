from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pantry", "0007_hygiene")]

    operations = [
        migrations.AddField(model_name="distribution", name="at_once", field=models.BooleanField(default=False)),
    ]
