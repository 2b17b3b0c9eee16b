from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_what_was_sent_stays")]

    operations = []
