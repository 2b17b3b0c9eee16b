"""Prepare a database for the bench of intake, under the settings of the environment: `ours` or `bare`."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    if sys.argv[1] == "bare":
        from bench.bare import make_table

        make_table()
    else:
        from tests.personas import set_up_network

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        set_up_network()
