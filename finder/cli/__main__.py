"""`python -m finder.cli` is the command net-finder."""

from finder.cli import main

main()
