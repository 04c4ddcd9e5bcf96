"""`sparity-lab` with fakes in place of servers and drivers: `python -m lab_fakes.command ARGS`."""

from pathlib import Path

from lab_fakes import killing
from lab_fakes.roots import JOURNAL
from lab_fakes.workshop import FakeWorkshop
from sparity_lab import cli, preparing
from sparity_lab.cache import Progress
from sparity_lab.capsule import replay
from sparity_lab.matrix import Matrix
from sparity_lab.workshop import Workshop


def fake_workshop(matrix: Matrix, suites: Path, progress: Progress) -> Workshop:
    return FakeWorkshop(matrix.root / JOURNAL)


if __name__ == "__main__":
    killing.arm()
    preparing.RealWorkshop = fake_workshop  # type: ignore[assignment,misc]
    replay.RealWorkshop = fake_workshop  # type: ignore[assignment,misc]
    cli.main()
