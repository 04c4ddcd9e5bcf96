"""Sampled stacks: what is part of a program, what is hot, and which programs are looked at."""

from xml.etree import ElementTree

from benchmarks import flame
from benchmarks.profiles import slowest
from made import row

MAIN = "<module> (benchmarks/worker.py:90);main (benchmarks/worker.py:60)"
RUN = f"{MAIN};measured (benchmarks/worker.py:40)"
COLLECT = f"{RUN};collect (sparity/sql/dataframe_actions.py:9)"
LINES = [
    f"{MAIN} 50",
    f"{RUN} 2",
    f"{COLLECT};texts (sparity/arrow/simple.py:3) 30",
    f"{COLLECT} 10",
    "_bootstrap (threading.py:1002);channel_spin (grpc/_channel.py:1) 8",
]


def stacks():
    return flame.inside(flame.parsed(LINES), "measured")


def test_getting_ready_is_no_part_of_a_program_but_its_other_threads_are():
    found = stacks()
    assert sum(found.values()) == 50
    assert not any("main (" in frame for stack in found for frame in stack)
    assert found[("_bootstrap (threading.py:1002)", "channel_spin (grpc/_channel.py:1)")] == 8


def test_the_hottest_are_those_with_most_samples_of_their_own():
    first, second = flame.hottest(stacks(), 2)
    assert (first.function, first.place, first.own) == ("texts", "sparity/arrow/simple.py:3", 60.0)
    assert (second.function, second.own, second.total) == ("collect", 20.0, 80.0)


def test_the_picture_has_a_box_for_each_function_as_wide_as_its_samples():
    found = ElementTree.fromstring(flame.picture(stacks(), "collect <all>"))
    space = "{http://www.w3.org/2000/svg}"
    widths = {
        group.findtext(f"{space}title", "").partition(" ")[0]: float(
            group.find(f"{space}rect").get("width")
        )
        for group in found.iter(f"{space}g")
    }
    assert set(widths) == {"_bootstrap", "channel_spin", "collect", "texts", "measured"}
    assert widths["collect"] > widths["texts"] > widths["channel_spin"]


def test_what_takes_no_room_is_not_drawn():
    many = {("whole",): 10_000, ("rare",): 1}
    assert "rare" not in flame.picture(many, "t")


def test_the_slowest_are_those_that_need_most_of_the_clients_time_each_once():
    rows = [row(float(n), 1.0, program=f"p{n}", title=f"t{n}") for n in range(9)]
    rows += [
        row(99.0, 1.0, program="p1", title="four times", against="itself", size=4.0),
        row(98.0, 1.0, program="start", title="start"),
        rows[8].model_copy(update={"title": "its memory"}),
    ]
    assert [one.title for one in slowest(rows)] == ["t8", "t7", "t6", "t5", "t4"]
