"""The part of `DataFrame` about missing and unwanted values: dropna, fillna, replace and `na`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity._globals import _NoValue
from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import Literal
from sparity.plan.relations import NADrop, NAFill, NAReplace
from sparity.sql.arguments import not_allowed, require_not_empty, require_str, wrong_type
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.literal import literal

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


class Missing(DataFrameCore):
    """What is done about nulls, NaN and values to be replaced."""

    @property
    def na(self) -> DataFrameNaFunctions:
        """`drop`, `fill` and `replace` under short names. Since Spark 3.4.

        Examples:
            >>> df.na.fill(0)  # doctest: +SKIP
        """
        return DataFrameNaFunctions(self._self)

    def dropna(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """The rows without missing values.

        Args:
            how: any: drop rows with a missing value; all: drop rows with nothing else.
            thresh: keep rows with at least so many values; wins over `how`.
            subset: the columns to look at, one name or several.

        Raises:
            PySparkValueError: VALUE_NOT_ALLOWED.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.dropna(subset=["age"])  # doctest: +SKIP
        """
        if how is not None and how not in ("any", "all"):
            raise not_allowed("how", ["any", "all"])
        names = _names(subset, "list, str or tuple")
        least = 1 if how == "all" else None
        if thresh is not None:
            if not isinstance(thresh, int):
                raise wrong_type("thresh", "int", thresh)
            least = thresh
        return self._derive(NADrop(input=self._plan, cols=tuple(names), min_non_nulls=least))

    def fillna(self, value: Any, subset: Any = None) -> DataFrame:
        """Missing values replaced in all columns of a fitting type.

        Args:
            value: bool, float, int or str, or a dict from column to value.
            subset: the columns, unless `value` is a dict.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkValueError: CANNOT_BE_EMPTY for an empty dict.

        Since Spark 3.4.

        Examples:
            >>> df.fillna({"age": 0, "name": "?"})  # doctest: +SKIP
        """
        if isinstance(value, dict):
            require_not_empty("value", value)
            for name, one in value.items():
                require_str("key type of dict", name)
                if not isinstance(one, (bool, float, int, str)):
                    raise wrong_type("value type of dict", "bool, float, int or str", one)
            names, values = list(value), list(value.values())
        elif isinstance(value, (bool, float, int, str)):
            names, values = _names(subset, "list or tuple"), [value]
        else:
            raise wrong_type("value", "bool, dict, float, int or str", value)
        fillings = [_filling(one) for one in values]
        return self._derive(NAFill(input=self._plan, cols=tuple(names), values=tuple(fillings)))

    def replace(self, to_replace: Any, value: Any = _NoValue, subset: Any = None) -> DataFrame:
        """Values replaced by others of the same kind (booleans, numbers or text), or by null.

        Args:
            to_replace: a value, a list of values, or a dict from old to new.
            value: the new value, or a list as long as `to_replace`.
            subset: the columns, one name or several; all by default.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE or ARGUMENT_REQUIRED.
            PySparkValueError: LENGTH_SHOULD_BE_THE_SAME or MIXED_TYPE_REPLACEMENT.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).replace(1, 10).collect()
            [Row(id=0), Row(id=10)]
        """
        pairs = _replacements(to_replace, value)
        if subset is not None and not isinstance(subset, (list, tuple, str)):
            raise wrong_type("subset", "list, str or tuple", subset)
        names = _names(subset, "list, str or tuple")
        _require_one_kind(pairs)
        replacements = [
            NAReplace.Replacement(old_value=_replacement(old), new_value=_replacement(new))
            for old, new in pairs
        ]
        return self._derive(
            NAReplace(input=self._plan, cols=tuple(names), replacements=tuple(replacements))
        )


class DataFrameNaFunctions:
    """`DataFrame.na`: missing values under short names. Since Spark 3.4."""

    def __init__(self, df: DataFrame) -> None:
        self.df = df

    def drop(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """The same as `DataFrame.dropna`. Since Spark 3.4."""
        return self.df.dropna(how=how, thresh=thresh, subset=subset)

    def fill(self, value: Any, subset: Any = None) -> DataFrame:
        """The same as `DataFrame.fillna`. Since Spark 3.4."""
        return self.df.fillna(value=value, subset=subset)

    def replace(self, to_replace: Any, value: Any = _NoValue, subset: Any = None) -> DataFrame:
        """The same as `DataFrame.replace`. Since Spark 3.4."""
        return self.df.replace(to_replace, value, subset)


def _names(subset: Any, expected: str) -> list[str]:
    if subset is None:
        return []
    if isinstance(subset, str):
        return [subset]
    if isinstance(subset, (list, tuple)):
        return list(subset)
    raise wrong_type("subset", expected, subset)


def _filling(value: Any) -> Literal:
    # The server fills every integral column only when the number is a long.
    if isinstance(value, int) and not isinstance(value, bool):
        return Literal(long=value)
    return literal(value)


def _replacement(value: Any) -> Literal:
    # The server compares numbers as doubles and refuses integers.
    if isinstance(value, int) and not isinstance(value, bool):
        return Literal(double=float(value))
    return literal(value)


def _replacements(to_replace: Any, value: Any) -> list[tuple[Any, Any]]:
    if isinstance(to_replace, dict):
        return list(to_replace.items())
    if not isinstance(to_replace, (bool, float, int, str, list, tuple)):
        raise wrong_type("to_replace", "bool, dict, float, int, str or tuple", to_replace)
    if value is _NoValue:
        raise PySparkTypeError(
            errorClass="ARGUMENT_REQUIRED",
            messageParameters={"arg_name": "value", "condition": "`to_replace` is dict"},
        )
    if value is not None and not isinstance(value, (bool, float, int, str, list, tuple)):
        raise wrong_type("value", "bool, float, int, list, None, str or tuple", value)
    olds = list(to_replace) if isinstance(to_replace, (list, tuple)) else [to_replace]
    if not isinstance(value, (list, tuple)):
        return [(old, value) for old in olds]
    if len(olds) != len(value):
        raise PySparkValueError(
            errorClass="LENGTH_SHOULD_BE_THE_SAME",
            messageParameters={
                "arg1": "to_replace",
                "arg2": "value",
                "arg1_length": str(len(olds)),
                "arg2_length": str(len(value)),
            },
        )
    return list(zip(olds, value, strict=True))


def _require_one_kind(pairs: list[tuple[Any, Any]]) -> None:
    values = [old for old, _ in pairs] + [new for _, new in pairs if new is not None]
    kinds = {_kind(value) for value in values}
    if len(kinds) > 1 or kinds == {None}:
        raise PySparkValueError(errorClass="MIXED_TYPE_REPLACEMENT", messageParameters={})


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "text" if isinstance(value, str) else None
