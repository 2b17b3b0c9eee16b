"""The days' keys of browser marks; and a withdrawn report has no mark either."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_floods")]

    operations = [
        migrations.CreateModel(
            name="MarkKey",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("key", models.BinaryField()),
            ],
        ),
        migrations.RemoveConstraint(model_name="report", name="report_withdrawn_is_blank"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                name="report_withdrawn_is_blank",
                condition=models.Q(
                    models.Q(("fate", "withdrawn"), _negated=True),
                    models.Q(
                        ("browser_mark", ""),
                        ("correspondent_id__isnull", True),
                        ("markings", ""),
                        ("place_text", ""),
                        ("text", ""),
                        ("vehicles", ""),
                    ),
                    _connector="OR",
                ),
            ),
        ),
    ]
