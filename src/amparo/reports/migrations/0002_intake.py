"""Private marks may come later than the report; a receipt's stored form says how it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="private_marks",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="report",
            name="receipt_hash",
            field=models.CharField(max_length=80, null=True, unique=True),
        ),
    ]
