"""What a message replaces and its page; what a notification says of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0008_counts_from_an_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="about",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="rendering",
            name="brief",
            field=models.TextField(blank=True, default=""),
        ),
    ]
