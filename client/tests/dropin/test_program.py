"""`python -m sparity.dropin` runs programs as `python` does, with `pyspark` being ours."""

import os
import re
import subprocess
import sys
import zipfile

import pytest

PYTHON = [sys.executable]
DROPIN = [sys.executable, "-m", "sparity.dropin"]


def run(*arguments, by=None, cwd=None, stdin=None, **environment):
    surrounding = {k: v for k, v in os.environ.items() if k != "SPARK_REMOTE"}
    return subprocess.run(
        [*(by or DROPIN), *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env={**surrounding, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def both(*arguments, **options):
    """What `python` and what the drop-in did, for a program without Spark."""
    done = run(*arguments, by=PYTHON, **options), run(*arguments, **options)
    return [(one.stdout, one.stderr, one.returncode) for one in done]


PROGRAM = """
import sys
print(sys.argv, __name__, __file__, __spec__ and __spec__.name, __package__, sys.path[0])
print(sorted({*globals()} - {"__cached__", "__annotations__"}))
print(sys.modules["__main__"].__dict__ is globals())
class Pickled: pass
import pickle
print(type(pickle.loads(pickle.dumps(Pickled()))) is Pickled)
"""


def test_a_script_sees_what_it_would_see(write, tmp_path):
    script = write("sub/script.py", PROGRAM)
    plain, ours = both(script, "--remote", "x", "-m", "y", "--help", cwd=tmp_path)
    assert ours == plain
    assert ours[2] == 0
    relative, ours = both("sub/script.py", cwd=tmp_path)
    assert ours == relative


@pytest.mark.parametrize("module", ["single", "package", "package.inner"])
def test_a_module_sees_what_it_would_see(write, tmp_path, module):
    write("single.py", PROGRAM)
    write("package/__init__.py", "import sys; print('imported as', __name__, sys.argv)")
    write("package/__main__.py", PROGRAM)
    write("package/inner.py", PROGRAM)
    plain, ours = both("-m", module, "-c", "--x", cwd=tmp_path)
    assert ours == plain
    assert ours[2] == 0


def test_code_and_standard_input_see_what_they_would_see(tmp_path):
    code = "import sys; print(sys.argv, __name__, sys.path[0], globals().get('__file__'))"
    plain, ours = both("-c", code, "a", "--b", cwd=tmp_path)
    assert ours == plain
    plain, ours = both("-", "a", cwd=tmp_path, stdin=code)
    assert ours == plain
    assert "['-', 'a'] __main__" in ours[0]


def test_folders_and_archives_run_their_main(write, tmp_path):
    main = write("folder/__main__.py", "import sys, beside; print(sys.argv, __name__, beside.x)")
    beside = write("folder/beside.py", "x = 1")
    plain, ours = both("folder", "a", cwd=tmp_path)
    assert ours == plain
    assert ours[2] == 0
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.write(main, "__main__.py")
        archive.write(beside, "beside.py")
    plain, ours = both("archive.zip", "a", cwd=tmp_path)
    assert ours == plain
    assert ours[2] == 0


@pytest.mark.parametrize(
    "ending",
    [
        "sys.exit(3)",
        "sys.exit('text')",
        "sys.exit()",
        "raise SystemExit(-1)",
        "1 / 0",
        "raise KeyboardInterrupt",
        "def deep(n): return deep(n - 1) if n else 1 / 0\ndeep(4)",
        "try: 1 / 0\nexcept ZeroDivisionError as error: raise ValueError('next') from error",
        "sys.excepthook = lambda *error: print('hooked', error[0])\n1 / 0",
        "import atexit\natexit.register(print, 'at exit')\n1 / 0",
        "def (",
        "import json\njson.loads('{')",
    ],
)
def test_programs_end_as_they_would(write, tmp_path, ending):
    write("ends.py", f"import sys\nprint('started')\n{ending}\n")
    plain, ours = both("ends.py", cwd=tmp_path)
    assert ours == plain


def test_what_is_not_there_to_be_run_is_told(tmp_path):
    script = run("absent.py", cwd=tmp_path)
    assert (script.returncode, script.stderr) == (
        2,
        "sparity.dropin: cannot open absent.py: No such file or directory\n",
    )
    module = run("-m", "absent_module", cwd=tmp_path)
    assert (module.returncode, module.stderr) == (
        1,
        "sparity.dropin: no module named absent_module\n",
    )
    folder = run(tmp_path)
    assert (folder.returncode, folder.stderr) == (
        1,
        f"sparity.dropin: no __main__.py in {tmp_path}\n",
    )


def test_pyspark_is_ours_and_a_refused_import_shows_the_program_only(write):
    script = write(
        "asks.py",
        "from pyspark.sql import DataFrame as D\nprint(D.__mro__[-2].__module__[:8])\n"
        "from pyspark import SparkContext\n",
    )
    done = run(script)
    assert done.stdout == "sparity.\n"
    assert done.returncode == 1
    assert re.findall(r'File "(.*?)"', done.stderr) == [str(script)]
    assert "SparkContext: it needs a JVM" in done.stderr
    module = write("asks_module.py", "import pyspark.ml.feature\n")
    assert re.findall(r'File "(.*?)"', run(module).stderr) == [str(module)]


def test_the_remote_of_the_command_line_is_that_of_the_environment():
    code = "import os; print(os.environ.get('SPARK_REMOTE'))"
    assert run("-c", code).stdout == "None\n"
    assert run("-c", code, SPARK_REMOTE="sc://there").stdout == "sc://there\n"
    assert run("--remote", "sc://here", "-c", code, SPARK_REMOTE="x").stdout == "sc://here\n"
    assert run("--remote=sc://here", "-c", code).stdout == "sc://here\n"


def test_a_program_without_a_server_is_told_what_to_do():
    code = "from pyspark.sql import SparkSession as S; S.builder.master('local[*]').getOrCreate()"
    done = run("-c", code)
    assert done.returncode == 1
    assert "set SPARK_REMOTE" in done.stderr
    assert "master('local[*]') starts Spark inside the program" in done.stderr


def test_help_has_examples_and_wrong_usage_is_code_2():
    shown = run("--help")
    assert shown.returncode == 0
    assert "python -m sparity.dropin -m pytest" in shown.stdout
    assert "4.3.0" in run("--version").stdout
    assert run().returncode == 2
    assert run("-m").returncode == 2
    assert run("--unknown", "script.py").returncode == 2
