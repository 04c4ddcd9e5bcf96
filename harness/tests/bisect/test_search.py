"""The binary search: what it asks, what it finds, and that it notices what comes and goes."""

from itertools import product

import pytest

from sparity_lab.bisect.search import Answers, Turn, ask_all, search


class World:
    """Answers of versions, and which were asked."""

    def __init__(self, *answers: bool) -> None:
        self.answers = answers
        self.asked: list[int] = []

    def __call__(self, number: int) -> bool:
        assert number not in self.asked, "a version was asked twice"
        self.asked.append(number)
        return self.answers[number]

    def search(self) -> Answers:
        return search(len(self.answers), self)


@pytest.mark.parametrize("count", range(2, 9))
def test_one_turn_is_found_wherever_it_is_and_in_either_direction(count: int) -> None:
    for turn in range(1, count):
        for first in (True, False):
            world = World(*[first] * turn, *[not first] * (count - turn))
            assert world.search().turns == [Turn(turn - 1, turn)]


@pytest.mark.parametrize("count", range(2, 7))
def test_every_turn_told_is_one_and_both_its_sides_were_asked(count: int) -> None:
    for answers in product((True, False), repeat=count):
        world = World(*answers)
        found = world.search()
        assert set(found.by_number) == set(world.asked)
        for turn in found.turns:
            assert answers[turn.before] != answers[turn.after]
        if answers[0] != answers[-1]:
            assert any(turn.after == turn.before + 1 for turn in found.turns)


def test_between_ends_that_agree_only_asking_all_finds_something() -> None:
    world = World(False, True, True, False)
    assert world.search().turns == []
    assert world.asked == [0, 3]
    assert ask_all(4, World(False, True, True, False)).turns == [Turn(0, 1), Turn(2, 3)]


def test_far_fewer_are_asked_than_there_are() -> None:
    world = World(*[False] * 50, *[True] * 50)
    world.search()
    assert len(world.asked) <= 11


def test_the_versions_beside_the_turn_are_asked_so_that_a_second_one_shows() -> None:
    world = World(False, False, True, False, False, True)
    found = world.search()
    assert len(found.turns) == 3
    assert found.unasked == [4]


def test_asking_all_asks_each_once_in_order() -> None:
    world = World(False, True, False)
    found = ask_all(3, world)
    assert world.asked == [0, 1, 2]
    assert found.turns == [Turn(0, 1), Turn(1, 2)]
    assert found.unasked == []
