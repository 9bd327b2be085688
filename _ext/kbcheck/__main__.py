"""`python -m kbcheck` is the command."""

from kbcommand import command

command()
