"""Signed messages, and exercises with their volunteers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_joining'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrillVolunteer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('member_id', models.UUIDField(unique=True)),
                ('correspondent_id', models.UUIDField(unique=True)),
                ("delivered_as", models.UUIDField(null=True)),
                ('language', models.CharField(max_length=35)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SignedMessage',
            fields=[
                ('alert', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='signed', serialize=False, to='alerts.alert')),
                ('body', models.BinaryField()),
                ('certificate', models.CharField(max_length=95)),
                ('signed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('composed_by', models.UUIDField()),
                ('created_at', models.DateTimeField()),
                ('proposal_ends_at', models.DateTimeField()),
                ('released_by', models.UUIDField(null=True)),
                ('released_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('stopped_by', models.UUIDField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('message_id', models.UUIDField(null=True)),
                ('cap', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at'], name='drill_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(('released_by', models.F('composed_by')), _negated=True), _connector='OR'), name='drill_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', True), ('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('expires_at__gt', models.F('released_at')), ('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='drill_release_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='drill_stop_is_whole')],
            },
        ),
    ]
