"""`spark.tvf`: functions of SQL that give tables; those that give columns are in `functions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparity.plan.relations import UnresolvedTableValuedFunction
from sparity.sql.arguments import expression, require_not_empty

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame
    from sparity.sql.session import SparkSession


class TableValuedFunction:
    """What `SparkSession.tvf` gives.

    Columns as arguments may be names too. A column of another DataFrame is reached in a
    `DataFrame.lateralJoin` by `Column.outer`. Every method may raise PySparkTypeError
    NOT_EXPECTED_TYPE for what is neither column nor name.

    Since Spark 4.0.

    Examples:
        >>> spark.tvf.explode(F.array(F.lit(1), F.lit(2))).collect()
        [Row(col=1), Row(col=2)]
    """

    def __init__(self, sparkSession: SparkSession) -> None:
        self._session = sparkSession

    def _call(self, name: str, *arguments: Column) -> DataFrame:
        return self._session._frame(
            UnresolvedTableValuedFunction(
                function_name=name, arguments=tuple(expression(one) for one in arguments)
            )
        )

    def range(
        self,
        start: int,
        end: int | None = None,
        step: int = 1,
        numPartitions: int | None = None,
    ) -> DataFrame:
        """The same as `SparkSession.range`. Since Spark 4.0.

        Examples:
            >>> spark.tvf.range(1, 7, 3).collect()
            [Row(id=1), Row(id=4)]
        """
        return self._session.range(start, end, step, numPartitions)

    def explode(self, collection: Column) -> DataFrame:
        """A row for each element of an array or each pair of a map. Since Spark 4.0.

        Examples:
            >>> spark.tvf.explode(F.create_map(F.lit("a"), F.lit(1))).collect()
            [Row(key='a', value=1)]
        """
        return self._call("explode", collection)

    def explode_outer(self, collection: Column) -> DataFrame:
        """`explode`, but one row of nulls for what is empty or null. Since Spark 4.0.

        Examples:
            >>> spark.tvf.explode_outer(F.array()).collect()
            [Row(col=None)]
        """
        return self._call("explode_outer", collection)

    def posexplode(self, collection: Column) -> DataFrame:
        """`explode`, with the position of each element before it. Since Spark 4.0.

        Examples:
            >>> spark.tvf.posexplode(F.array(F.lit("a"))).collect()
            [Row(pos=0, col='a')]
        """
        return self._call("posexplode", collection)

    def posexplode_outer(self, collection: Column) -> DataFrame:
        """`posexplode`, but one row of nulls for what is empty or null. Since Spark 4.0.

        Examples:
            >>> spark.tvf.posexplode_outer(F.array()).collect()
            [Row(pos=None, col=None)]
        """
        return self._call("posexplode_outer", collection)

    def inline(self, input: Column) -> DataFrame:
        """A row for each struct of an array, a column for each of their fields. Since Spark 4.0.

        Examples:
            >>> spark.tvf.inline(F.array(F.struct(F.lit(1).alias("a")))).collect()
            [Row(a=1)]
        """
        return self._call("inline", input)

    def inline_outer(self, input: Column) -> DataFrame:
        """`inline`, but one row of nulls for what is empty or null. Since Spark 4.0.

        Examples:
            >>> structs = F.array(F.struct(F.lit(1).alias("a")))
            >>> spark.tvf.inline_outer(structs).collect()
            [Row(a=1)]
        """
        return self._call("inline_outer", input)

    def json_tuple(self, input: Column, *fields: Column) -> DataFrame:
        """Fields of a JSON object, a column for each.

        Args:
            input: the JSON text.
            fields: the names of the fields, as columns of text.

        Raises:
            PySparkValueError: CANNOT_BE_EMPTY without fields.

        Since Spark 4.0.

        Examples:
            >>> spark.tvf.json_tuple(F.lit('{"a": 1}'), F.lit("a")).collect()
            [Row(c0='1')]
        """
        require_not_empty("field", fields)
        return self._call("json_tuple", input, *fields)

    def stack(self, n: Column, *fields: Column) -> DataFrame:
        """Values spread over `n` rows. Since Spark 4.0.

        Examples:
            >>> spark.tvf.stack(F.lit(2), F.lit(1), F.lit(2)).collect()
            [Row(col0=1), Row(col0=2)]
        """
        return self._call("stack", n, *fields)

    def variant_explode(self, input: Column) -> DataFrame:
        """A row for each element of a variant array or each field of an object. Since Spark 4.0.

        Examples:
            >>> spark.tvf.variant_explode(F.parse_json(F.lit("[7]"))).select("pos").collect()
            [Row(pos=0)]
        """
        return self._call("variant_explode", input)

    def variant_explode_outer(self, input: Column) -> DataFrame:
        """`variant_explode`, but one row of nulls for anything else. Since Spark 4.0.

        Examples:
            >>> spark.tvf.variant_explode_outer(F.parse_json(F.lit("7"))).collect()
            [Row(pos=None, key=None, value=None)]
        """
        return self._call("variant_explode_outer", input)

    def collations(self) -> DataFrame:
        """The collations that the server knows. Since Spark 4.0.

        Examples:
            >>> spark.tvf.collations().filter("NAME = 'UTF8_BINARY'").count()
            1
        """
        return self._call("collations")

    def sql_keywords(self) -> DataFrame:
        """The words of SQL, and which of them are reserved. Since Spark 4.0.

        Examples:
            >>> spark.tvf.sql_keywords().filter("keyword = 'ADD'").collect()
            [Row(keyword='ADD', reserved=False)]
        """
        return self._call("sql_keywords")

    def python_worker_logs(self) -> DataFrame:
        """What the Python workers of this session logged, where that is switched on.

        Since Spark 4.1.

        Examples:
            >>> spark.tvf.python_worker_logs()  # doctest: +SKIP
        """
        return self._call("python_worker_logs")
