"""The environment of a process that reads the fake snapshot, as for the tests of the command."""

from cli.conftest import environment, home

__all__ = ["environment", "home"]
