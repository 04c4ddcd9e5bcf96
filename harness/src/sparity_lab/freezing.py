"""`sparity-lab manifests`: freezes the cases of profiles, or says what is not as it was frozen."""

from collections.abc import Callable, Sequence

from sparity_lab.legs import cases_of
from sparity_lab.matrix import Matrix
from sparity_lab.report.files import write_atomically
from sparity_lab.verdict.manifests import (
    COMMAND,
    differences,
    load_manifest,
    manifest_file,
    manifest_of,
)

_LINES = 40


def freeze(
    matrix: Matrix, profiles: Sequence[str], *, check: bool, say: Callable[[str], None]
) -> bool:
    """Write the manifests of the profiles, all by default; with `check` only compare.

    Returns:
        Whether every manifest was as it should be; always true when they were written.

    Raises:
        UsageProblem: an unknown profile, a broken suite or manifest.
    """
    agreed = True
    for profile in [matrix.profile(name) for name in profiles or matrix.profiles]:
        now = manifest_of(profile.name, cases_of(matrix, profile))
        file = manifest_file(matrix.root, profile.name)
        lines = differences(load_manifest(matrix.root, profile.name), now)
        for line in lines[:_LINES]:
            say(line)
        if len(lines) > _LINES:
            say(f"… and {len(lines) - _LINES} more")
        if not check:
            write_atomically(file, now.render())
            say(f"{file.relative_to(matrix.root)}: {len(now.cases)} cases, {len(lines)} changes")
        elif lines:
            agreed = False
            say(f"{profile.name}: {len(lines)} cases are not as frozen; if meant: {COMMAND}")
        else:
            say(f"{profile.name}: {len(now.cases)} cases are as frozen")
    return agreed
