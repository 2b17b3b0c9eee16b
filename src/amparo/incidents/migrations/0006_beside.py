"""What stands beside the facts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_board")]

    operations = []
