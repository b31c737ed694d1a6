"""`python -m finder` is the command net-finder."""

from finder.cli import main

main()
