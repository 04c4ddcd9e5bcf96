"""The wire schema: its messages as classes, whoever asks for them."""

import subprocess
import sys

FIRST_USE = """
import sys, threading
from {module} import message_class
sys.setswitchinterval(1e-6)
start, failures = threading.Barrier(4), []
def use():
    start.wait()
    try:
        message_class("Relation")(range=message_class("Range")(end=1))
    except TypeError as failure:
        failures.append(failure)
threads = [threading.Thread(target=use) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(str(failures[0]) if failures else 0)
"""


def test_threads_that_need_a_message_first_at_the_same_time_get_one_class() -> None:
    for _ in range(5):
        program = [sys.executable, "-c", FIRST_USE.format(module="sparity.protocol")]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
