"""Worker threads that nobody has to wait for: used again, bounded, and gone with the program."""

import gc
import subprocess
import sys
import threading
import weakref

import pytest

from sparity.connect.daemons import Daemons


def test_idle_threads_are_used_again() -> None:
    daemons = Daemons(8, "again")
    names = {daemons.submit(lambda: threading.current_thread().name).result() for _ in range(3)}
    for _ in range(20):
        names.add(daemons.submit(lambda: threading.current_thread().name).result())
    assert names <= {"again-1", "again-2"}


def test_there_are_no_more_threads_than_allowed_and_all_work_is_done() -> None:
    daemons = Daemons(3, "few")
    gate = threading.Event()
    futures = [daemons.submit(gate.wait, 10) for _ in range(30)]
    running = [one for one in threading.enumerate() if one.name.startswith("few-")]
    assert len(running) == 3
    assert all(one.daemon for one in running)
    gate.set()
    assert all(future.result(10) for future in futures)


def test_failures_belong_to_who_asked() -> None:
    daemons = Daemons(1, "failing")
    with pytest.raises(ZeroDivisionError):
        daemons.submit(lambda: 1 / 0).result()
    assert daemons.submit(int, "7", base=8).result() == 7


def test_what_is_cancelled_in_time_is_not_done() -> None:
    daemons = Daemons(1, "cancelled")
    gate = threading.Event()
    first = daemons.submit(gate.wait, 10)
    done: list[int] = []
    second = daemons.submit(done.append, 1)
    assert second.cancel()
    gate.set()
    first.result()
    daemons.submit(int).result()
    assert done == []


def test_results_are_not_kept() -> None:
    class Result:
        pass

    daemons = Daemons(1, "light")
    future = daemons.submit(Result)
    kept = weakref.ref(future.result())
    del future
    daemons.submit(int).result()
    gc.collect()
    assert kept() is None


def test_a_program_ends_while_one_waits_for_ever() -> None:
    program = (
        "import threading; from sparity.connect.daemons import Daemons;"
        "Daemons(1, 'x').submit(threading.Event().wait); print('over')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30)
    assert ran.stdout == b"over\n"
