"""While the drop-in is installed, `pyspark` is `sparity`, for every way of importing."""

import importlib
import importlib.util
import inspect
import pickle
import pkgutil
import sys

import pytest

import sparity.dropin
import sparity.errors
import sparity.sql
from sparity.dropin.modules import MODULES, NAMES, PACKAGES

pytestmark = pytest.mark.usefixtures("installed")


def test_classes_and_functions_are_ours():
    import pyspark.sql.connect.session
    import pyspark.sql.functions as by_path
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as by_name
    from pyspark.sql.functions import col

    assert by_path is by_name is pyspark.sql.functions
    assert col is by_name.col is sparity.sql.functions.col
    assert DataFrame is sparity.sql.DataFrame
    assert SparkSession is pyspark.sql.connect.session.SparkSession is sparity.sql.SparkSession


def test_libraries_see_that_spark_is_remote():
    importlib.import_module("pyspark.sql")
    assert "pyspark.sql.connect" in sys.modules
    assert importlib.import_module("pyspark.sql").is_remote()


def test_libraries_that_go_by_the_name_of_a_class_know_it():
    from pyspark.sql import Column, DataFrame, SparkSession

    assert str(DataFrame) == "<class 'pyspark.sql.connect.dataframe.DataFrame'>"
    assert str(Column) == "<class 'pyspark.sql.connect.column.Column'>"
    assert str(SparkSession) == "<class 'pyspark.sql.connect.session.SparkSession'>"
    assert inspect.getsource(DataFrame).startswith("class DataFrame(")
    assert inspect.getsource(Column).startswith("class Column(")
    sparity.dropin.uninstall()
    assert str(DataFrame) == "<class 'sparity.sql.dataframe.DataFrame'>"


def test_what_is_in_a_package_is_there_without_an_import_of_its_own():
    import pyspark

    assert pyspark.sql.types.Row is pyspark.Row is sparity.sql.Row
    assert pyspark.errors.AnalysisException is sparity.errors.AnalysisException
    assert pyspark.__version__ == pyspark.version.__version__ == "4.3.0"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_table_is_there(name):
    module = importlib.import_module(name)
    assert module.__name__ == name
    assert (module.__spec__.submodule_search_locations is not None) == (name in PACKAGES)
    assert [one for one in module.__all__ if not hasattr(module, one)] == []
    assert [one for one in NAMES.get(name, {}) if not hasattr(module, one)] == []
    if name not in PACKAGES:
        assert module.__all__ or NAMES[name]


def test_a_star_takes_the_public_names():
    names = {}
    exec("from pyspark.sql.functions import *", names)
    assert names["col"] is sparity.sql.functions.col
    assert "partitioning" not in names
    exec("from pyspark.sql import *", names)
    assert {"SparkSession", "is_remote", "Window"} <= set(names)


def test_an_import_says_all_names_that_it_asks_for_in_vain():
    with pytest.raises(ImportError) as caught:
        from pyspark.sql import SparkSession, SQLContext, types, wrong  # noqa: F401
    text = str(caught.value)
    assert "'SQLContext', 'wrong' from 'pyspark.sql'" in text
    assert "SQLContext: it needs a JVM" in text
    assert "wrong: there is nothing of this name" in text
    assert "SparkSession" not in text
    assert caught.value.name == "pyspark.sql"


def test_each_of_several_imports_in_one_function_says_its_own_names():
    with pytest.raises(ImportError, match=r"'SparkContext' from 'pyspark' "):
        from pyspark import SparkConf, SparkContext  # noqa: F401
    with pytest.raises(ImportError, match=r"'DataSource' from 'pyspark.sql' "):
        from pyspark.sql import DataSource  # noqa: F401


def test_a_name_that_is_not_there_is_no_attribute_either():
    import pyspark

    assert not hasattr(pyspark, "SparkContext")
    with pytest.raises(AttributeError, match=r"'SparkContext'.*JVM"):
        pyspark.SparkContext  # noqa: B018


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("pyspark.ml.feature", "No module named 'pyspark.ml' .*machine learning"),
        ("pyspark.sql.streaming", "structured streaming"),
        ("pyspark.sql.connect.proto", "sparity.protocol"),
        ("pyspark.nonsense", "inside of PySpark"),
    ],
)
def test_a_module_that_is_not_there_says_why(module, reason):
    with pytest.raises(ModuleNotFoundError, match=reason):
        importlib.import_module(module)


def test_a_package_in_a_from_import_that_is_not_there_says_why():
    with pytest.raises(ImportError, match="ml: machine learning arrives later"):
        from pyspark import ml  # noqa: F401


def test_looking_a_module_up_answers_and_does_not_raise():
    assert importlib.util.find_spec("pyspark.sql.functions").origin == "sparity.sql.functions"
    assert importlib.util.find_spec("pyspark.ml") is None
    assert importlib.util.find_spec("pyspark.nonsense") is None


def test_packages_list_what_is_in_them():
    import pyspark

    inside = {one.name: one.ispkg for one in pkgutil.iter_modules(pyspark.__path__)}
    assert inside["sql"]
    assert not inside["storagelevel"]
    walked = {one.name for one in pkgutil.walk_packages(pyspark.__path__, "pyspark.")}
    assert walked == set(MODULES) - {"pyspark"}
    assert "types" in dir(pyspark.sql)


def test_reloading_keeps_the_classes():
    import pyspark.sql

    before = pyspark.sql.DataFrame
    assert importlib.reload(pyspark.sql) is pyspark.sql
    assert pyspark.sql.DataFrame is before


def test_pickles_that_name_pyspark_are_read():
    from pyspark.sql.types import IntegerType, StructType

    schema = StructType().add("a", IntegerType())
    assert pickle.loads(pickle.dumps(schema)) == schema
    assert pickle.loads(b"cpyspark.sql.types\nStructType\n.") is StructType


def test_sources_are_found():
    import pyspark.sql.functions as F
    from pyspark.sql import Window

    assert inspect.getsource(F) == inspect.getsource(sparity.sql.functions)
    assert inspect.getsource(Window).startswith("class Window")
    assert inspect.getsourcefile(F.col) == inspect.getsourcefile(sparity.sql.functions.col)


def test_a_program_may_add_names():
    import pyspark.sql.functions as F

    F.added = 1
    from pyspark.sql.functions import added

    assert added == 1
    assert not hasattr(sparity.sql.functions, "added")


def test_installing_twice_is_undone_once():
    sparity.dropin.install()
    sparity.dropin.uninstall()
    assert "pyspark" not in sys.modules
    assert importlib.util.find_spec("pyspark") is None
    sparity.dropin.uninstall()
