"""Rows by which alerts find their audience, further ways to a person, what was drawn, quiet hours, the step of a plan."""

import django.db.models.deletion
from django.db import migrations, models

# Written as SQL: Django would make SQLite's table anew, and drop the triggers that others may have put on it.
_ADD_STEP = "ALTER TABLE alerts_fanout ADD COLUMN step integer DEFAULT 0 NOT NULL CHECK (step >= 0)"
_DROP_STEP = "ALTER TABLE alerts_fanout DROP COLUMN step"


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_joining'),
    ]

    operations = [
        migrations.CreateModel(
            name='SubscriptionWatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('confirmed', 'confirmed'), ('found_false', 'found_false')], max_length=16)),
                ('cell', models.BigIntegerField()),
                ('urgency', models.PositiveSmallIntegerField()),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='alerts.subscription')),
            ],
        ),
        migrations.CreateModel(
            name='SubscriptionWay',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('correspondent_id', models.UUIDField()),
                ('delivered_as', models.UUIDField(null=True)),
                ('channel', models.CharField(max_length=16)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('confirmed', 'Confirmed')], max_length=16)),
                ('position', models.PositiveSmallIntegerField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('ends_at', models.DateTimeField()),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ways', to='alerts.subscription')),
            ],
        ),
        migrations.RunSQL(
            _ADD_STEP,
            _DROP_STEP,
            state_operations=[
                migrations.AddField(
                    model_name="fanout",
                    name="step",
                    field=models.PositiveIntegerField(default=0),
                ),
            ],
        ),
        migrations.AddField(
            model_name='subscription',
            name='drawn',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='subscription',
            name='quiet_from',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='quiet_until',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='wakes',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='subscription',
            name='has_further_ways',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='subscription_quiet'),
        ),
        migrations.AddConstraint(
            model_name='subscriptionwatch',
            constraint=models.UniqueConstraint(fields=('topic', 'cell', 'urgency', 'subscription'), name='subscription_watch_once'),
        ),
        migrations.AddIndex(
            model_name='subscriptionway',
            index=models.Index(fields=['delivered_as'], name='subscription_way_as'),
        ),
        migrations.AddConstraint(
            model_name='subscriptionway',
            constraint=models.UniqueConstraint(fields=('correspondent_id',), name='subscription_way_of_one'),
        ),
    ]
