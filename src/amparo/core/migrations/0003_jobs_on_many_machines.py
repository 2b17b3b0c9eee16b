"""Ids of jobs travel over a broker; processes give signs of life, and people on call are told of silence."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_journal_is_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('code', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='job',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('machine', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['beat_at'], name='heartbeat_beat')],
            },
        ),
    ]
