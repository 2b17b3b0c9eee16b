"""Surges and floods."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_beside"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='HourCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(unique=True)),
                ('received', models.PositiveIntegerField(default=0)),
                ('doubtful', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Echo',
            fields=[
                ('report_id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ModeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('level', models.CharField(max_length=8)),
                ('why', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('received', models.PositiveIntegerField(default=0)),
                ('doubtful', models.PositiveIntegerField(default=0)),
                ('usual', models.FloatField(default=0)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['flood', 'normal', 'surge'])), name='mode_level_known'), models.CheckConstraint(condition=models.Q(('why__in', ['by_hand', 'hand_over', 'many', 'many_doubtful', 'usual'])), name='mode_why_known'), models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('until__gt', models.F('at')), ('until__isnull', False), ('why', 'by_hand')), models.Q(models.Q(('why', 'by_hand'), _negated=True), ('until__isnull', True)), _connector='OR'), name='mode_by_hand_has_end')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='incidents.incident')),
                ('doubt', models.PositiveSmallIntegerField(default=0)),
                ('doubts', models.JSONField(default=list)),
                ('is_supported', models.BooleanField(default=False)),
                ('hand', models.CharField(blank=True, max_length=8)),
                ('sources', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('by__isnull', True), ('hand', '')), models.Q(('at__isnull', False), ('by__isnull', False), ('hand__in', ['aside', 'back'])), _connector='OR'), name='standing_hand_known')],
            },
        ),
    ]
