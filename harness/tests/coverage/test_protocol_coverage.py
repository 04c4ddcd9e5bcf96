"""Which words of the protocol a run's clients sent: counts, examples, what was never sent."""

import io

from lab_fakes import runs
from rich.console import Console

from sparity_lab.coverage.document import Coverage
from sparity_lab.coverage.markdown import markdown
from sparity_lab.coverage.numbers import numbers
from sparity_lab.coverage.protocol import ProtocolNumbers, protocol_numbers
from sparity_lab.coverage.show import show
from sparity_lab.record.schema import vocabulary
from sparity_lab.records import Component, Recorded, Seen
from sparity_lab.report.html import html
from sparity_lab.report.summary import summarise
from sparity_lab.runlog import RunLog

IDS = runs.case_ids()


def seen(executed: bool = True, **relations: tuple[int, int]) -> Seen:
    return Seen(
        rpcs={"ExecutePlan": 1} if executed else {},
        uses={"relations": relations, "RPCs": {"ExecutePlan": (1, int(executed)), "Odd": (1, 1)}},
        executed=executed,
    )


def plan(strict: str, lenient: str, *diff: str) -> Component:
    return Component.model_validate({"strict": strict, "lenient": lenient, "diff": list(diff)})


RECORDED = [
    Recorded(
        candidate=seen(range=(1, 0)), reference=seen(range=(1, 1)), plan=plan("equal", "equal")
    ),
    Recorded(
        candidate=seen(range=(2, 2), project=(1, 0)),
        reference=seen(range=(1, 1)),
        plan=plan("different", "equal"),
    ),
    Recorded(
        candidate=seen(executed=False),
        reference=seen(sql=(1, 1)),
        plan=plan("different", "different", "request 1 > execute", "  - sql(query='<b>')"),
        notes=["candidate never reached the server"],
    ),
]


def log() -> RunLog:
    records = [
        runs.record(case, recorded=RECORDED[n] if n < len(RECORDED) else None)
        for n, case in enumerate(IDS)
    ]
    return runs.finished(runs.header(), records)


def found() -> ProtocolNumbers:
    numbers = protocol_numbers(log())
    assert numbers is not None
    return numbers


def test_a_run_without_recordings_has_no_numbers() -> None:
    assert protocol_numbers(runs.passing()) is None


def test_words_are_counted_for_each_client() -> None:
    sparity, pyspark = found().clients
    assert (sparity.client, sparity.cases) == ("sparity", 3)
    assert (sparity.executed, sparity.silent) == (2, 1)
    assert (pyspark.client, pyspark.cases) == ("pyspark==4.1.1", 3)
    relations = next(kind for kind in sparity.kinds if kind.kind == "relations")
    assert (relations.words, relations.sent, relations.accepted) == (
        len(vocabulary()["relations"]),
        2,
        1,
    )
    assert [(w.name, w.sent, w.accepted) for w in relations.used] == [
        ("range", 3, 2),
        ("project", 1, 0),
    ]
    assert "sql" in relations.never
    assert "range" not in relations.never


def test_the_example_is_a_case_in_which_the_server_accepted_it() -> None:
    relations = found().clients[0].kinds[0]
    examples = {word.name: word.example for word in relations.used}
    assert examples == {"range": IDS[1], "project": IDS[1]}


def test_what_the_protocol_does_not_have_is_shown_and_not_counted() -> None:
    rpcs = found().clients[0].kinds[-1]
    assert (rpcs.kind, rpcs.sent, rpcs.accepted) == ("RPCs", 1, 1)
    assert {word.name for word in rpcs.used} == {"ExecutePlan", "Odd"}


def test_plans_are_counted_to_the_letter_and_with_leniencies() -> None:
    plans = found().plans
    assert (plans.compared, plans.strict, plans.lenient) == (3, 1, 2)


def test_what_only_the_candidate_did_without_the_server_is_named() -> None:
    assert found().alone == [f"{IDS[2]} on 4.1.1"]


def test_plans_judge_nothing() -> None:
    summary = summarise(log())
    assert summary.gate == summarise(runs.passing()).gate == "pass"
    assert "plan" not in summary.components
    assert summary.protocol == found()


def test_it_is_shown_on_a_terminal_in_markdown_and_on_the_page() -> None:
    document = Coverage(run_id="r", upstream=numbers(runs.upstream()), protocol=found())
    console = Console(file=io.StringIO(), width=200)
    show(console, document)
    assert isinstance(console.file, io.StringIO)
    for text in (console.file.getvalue(), markdown(document)):
        assert "pyspark==4.1.1: the server accepted 2 of " in text.replace("\\", "")
        assert "relations never sent:" in text
        assert "never reached the server, the reference did: " in text
        assert "compared in 3 cases: 1 equal to the letter, 2 with named leniencies" in text
    page = html(log())
    assert "2 of 3 cases with the plans of the reference, 1 to the letter" in page
    assert "request 1 \\u003e execute" in page
    assert "The candidate never reached the server where the reference did" in page
    assert "sql(query='\\u003cb\\u003e')" in page
    assert 'id="protocol"' not in html(runs.passing())
