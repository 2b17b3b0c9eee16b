"""How many alerts go out within an hour, and who lifted that."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_readiness'),
    ]

    operations = [
        migrations.CreateModel(
            name='CeilingLift',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('hours', models.PositiveSmallIntegerField()),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('granted_by', models.UUIDField(null=True)),
                ('granted_at', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='network',
            name='alerts_per_hour',
            field=models.PositiveSmallIntegerField(default=6),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('alerts_per_hour__range', (1, 60))), name='network_alerts_are_few'),
        ),
        migrations.AddConstraint(
            model_name='ceilinglift',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('granted_at__isnull', True), ('granted_by__isnull', True), ('until__isnull', True)), models.Q(('granted_at__isnull', False), ('granted_by__isnull', False), ('until__gt', models.F('granted_at')), models.Q(('granted_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='ceiling_lift_second_person'),
        ),
        migrations.AddConstraint(
            model_name='ceilinglift',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 24)), name='ceiling_lift_hours'),
        ),
    ]
