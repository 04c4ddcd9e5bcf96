"""Makes `python -m sparity_lab` the command line; holds nothing of its own."""

from sparity_lab.cli import main

main()
