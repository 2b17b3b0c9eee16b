"""Count what has arrived without reading the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0007_recipient_fallbacks"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="delivery",
            name="delivery_counted",
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["message", "state", "kind", "language", "has_arrived"], name="delivery_counted"
            ),
        ),
    ]
