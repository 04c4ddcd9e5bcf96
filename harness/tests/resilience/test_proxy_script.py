"""Scripts of the proxy: what each fault becomes, and what a person is told of a wrong one."""

import re
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.problems import UsageProblem
from sparity_lab.resilience.faults import Cut, Oversized, Restarted, Stalled, Unreached
from sparity_lab.resilience.rules import EVERY, Rule
from sparity_lab.resilience.script import KINDS, Restart, listing, read_script
from sparity_lab.resilience.statuses import ENDED, come_back_after, refused

PAGE = Path(__file__).parents[3] / "docs" / "resilience.md"


def script(folder: Path, text: str) -> list[Rule]:
    file = folder / "faults.toml"
    file.write_text(text)
    return read_script(file)


def policy(folder: Path, entry: str) -> Any:
    (rule,) = script(folder, f"[[fault]]\n{entry}")
    return rule.make(lambda: None, None)  # type: ignore[arg-type]


def test_a_fault_says_to_which_calls_it_happens(tmp_path: Path) -> None:
    first, second = script(
        tmp_path,
        '[[fault]]\ndo = "stall"\n'
        '[[fault]]\ndo = "end"\nname = "twice"\ncalls = ["Config"]\nskip = 3\ntimes = "every"\n',
    )
    assert (first.name, first.methods) == ("1 stall", ("ExecutePlan", "ReattachExecute"))
    assert (first.skip, first.times) == (0, 1)
    assert (second.name, second.methods) == ("twice", ("Config",))
    assert (second.skip, second.times) == (3, EVERY)


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ('status = "OK"', ENDED),
        ("retry_after = 1.5", come_back_after(1.5)),
        ('condition = "A.B"\nmessage = "why"', refused("A.B", "why")),
    ],
)
def test_an_end_tells_one_status(tmp_path: Path, entry: str, status: Any) -> None:
    assert policy(tmp_path, f'do = "refuse"\n{entry}').status_told == status
    ended = policy(tmp_path, f'do = "end"\nafter = 2\n{entry}')
    assert isinstance(ended, Cut)
    assert (ended.status_told, ended.after) == (status, 2)


def test_a_fault_that_says_little_does_the_usual(tmp_path: Path) -> None:
    made = policy(tmp_path, 'do = "refuse"')
    assert isinstance(made, Unreached)
    assert made.status_told.code.name == "UNAVAILABLE"
    stalled = policy(tmp_path, 'do = "stall"')
    assert isinstance(stalled, Stalled)
    assert stalled.after == 0
    assert policy(tmp_path, 'do = "delay"').after is None
    oversized = policy(tmp_path, 'do = "oversize"\nmib = 3')
    assert isinstance(oversized, Oversized)
    assert oversized.size == 3 * 2**20


def test_a_repetition_remembers_from_one_call_to_the_next(tmp_path: Path) -> None:
    (rule,) = script(tmp_path, '[[fault]]\ndo = "repeat"\ntimes = "every"')
    assert rule.shared


class World:
    """Notes what is done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def tear(self) -> None:
        self.done.append("tear")

    def freeze(self) -> None:
        self.done.append("freeze")

    def restart(self) -> None:
        self.done.append("restart")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["sh", "-c", "exit 3"], "error: the command that restarts the server failed: it ended wi"),
        (["/no/such/program"], "error: the command that restarts the server failed: [Errno 2]"),
    ],
)
def test_a_restart_is_a_command_whose_failure_is_told(
    tmp_path: Path, command: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World()
    made = Restart(command=["touch", str(tmp_path / "done")]).policy(lambda: None, world)
    assert isinstance(made, Restarted)
    made.world.restart()
    assert (tmp_path / "done").exists()
    assert not capfd.readouterr().err
    failing = Restart(command=command).policy(lambda: None, world)
    assert isinstance(failing, Restarted)
    failing.world.restart()
    assert said in capfd.readouterr().err
    failing.world.tear()
    failing.world.freeze()
    assert world.done == ["tear", "freeze"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no fault"),
        ("[[fault]\n", "is not TOML"),
        ("[[faults]]\n", "every entry starts with [[fault]]"),
        ("[[fault]]\n", "entry 1: `do` is missing: one of end, refuse"),
        ('[[fault]]\ndo = "ned"', "did you mean 'end'?"),
        ('[[fault]]\ndo = ["end"]', "unknown fault"),
        ('[[fault]]\ndo = "end"\nname = "n"\nwhen = 2', "'n': when: Extra inputs"),
        ('[[fault]]\ndo = "end"\nafter = -1', "after: Input should be greater"),
        ('[[fault]]\ndo = "end"\ntimes = "evry"', 'times: a number from 1, or "every"'),
        ('[[fault]]\ndo = "end"\ntimes = 0', 'times: a number from 1, or "every"'),
        ('[[fault]]\ndo = "end"\nstatus = "AWAY"', "status: Input should be 'OK', 'CANCELLED'"),
        (
            '[[fault]]\ndo = "end"\nstatus = "OK"\nretry_after = 1',
            "retry_after and status are different statuses: give one",
        ),
        ('[[fault]]\ndo = "end"\ncalls = ["ExecutPlan"]', "did you mean 'ExecutePlan'"),
        ('[[fault]]\ndo = "end"\ncalls = []', "calls: Tuple should have at least 1"),
        ('[[fault]]\ndo = "drop"\ncalls = ["Config"]', "only ExecutePlan and ReattachExecute"),
        ('[[fault]]\ndo = "restart"', "command: Field required"),
    ],
)
def test_a_wrong_script_is_told_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        script(tmp_path, text)
    shown = caught.value.render()
    assert said in shown
    assert "faults.toml" in shown


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        script(tmp_path, '[[fault]]\ndo = "end"\nafter = "x"\nskip = -1\n[[fault]]\n')
    assert len(caught.value.causes) == 3
    assert caught.value.hint is not None
    assert "proxy --list" in caught.value.hint


def test_a_script_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no file"):
        read_script(tmp_path / "none.toml")


def test_every_fault_and_key_is_listed_with_its_meaning() -> None:
    lines = list(listing())
    for name, kind in KINDS.items():
        assert f'do = "{name}"' in lines
        for key in kind.model_fields:
            assert any(re.match(rf" +{key}\b.*  \S", line) for line in lines), key
    assert not any("None" in line for line in lines)


def test_the_scripts_of_the_page_can_be_read(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert blocks
    used = {rule.name for block in blocks for rule in script(tmp_path, block)}
    assert used
