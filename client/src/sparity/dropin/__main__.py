"""`python -m sparity.dropin`: runs a PySpark program, unmodified, with `sparity` as `pyspark`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sparity.dropin import install
from sparity.dropin.program import run_code, run_module, run_script
from sparity.parity import PYSPARK_VERSION

_EXAMPLES = """\
examples:
  python -m sparity.dropin --remote sc://localhost:15002 job.py --day 2024-05-01
  SPARK_REMOTE=sc://localhost:15002 python -m sparity.dropin job.py
  python -m sparity.dropin -m pytest tests/
  python -m sparity.dropin -c 'import pyspark; print(pyspark.__version__)'

Everything after the script, the module or the code belongs to the program.
"""
_WITH_VALUE = ("-c", "-m", "--remote")


def main(arguments: Sequence[str]) -> None:
    """Read the command line and run the program."""
    own, rest = _split(arguments)
    parser = _parser()
    options = parser.parse_args(own)
    if options.remote is not None:
        os.environ["SPARK_REMOTE"] = options.remote
    install()
    if options.code is not None:
        run_code(options.code, rest)
    elif options.module is not None:
        run_module(options.module, rest)
    elif rest:
        run_script(rest[0], rest[1:])
    else:
        parser.error("nothing to run: give a script, -m MODULE or -c CODE")


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our own options, and what belongs to the program.

    Argparse cannot tell them apart: a program's options may look like ours.
    """
    at = 0
    while at < len(arguments):
        option = arguments[at]
        if option == "--":
            return list(arguments[:at]), list(arguments[at + 1 :])
        if option == "-" or not option.startswith("-"):
            break
        at += 2 if option in _WITH_VALUE else 1
        if option.startswith(("-c", "-m")):
            break
    return list(arguments[:at]), list(arguments[at:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sparity.dropin",
        description="Run a PySpark program, unmodified, over Spark Connect with sparity.",
        usage="%(prog)s [--remote sc://HOST:PORT] (SCRIPT | -m MODULE | -c CODE) [ARGUMENT ...]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--remote",
        metavar="sc://HOST:PORT",
        help="the Spark Connect server; else the environment's SPARK_REMOTE",
    )
    parser.add_argument("-m", dest="module", metavar="MODULE", help="run a module as a program")
    parser.add_argument("-c", dest="code", metavar="CODE", help="run code given as text")
    parser.add_argument(
        "--version",
        action="version",
        version=f"the surface of PySpark {PYSPARK_VERSION}",
        help="say which PySpark's names there are",
    )
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
