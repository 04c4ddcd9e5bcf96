"""Words shared by every report: signs, labels, the command that repeats a case; formats nothing."""

import shlex

from sparity_lab.records import CaseRecord, Leg

LABELS = {
    "equal": "equal",
    "divergent": "divergent",
    "unsupported": "unsupported",
    "infra": "infra",
    "flaky": "flaky",
    "waived": "waived",
    "missing": "missing",
}

MISSING_REASON = "did not run"


def repro_command(leg: Leg, case: str) -> str:
    """The command that runs one case again, ready to paste.

    >>> leg = Leg(target="4.1.1", client="sparity", profile="batch-core", expected=[])
    >>> repro_command(leg, "batch-core/test_parity_column/cast[int]")
    "sparity-lab repro 'batch-core/test_parity_column/cast[int]' --target 4.1.1 --client sparity"
    """
    words = ["sparity-lab", "repro", case, "--target", leg.target, "--client", leg.client]
    return shlex.join(words)


def where(record: CaseRecord) -> str:
    """File and line of a case."""
    return f"{record.source.file}:{record.source.line}"


def first_difference(record: CaseRecord) -> str:
    """One line that says how a case differs, taken from the first component that does."""
    for name, component in record.components.items():
        if component.lenient == "different":
            detail = component.diff[0] if component.diff else "differs"
            return f"{name}: {detail}"
    return record.reason


def all_differences(record: CaseRecord) -> str:
    """Every difference of a case as text, one component after the other."""
    lines = [record.reason] if record.reason else []
    for name, component in record.components.items():
        if component.lenient == "different":
            lines += [f"{name}:", *(f"  {line}" for line in component.diff or ["differs"])]
    return "\n".join(lines)
