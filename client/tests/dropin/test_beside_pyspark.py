"""Where something else is installed as `pyspark`, the drop-in hides it whole, or refuses."""

import importlib
import importlib.util

import pytest

import sparity.dropin


def test_it_is_hidden_with_all_its_modules(real_pyspark, installed):
    import pyspark

    assert not hasattr(pyspark, "real")
    assert importlib.util.find_spec("pyspark.ml") is None
    with pytest.raises(ModuleNotFoundError, match="machine learning"):
        importlib.import_module("pyspark.ml")


def test_it_is_back_afterwards(real_pyspark):
    sparity.dropin.install()
    from pyspark.sql import DataFrame

    sparity.dropin.uninstall()
    import pyspark

    assert pyspark.real
    assert importlib.import_module("pyspark.ml")
    assert DataFrame.__module__ == "sparity.sql.dataframe"


def test_what_is_in_use_already_is_not_replaced(real_pyspark):
    import pyspark

    with pytest.raises(RuntimeError, match=r"in use already .*pyspark/__init__.py.*install\(\)"):
        sparity.dropin.install()
    assert pyspark.real
    assert importlib.import_module("pyspark.ml")
