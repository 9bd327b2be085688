"""`python -m kbcheck` is the command."""

from kbcommand import command

if __name__ == "__main__":
    command()
