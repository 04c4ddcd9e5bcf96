"""The index of the page: all that its list shows and searches, in columns; no outcomes."""

from typing import Any

from sparity_lab.records import VERDICTS, WORST_FIRST, CaseRecord, Leg, suite_of
from sparity_lab.report.wording import MISSING_REASON, SIGNS, first_difference
from sparity_lab.runlog import RunLog


class PageIndex:
    """Takes the rows of a run in order, a row being one case in one leg, and packs them.

    What the legs share (names, titles) is kept once a case; what is empty for nearly all rows is
    kept for the others only.
    """

    def __init__(self, log: RunLog) -> None:
        self._log = log
        self._suites: dict[tuple[str, str], int] = {}
        self._cases: dict[str, int] = {}
        self._suite_of_case: list[int] = []
        self._names: list[str] = []
        self._titles: list[str] = []
        self._mirrors: list[str] = []
        self._case_of_row: list[int] = []
        self._verdicts: list[str] = []
        self._why: dict[int, str] = {}
        self._lenient: dict[int, int] = {}
        self._leniencies: dict[str, int] = {}
        self._starts: list[int] = []
        self._numbers = {verdict: str(number) for number, verdict in enumerate(VERDICTS)}

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return len(self._case_of_row)

    def new_chunk(self) -> None:
        """Say that the details of the next row begin another chunk."""
        self._starts.append(self.rows)

    def row(self, leg: Leg, case: str, record: CaseRecord | None) -> None:
        """Take the next row."""
        number = self._case(leg, case)
        verdict = record.verdict if record else "missing"
        if record is not None:
            self._titles[number] = self._titles[number] or record.title
            self._mirrors[number] = self._mirrors[number] or record.mirrors
            self._note_leniencies(record)
        why = first_difference(record) if record else MISSING_REASON
        if why and verdict != "equal":
            self._why[self.rows] = why
        self._case_of_row.append(number)
        self._verdicts.append(self._numbers[verdict])

    def data(self) -> dict[str, Any]:
        """The whole index, ready for JSON."""
        return {
            "verdicts": VERDICTS,
            "worst_first": WORST_FIRST,
            "signs": SIGNS,
            "legs": [
                {
                    "target": leg.target,
                    "client": leg.client,
                    "profile": leg.profile,
                    "reference": leg.reference,
                    "rows": len(leg.expected),
                }
                for leg in self._log.header.legs
            ],
            "suites": list(self._suites),
            "cases": {
                "suite": self._suite_of_case,
                "name": self._names,
                "title": self._titles,
                "mirrors": self._mirrors,
            },
            "rows": {
                "case": self._case_of_row,
                "verdict": "".join(self._verdicts),
                "why": self._why,
                "lenient": self._lenient,
            },
            "leniencies": list(self._leniencies),
            "starts": self._starts,
        }

    def _case(self, leg: Leg, case: str) -> int:
        known = self._cases.get(case)
        if known is not None:
            return known
        suite = self._suites.setdefault((leg.profile, suite_of(case)), len(self._suites))
        self._suite_of_case.append(suite)
        self._names.append(case.split("/", 2)[-1])
        self._titles.append("")
        self._mirrors.append("")
        return self._cases.setdefault(case, len(self._cases))

    def _note_leniencies(self, record: CaseRecord) -> None:
        used = {
            name
            for component in record.components.values()
            if component.strict != component.lenient
            for name in component.leniencies
        }
        if used:
            text = ", ".join(sorted(used))
            self._lenient[self.rows] = self._leniencies.setdefault(text, len(self._leniencies))
