"""Floods: how much there is to bear, what was refused, and who wants to be called."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_questions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('correspondent_id', models.UUIDField(null=True)),
                ('language', models.CharField(max_length=35)),
                ('word', models.CharField(max_length=16)),
                ('is_urgent', models.BooleanField(default=False)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('invited_at', models.DateTimeField(null=True)),
                ('turns', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='IntakeLoad',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('load', models.CharField(max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='RefusedCount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('hour', models.DateTimeField()),
                ('reason', models.CharField(max_length=32)),
                ('number', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['browser_mark'], name='report_of_browser'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['correspondent_id'], name='report_of_correspondent'),
        ),
        migrations.AddField(
            model_name='callback',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='intakeload',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='intake_load_is_one'),
        ),
        migrations.AddConstraint(
            model_name='intakeload',
            constraint=models.CheckConstraint(condition=models.Q(('load__in', ['flood', 'normal', 'surge'])), name='intake_load_known'),
        ),
        migrations.AddConstraint(
            model_name='refusedcount',
            constraint=models.UniqueConstraint(fields=('hour', 'reason'), name='refused_once_an_hour'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['state', '-is_urgent', 'asked_at'], name='callback_queue'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['given_up', 'invited', 'reached', 'waiting'])), name='callback_state_known'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correspondent_id__isnull', False), ('ended_at__isnull', True), ('state__in', ['invited', 'waiting'])), models.Q(models.Q(('state__in', ['invited', 'waiting']), _negated=True), ('correspondent_id__isnull', True), ('ended_at__isnull', False)), _connector='OR'), name='callback_ended_is_forgotten'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'invited'), _negated=True), models.Q(('invited_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='callback_invited_has_member'),
        ),
    ]
