"""JUnit XML of a run, derived from the log: a suite for each leg and suite, every expected case.

What is told of a case besides its result stands in `system-out`, in the notation that readers of
JUnit take for properties there: the schema that Jenkins publishes has properties of suites only.
"""

import re

from junitparser import (
    Error,
    Failure,
    JUnitXml,
    Skipped,
    TestCase,
    TestSuite,
)
from junitparser.junitparser import FinalResult

from sparity_lab.records import CaseRecord, Header, Leg, suite_of
from sparity_lab.report.wording import (
    MISSING_REASON,
    all_differences,
    first_difference,
    waiver_words,
    where,
)
from sparity_lab.runlog import RunLog

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


class _Document(JUnitXml):
    """The root element: its schema counts what was skipped by suite only."""

    skipped = 0


def junit_xml(log: RunLog) -> str:
    """The text of `junit.xml`."""
    document = _Document(name=f"sparity-lab {log.header.run_id}")
    suites: dict[tuple[str, str], TestSuite] = {}
    for leg, case, record in log.walk():
        name = f"{leg.profile}.{suite_of(case)} [{leg.client} on {leg.target}]"
        suite = suites.get((str(leg.key), suite_of(case)))
        if suite is None:
            suite = suites[str(leg.key), suite_of(case)] = TestSuite(name)
            suite.timestamp = log.header.started
            for key, value in _leg_properties(log, leg).items():
                suite.add_property(key, value)
        suite.add_testcase(_testcase(leg, case, record, log.header))
    for suite in suites.values():
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    text: str = document.tostring().decode("utf-8")  # type: ignore[no-untyped-call]
    return text + "\n"


def _testcase(leg: Leg, case: str, record: CaseRecord | None, header: Header) -> TestCase:
    testcase = TestCase(
        name=case.rsplit("/", 1)[-1],
        classname=f"{leg.profile}.{suite_of(case)}",
        time=record.duration_s if record else 0.0,
    )
    properties = {"case": case, "target": leg.target, "client": leg.client}
    if record is None:
        properties["verdict"] = "missing"
        testcase.result = [_result(Error, MISSING_REASON, "missing", "")]
    else:
        properties |= {
            "verdict": record.verdict,
            "mirrors": record.mirrors,
            "source": where(record),
            "reference": record.reference or "",
            "side": record.side or "",
            "judged_by": record.judged_by or "",
            "golden": record.golden or "",
            "attribution": record.attribution or "",
            "attempts": f"differed {record.attempts.k_of_n} times" if record.attempts else "",
            "signature": record.signature or "",
            "waiver": record.waiver or "",
            "quarantine": record.quarantine or "",
            "leniencies": ", ".join(
                sorted({name for c in record.components.values() for name in c.leniencies})
            ),
        }
        testcase.result = _results(record, header)
    told = [f"[[PROPERTY|{key}={_line(value)}]]" for key, value in properties.items() if value]
    testcase.system_out = "\n".join(told)
    return testcase


def _results(record: CaseRecord, header: Header) -> list[FinalResult]:
    if record.verdict == "equal":
        return []
    if record.verdict == "unsupported":
        return [_result(Skipped, record.reason or "unsupported", "unsupported", "")]
    if record.verdict == "waived":
        return [_result(Skipped, waiver_words(record, header), "waived", "")]
    if record.quarantine:
        return [_result(Skipped, f"in quarantine: {record.reason}", "flaky", "")]
    kind = Error if record.verdict == "infra" else Failure
    return [_result(kind, first_difference(record), record.verdict, all_differences(record))]


def _result(
    kind: type[Error] | type[Failure] | type[Skipped], message: str, verdict: str, text: str
) -> FinalResult:
    result = kind(_clean(message), verdict)
    if text:
        result.text = _clean(text)
    return result


def _leg_properties(log: RunLog, leg: Leg) -> dict[str, str]:
    return {
        "run": log.header.run_id,
        "target": leg.target,
        "client": leg.client,
        "profile": leg.profile,
        "oracle": log.header.oracle,
        "reference": leg.reference or "none",
        "server_version": leg.server_version or "unknown",
    }


def _line(text: str) -> str:
    """Text on one line, that ends where its brackets do."""
    return _clean(" ".join(text.split()).replace("]]", "] ]"))


def _clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
