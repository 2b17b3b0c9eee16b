from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_is_append_only")]

    operations = []
