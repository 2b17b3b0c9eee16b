from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_conversations")]

    operations = [
        migrations.CreateModel(
            name="SpentProof",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("bound_to", models.CharField(max_length=32)),
                ("forget_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
