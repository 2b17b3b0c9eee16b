"""A time in which nothing leaves."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_what_a_message_is_about'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lockdown',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('is_held', models.BooleanField(default=True)),
                ('locked_by', models.CharField(max_length=48)),
                ('locked_at', models.DateTimeField()),
                ('lift_asked_by', models.CharField(blank=True, max_length=48)),
                ('lift_asked_at', models.DateTimeField(null=True)),
                ('lifted_by', models.CharField(blank=True, max_length=48)),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_held', True)), fields=('is_held',), name='lockdown_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_held', True), ('lifted_at__isnull', True), ('lifted_by', '')), models.Q(('is_held', False), ('lift_asked_at__isnull', False), ('lifted_at__isnull', False), models.Q(('lifted_by', ''), _negated=True), models.Q(('lift_asked_by', ''), _negated=True), models.Q(('lifted_by', models.F('lift_asked_by')), _negated=True)), _connector='OR'), name='lockdown_lifted_by_two')],
            },
        ),
    ]
