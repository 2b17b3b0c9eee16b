"""Recordings for languages that people speak rather than read: one draft and one in use for each kind of alert."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0009_partners_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=35)),
                ('kind', models.CharField(choices=[('confirmed', 'confirmed'), ('unfounded', 'unfounded'), ('other_agency', 'other_agency'), ('unverifiable', 'unverifiable'), ('update', 'update'), ('all_clear', 'all_clear'), ('correction', 'correction'), ('withdrawal', 'withdrawal'), ('relayed', 'relayed'), ('relayed_over', 'relayed_over')], max_length=16)),
                ('opus', models.BinaryField()),
                ('aac', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('duration_ms', models.PositiveIntegerField()),
                ('uploaded_by', models.UUIDField()),
                ('uploaded_at', models.DateTimeField()),
                ('reviewed_by', models.UUIDField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('reviewed_by__isnull', True)), fields=('language', 'kind'), name='recording_one_draft'), models.UniqueConstraint(condition=models.Q(('reviewed_by__isnull', False)), fields=('language', 'kind'), name='recording_one_in_use'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('reviewed_by', models.F('uploaded_by')), _negated=True)), _connector='OR'), name='recording_second_person'), models.CheckConstraint(condition=models.Q(('kind__in', ['confirmed', 'unfounded', 'other_agency', 'unverifiable', 'update', 'all_clear', 'correction', 'withdrawal', 'relayed', 'relayed_over'])), name='recording_kind_known')],
            },
        ),
    ]
