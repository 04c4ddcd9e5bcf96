"""The `case` decorator: metadata on a plain parity function; it neither finds nor runs cases.

Stdlib only and Python 3.8 syntax, because it is imported wherever a client runs, down to the
environment of PySpark 3.4.
"""

from __future__ import annotations

import inspect
import re
from typing import Any, Callable, Iterable, Mapping, TypeVar  # noqa: UP035 - Python 3.8

VERSIONS = ("3.4", "3.5", "4.0", "4.1", "4.2", "4.3")
"""Every Spark version that a case may name, oldest first."""

NEEDS = ("catalog", "network", "numpy", "pandas", "plotly", "polars", "python_worker")
"""What a case may ask for beyond a server and a client."""

INJECTED = ("spark", "F", "T", "Window", "Row", "errors", "data", "tmp", "api")
"""The parameter names a driver fills in; every other parameter comes from `params`."""

_MIRRORS = re.compile(r"[a-z_0-9.]+\.test_\w+")
_LABEL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")

Function = TypeVar("Function", bound=Callable[..., Any])


def _check_versions(since: str, until: str | None, where: str) -> None:
    for name, version in (("since", since), ("until", until)):
        if version is not None and version not in VERSIONS:
            known = ", ".join(VERSIONS)
            raise ValueError(f"{where}: unknown {name} version {version!r}; known are {known}")
    if until is not None and VERSIONS.index(until) < VERSIONS.index(since):
        raise ValueError(f"{where}: until {until} is older than since {since}")


class Param:
    """One row of a parametrised case: its keyword arguments and, if it differs, its versions."""

    __slots__ = ("kwargs", "mirrors", "since", "until")

    def __init__(
        self,
        kwargs: Mapping[str, Any],
        since: str | None = None,
        until: str | None = None,
        mirrors: str | None = None,
    ) -> None:
        self.kwargs = dict(kwargs)
        self.since = since
        self.until = until
        self.mirrors = mirrors

    def __repr__(self) -> str:
        return f"Param({self.kwargs!r}, since={self.since!r}, until={self.until!r})"


class case:
    """Mark a function as a parity case; the instance stays on the function as `__case__`.

    Args:
        mirrors: the upstream test with the same subject, `<module>.<test>`, where the module is
            the upstream one without `test_parity_` or `test_`: `dataframe.test_drop`,
            `connect_basic.test_tail`. Where the rows of `params` have the subjects of several
            upstream tests: label to test, `*` standing for all other labels.
        since: the first Spark version whose PySpark Connect client has the feature.
        until: the last such version; None while it is still there.
        ordered: whether the order of rows is part of what is compared.
        needs: what else the case asks for, out of `NEEDS`.
        errors_in: the observations that are made of parts of errors which are raised anyway
            (`result` where there is but one; `*` for all of them). A difference there is another
            error, never another result.
        params: label to keyword arguments (a dict, or `case.param(...)` for a row with versions of
            its own). One case id is made for each label.

    Raises:
        ValueError: for an unknown version or need, or a label or `mirrors` of the wrong form.
        TypeError: for parameters that nobody fills in, or arguments of the wrong type.
    """

    __slots__ = ("errors_in", "mirrors", "needs", "ordered", "params", "since", "until")

    def __init__(
        self,
        *,
        mirrors: str | Mapping[str, str],
        since: str = "3.4",
        until: str | None = None,
        ordered: bool = False,
        needs: Iterable[str] = (),
        errors_in: Iterable[str] = (),
        params: Mapping[str, Mapping[str, Any] | Param] | None = None,
    ) -> None:
        if not isinstance(mirrors, str):
            labels = set(params or ())
            odd = set(mirrors) - {"*"} - labels or ("*" not in mirrors and labels - set(mirrors))
            if odd or not labels:
                raise ValueError(f"mirrors by label does not fit the labels of params: {odd}")
        for name in [mirrors] if isinstance(mirrors, str) else mirrors.values():
            if not isinstance(name, str) or not _MIRRORS.fullmatch(name):
                raise ValueError(f"mirrors must read like 'dataframe.test_drop', not {name!r}")
        _check_versions(since, until, f"case that mirrors {mirrors}")
        for name, given in (("needs", needs), ("errors_in", errors_in)):
            if isinstance(given, str):
                raise TypeError(f"{name} must be a sequence of names, not the string {given!r}")
        self.mirrors = mirrors
        self.since = since
        self.until = until
        self.ordered = bool(ordered)
        self.errors_in = tuple(errors_in)
        self.needs = tuple(needs)
        unknown = [need for need in self.needs if need not in NEEDS]
        if unknown:
            known = ", ".join(NEEDS)
            raise ValueError(f"case that mirrors {mirrors}: unknown needs {unknown}; use {known}")
        self.params: dict[str, Param] | None = None
        if params is not None:
            self.params = {label: self._param(label, row) for label, row in params.items()}

    @staticmethod
    def param(*, since: str | None = None, until: str | None = None, **kwargs: Any) -> Param:
        """One value of `params` whose versions differ from those of its case."""
        return Param(kwargs, since, until)

    def _param(self, label: str, row: Mapping[str, Any] | Param) -> Param:
        mirrors = self._mirrored_by(label)
        where = f"case that mirrors {mirrors}, parameters {label!r}"
        if not isinstance(label, str) or not _LABEL.fullmatch(label):
            raise ValueError(f"{where}: a label is letters, digits and _ . + - without spaces")
        given = row if isinstance(row, Param) else Param(row)
        # A row may be shared by several cases, so what one case adds must not stay on it.
        param = Param(
            given.kwargs,
            given.since or self.since,
            given.until or self.until,
            mirrors,
        )
        _check_versions(param.since, param.until, where)
        clash = sorted(set(param.kwargs) & set(INJECTED))
        if clash:
            raise ValueError(f"{where}: {', '.join(clash)} would hide what the driver injects")
        return param

    def _mirrored_by(self, label: str) -> str:
        if isinstance(self.mirrors, str):
            return self.mirrors
        return self.mirrors[label] if label in self.mirrors else self.mirrors["*"]

    def __call__(self, function: Function) -> Function:
        """Check the function's parameters against what will be filled in, and mark it."""
        wanted = [
            name
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.default is inspect.Parameter.empty
        ]
        for label, kwargs in self._rows():
            missing = [name for name in wanted if name not in INJECTED and name not in kwargs]
            if missing:
                raise TypeError(
                    f"case {function.__name__}{label}: nobody fills in {', '.join(missing)}; "
                    f"injected are {', '.join(INJECTED)}"
                )
        function.__case__ = self  # type: ignore[attr-defined]
        return function

    def _rows(self) -> list[tuple[str, dict[str, Any]]]:
        if self.params is None:
            return [("", {})]
        return [(f"[{label}]", param.kwargs) for label, param in self.params.items()]
