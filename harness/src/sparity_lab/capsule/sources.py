"""The files that a case needs to run elsewhere: its suite, what that imports, the data it reads."""

from pathlib import Path

from sparity_lab.case_source import SuiteSource
from sparity_lab.cases import Case

DECORATOR = "case.py"


def files_of(case: Case, suites: Path) -> dict[str, bytes]:
    """Paths below the folder of the suites, and contents."""
    root = suites.resolve()
    todo, sources = [case.file], set[Path]()
    while todo:
        file = todo.pop()
        if file not in sources:
            sources.add(file)
            todo += SuiteSource(file, root).imported_files()
    data = SuiteSource(case.file, root).data_files(case.function)
    needed = sorted({root / DECORATOR, *sources, *data})
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in needed}
