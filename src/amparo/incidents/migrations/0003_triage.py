"""What triage needs of an incident: dangers, how long it waited, and where it stands in the queue."""

import django.utils.timezone
from django.db import migrations, models


def open_when_first_seen(apps, _schema_editor):
    apps.get_model("incidents", "Incident").objects.update(opened_at=models.F("first_seen_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_outcomes_are_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='checking_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='child_alone',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='incident',
            name='decided_after_min',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='independent_count',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='incident',
            name='is_aside',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='incident',
            name='looked_after_min',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='opened_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='incident',
            name='someone_hurt',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='incident',
            name='weight',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.RunPython(open_when_first_seen, migrations.RunPython.noop),
    ]
