"""Finds suites and cases with their metadata, ids and digests; it runs none of them."""

import difflib
import functools
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from sparity_lab.case_source import SuiteSource
from sparity_lab.problems import UsageProblem

SUITE_FILES = "test_parity_*.py"


@dataclass(frozen=True)
class Case:
    """One case: what it is called, where it stands, what it says about itself.

    `arguments` are what its row of parameters fills in, `errors_in` the observations that are made
    of parts of errors.
    """

    id: str
    profile: str
    suite: str
    function: str
    params: str | None
    file: Path
    line: int
    title: str
    mirrors: str
    since: str
    until: str | None
    ordered: bool
    needs: tuple[str, ...]
    digest: str
    files: bool = False
    """Whether it takes `data` or `tmp`: folders that client and server have to reach alike."""
    arguments: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    errors_in: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The id without profile and suite."""
        return self.function if self.params is None else f"{self.function}[{self.params}]"


def profile_folder(root: Path, profile: str) -> Path:
    """Where the suites of a profile are: `batch-core` is the folder `batch_core`."""
    return root / profile.replace("-", "_")


def discover(root: Path, profile: str) -> list[Case]:
    """All cases of a profile, by suite and then in the order in which they are written.

    Args:
        root: the folder `parity_suites`.
        profile: the profile's name, such as `batch-core`.

    Raises:
        UsageProblem: when the profile has no folder or no case, a suite cannot be imported, or two
            cases have the same id.
    """
    folder = profile_folder(root, profile)
    if not folder.is_dir():
        known = sorted(p.name.replace("_", "-") for p in root.glob("*") if any(p.glob(SUITE_FILES)))
        raise UsageProblem(
            f"profile {profile!r} has no folder {folder}",
            hint=f"profiles with suites here: {', '.join(known) or 'none'}",
        )
    cases: list[Case] = []
    with _importable(root):
        for file in sorted(folder.glob(SUITE_FILES)):
            cases += _suite(root, profile, file)
    if not cases:
        raise UsageProblem(
            f"profile {profile!r} has no case in {folder}",
            hint=f"a suite is a file {SUITE_FILES}, a case a function decorated with @case",
        )
    _no_duplicates(cases)
    return cases


def select(cases: Iterable[Case], ids: Iterable[str]) -> list[Case]:
    """The cases with these ids, in the order of the ids.

    Raises:
        UsageProblem: for an id that no case has, with the nearest ones.
    """
    by_id = {case.id: case for case in cases}
    chosen = []
    for wanted in ids:
        if wanted not in by_id:
            near = difflib.get_close_matches(wanted, by_id, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(near)}?" if near else "list them with -k"
            raise UsageProblem(f"no case has the id {wanted!r}", hint=hint)
        chosen.append(by_id[wanted])
    return chosen


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """Let suites import `parity_suites.…`, and leave the interpreter as it was."""
    before = set(sys.modules)
    shadowed = {n: m for n, m in sys.modules.items() if n.split(".")[0] == root.name}
    for name in shadowed:
        del sys.modules[name]
    parent = str(root.resolve().parent)
    sys.path.insert(0, parent)
    writes_bytecode = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes_bytecode
        sys.path.remove(parent)
        for name in set(sys.modules) - before:
            if name.split(".")[0] in (root.name, _MODULE):
                del sys.modules[name]
        sys.modules.update(shadowed)


_MODULE = "_sparity_lab_suite"


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(_MODULE, file)
    if spec is None or spec.loader is None:
        raise UsageProblem(f"cannot import suite {file}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(file, error)
        raise UsageProblem(
            f"suite {file}:{line} cannot be imported: {type(error).__name__}: {error}",
            hint="suites import the standard library and parity_suites.case only",
        ) from error
    return module


def _line_in(file: Path, error: BaseException) -> int:
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == str(file):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _suite(root: Path, profile: str, file: Path) -> list[Case]:
    file = file.resolve()
    source = SuiteSource(file, root.resolve())
    twice = source.defined_twice()
    if twice:
        raise UsageProblem(
            f"{file}:{twice[0].line}: {twice[0].name} is defined twice",
            hint="the first one would never run; rename one of them",
        )
    module = _load(file)
    cases: list[Case] = []
    marked = [(n, f) for n, f in vars(module).items() if _is_case(f)]
    for name, function in sorted(marked, key=lambda item: _line(item[1])):
        cases += _cases(profile, file, source, name, function)
    return cases


def _is_case(candidate: Any) -> bool:
    return inspect.isfunction(candidate) and hasattr(candidate, "__case__")


def _line(function: Callable[..., Any]) -> int:
    return function.__code__.co_firstlineno


def _cases(
    profile: str, file: Path, source: SuiteSource, name: str, function: Callable[..., Any]
) -> Iterator[Case]:
    meta = function.__case__  # type: ignore[attr-defined]
    taken = inspect.signature(function).parameters
    title = (inspect.getdoc(function) or name.replace("_", " ")).splitlines()[0]
    rows: Mapping[str | None, Any] = meta.params or {None: meta}
    for label, row in rows.items():
        case = f"{name}[{label}]" if label is not None else name
        yield Case(
            id=f"{profile}/{file.stem}/{case}",
            profile=profile,
            suite=file.stem,
            function=name,
            params=label,
            file=file,
            line=_line(function),
            title=title,
            mirrors=row.mirrors,
            since=row.since,
            until=row.until,
            ordered=meta.ordered,
            needs=tuple(meta.needs),
            digest=source.digest(function.__name__, getattr(row, "kwargs", {}), "data" in taken),
            files="data" in taken or "tmp" in taken,
            arguments=getattr(row, "kwargs", {}),
            errors_in=meta.errors_in,
        )


def _no_duplicates(cases: list[Case]) -> None:
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.id, case)
        if first is not case:
            raise UsageProblem(
                f"two cases have the id {case.id}",
                hint=f"{first.file}:{first.line} and {case.file}:{case.line}",
            )


# --- the -k expression --------------------------------------------------------------------------


def keyword(expression: str) -> Callable[[Case], bool]:
    """The predicate of a `-k` expression: words, `and`, `or`, `not`, parentheses, as in pytest.

    A word matches when it is part of the case id, in upper or lower case.

    Raises:
        UsageProblem: when the expression cannot be read.

    >>> keyword("drop and not rename")  # doctest: +ELLIPSIS
    <function ...>
    """
    fits = keyword_of_id(expression)
    return lambda case: fits(case.id)


def keyword_of_id(expression: str) -> Callable[[str], bool]:
    """The same predicate on case ids, for cases that are known by nothing else.

    Raises:
        UsageProblem: when the expression cannot be read.
    """
    if not expression.strip():
        return lambda case_id: True
    tokens = expression.replace("(", " ( ").replace(")", " ) ").split()
    predicate, rest = _either(expression, tokens)
    if rest:
        raise _unreadable(expression, f"unexpected {rest[0]!r}")
    return lambda case_id: predicate(case_id.lower())


_Predicate = Callable[[str], bool]
_Parsed = tuple[_Predicate, list[str]]


def _unreadable(expression: str, why: str) -> UsageProblem:
    return UsageProblem(
        f"cannot read -k {expression!r}: {why}",
        hint="write words joined by and, or, not and parentheses",
    )


def _either(expression: str, tokens: list[str]) -> _Parsed:
    left, tokens = _both(expression, tokens)
    while tokens and tokens[0] == "or":
        right, tokens = _both(expression, tokens[1:])
        left = functools.partial(lambda a, b, text: a(text) or b(text), left, right)
    return left, tokens


def _both(expression: str, tokens: list[str]) -> _Parsed:
    left, tokens = _one(expression, tokens)
    while tokens and tokens[0] == "and":
        right, tokens = _one(expression, tokens[1:])
        left = functools.partial(lambda a, b, text: a(text) and b(text), left, right)
    return left, tokens


def _one(expression: str, tokens: list[str]) -> _Parsed:
    if not tokens:
        raise _unreadable(expression, "it ends too early")
    first, rest = tokens[0], tokens[1:]
    if first == "not":
        inner, rest = _one(expression, rest)
        return functools.partial(lambda a, text: not a(text), inner), rest
    if first == "(":
        inner, rest = _either(expression, rest)
        if not rest or rest[0] != ")":
            raise _unreadable(expression, "a parenthesis is not closed")
        return inner, rest[1:]
    if first in ("and", "or", ")"):
        raise _unreadable(expression, f"unexpected {first!r}")
    return functools.partial(lambda word, text: word in text, first.lower()), rest
