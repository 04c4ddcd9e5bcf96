"""Words shared by every report: signs, labels, the command that repeats a case; formats nothing."""

import shlex

from sparity_lab.records import CaseRecord, Header, Leg

SIGNS = {
    "equal": "✓",
    "divergent": "✗",
    "unsupported": "-",
    "infra": "!",
    "flaky": "~",
    "waived": "w",
    "missing": "?",
}
"""A sign for each verdict, so that no report depends on colours."""

EXPLAINED = {
    "equal": "The candidate does what the reference does.",
    "divergent": "The candidate does something else than the reference.",
    "unsupported": "The Spark of this target lacks the feature, for its own PySpark too.",
    "infra": "The lab, a driver or the server failed, so the case was not judged.",
    "flaky": "Repeated at once, the case gave another outcome.",
    "waived": "Differs as a written waiver says, with reason, owner and expiry.",
    "missing": "Was to run, and has no record.",
}

EMPTY = {
    "divergent": "No case differs from the reference.",
    "infra": "Nothing failed around the cases: each one that ran was judged.",
    "flaky": "No case changed its outcome when it was repeated.",
    "waived": "No waiver was needed for any case of this run.",
    "missing": "Every case that was to run has run.",
}

MISSING_REASON = "did not run"


def order_options(header: Header) -> str:
    """The options that repeat the order of a run; nothing for the order of the files."""
    return f"--order {header.order} --seed {header.seed}" if header.seed is not None else ""


def repro_command(leg: Leg, case: str, header: Header | None = None) -> str:
    """The command that runs one case again, ready to paste.

    After a run in random order it is followed by a comment with the command for the whole order,
    because a case may differ by what ran before it. It is judged as it was in the run: by the same
    oracle, and a server elsewhere by the same Spark, whatever it says of itself by then.

    >>> leg = Leg(target="sail", client="sparity", profile="wire", oracle="golden", expected=[])
    >>> repro_command(leg, "wire/test_parity_sent/limit")
    'sparity-lab repro wire/test_parity_sent/limit --target sail --client sparity --oracle golden'
    """
    place = ["--target", leg.target, "--client", leg.client]
    oracle = leg.oracle or (header.oracle if header is not None else None)
    place += ["--oracle", oracle] if oracle else []
    if leg.target.startswith("sc://") and leg.reference_version:
        place += ["--spark", leg.reference_version]
    command = shlex.join(["sparity-lab", "repro", case, *place])
    order = order_options(header) if header is not None else ""
    if not order:
        return command
    run = ["sparity-lab", "run", *place, "--profile", leg.profile]
    if header is not None and header.keyword:
        run += ["-k", header.keyword]
    return f"{command}  # in the order of that run: {shlex.join(run)} {order}"


def waiver_words(record: CaseRecord, header: Header) -> str:
    """Why a case is waived, by whom and until when; empty for one that is not."""
    for waiver in header.waivers:
        if waiver.name == record.waiver:
            return (
                f"waived by {waiver.name!r} until {waiver.expires}: {waiver.reason} "
                f"({waiver.owner}, {waiver.issue})"
            )
    return ""


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
