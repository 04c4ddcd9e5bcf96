"""The inside of a DataFrame: its plan, its session, its schema, its columns; no operations."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from sparity.errors import (
    PySparkAttributeError,
    SessionNotSameException,
)
from sparity.plan.expressions import UnresolvedAttribute, UnresolvedRegex, UnresolvedStar
from sparity.plan.node import Relation
from sparity.sql.arguments import is_column, named, require_str, wrong_type
from sparity.sql.column import Column
from sparity.sql.subquery import with_subqueries

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame
    from sparity.sql.metrics import ExecutionInfo
    from sparity.sql.session import SparkSession
    from sparity.sql.wire import Wire
    from sparity.types import StructType

T = TypeVar("T")

#: Names that a JVM-backed DataFrame has and programs probe for.
_JVM_NAMES = frozenset({"_jseq", "_jdf", "_jmap", "_jcols"})


class DataFrameCore:
    """What every part of `DataFrame` builds on; not for users."""

    def __init__(self, plan: Relation, session: SparkSession) -> None:
        self._plan = plan
        self._session = session
        self._known_schema: StructType | None = None
        self._facts: dict[str, Any] = {}
        self._execution_info: ExecutionInfo | None = None

    # --- for the other parts ---

    @property
    def _wire(self) -> Wire:
        return self._session._wire

    def _derive(self, plan: Relation) -> DataFrame:
        """A DataFrame of the same session with another plan."""
        return self._session._frame(with_subqueries(plan))

    def _alike(self, plan: Relation, *others: DataFrame) -> DataFrame:
        """A DataFrame with another plan, but the columns of this one, which need not be asked for.

        When rows of others are mixed in, their columns must be known to be the same.
        """
        derived = self._derive(plan)
        if all(other._known_schema == self._known_schema for other in others):
            derived._known_schema = self._known_schema
        return derived

    def _once(self, fact: str, find: Callable[[], T]) -> T:
        """A fact about this immutable plan, asked of the server once."""
        if fact not in self._facts:
            self._facts[fact] = find()
        known: T = self._facts[fact]
        return known

    @contextlib.contextmanager
    def _executing(self) -> Iterator[None]:
        """Remember as `executionInfo` what the execution in a `with` tells of itself."""
        with self._wire.recording() as recorder:
            yield
        self._execution_info = recorder.info()

    def _note_execution(self, info: ExecutionInfo) -> None:
        self._execution_info = info

    def _attribute(self, name: str, is_metadata: bool | None = None) -> Column:
        """The column called `name` of this very DataFrame, which the plan id tells apart."""
        return Column(
            UnresolvedAttribute(
                unparsed_identifier=name,
                plan_id=self._plan.plan_id,
                is_metadata_column=is_metadata,
            )
        )

    def _require_same_session(self, other: object) -> DataFrame:
        """`other` as a DataFrame.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME when it is none, or of another session.
        """
        if not isinstance(other, DataFrameCore) or other._session is not self._session:
            raise SessionNotSameException(errorClass="SESSION_NOT_SAME", messageParameters={})
        return other  # type: ignore[return-value]

    def _schema_now(self) -> StructType:
        """The schema, not copied: for reading only."""
        if self._known_schema is None:
            self._known_schema = self._wire.schema(self._plan)
        return self._known_schema

    # --- schema and columns ---

    @property
    def sparkSession(self) -> SparkSession:
        """The session that this DataFrame belongs to. Since Spark 3.4."""
        return self._session

    @property
    def schema(self) -> StructType:
        """Names, types and nullability of the columns, asked of the server once.

        Raises:
            AnalysisException: the plan does not resolve.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).schema
            StructType([StructField('id', LongType(), False)])
        """
        import copy  # slow to load

        return copy.deepcopy(self._schema_now())

    @property
    def columns(self) -> list[str]:
        """The names of the columns in order. Since Spark 3.4.

        Examples:
            >>> spark.range(1).columns
            ['id']
        """
        return list(self._schema_now().names)

    @property
    def dtypes(self) -> list[tuple[str, str]]:
        """Names and short type names of the columns. Since Spark 3.4.

        Examples:
            >>> spark.range(1).dtypes
            [('id', 'bigint')]
        """
        return [(field.name, field.dataType.simpleString()) for field in self._schema_now().fields]

    def colRegex(self, colName: str) -> Column:
        """The columns whose names match a regular expression between backticks.

        Args:
            colName: such as "`a.*`".

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is not a str.

        Since Spark 3.4.

        Examples:
            >>> df.select(df.colRegex("`(a|b).*`"))  # doctest: +SKIP
        """
        require_str("colName", colName)
        return Column(UnresolvedRegex(col_name=colName, plan_id=self._plan.plan_id))

    def metadataColumn(self, colName: str) -> Column:
        """A hidden column of the source, such as `_metadata` of files.

        Args:
            colName: its name.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is not a str.

        Since Spark 4.0.

        Examples:
            >>> df.select(df.metadataColumn("_metadata"))  # doctest: +SKIP
        """
        require_str("colName", colName)
        return self._attribute(colName, is_metadata=True)

    def __getitem__(self, item: Any) -> Any:
        """A column by name or position, a projection by a list, a filter by a condition.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for any other key.
            IndexError: there is no such position.
        """
        if isinstance(item, str):
            if item == "*":
                return Column(UnresolvedStar(plan_id=self._plan.plan_id))
            return self._attribute(item)
        if is_column(item):
            return self._self.filter(item)
        if isinstance(item, (list, tuple)):
            return self._self.select(*item)
        if isinstance(item, int):
            return Column(named(self.columns[item]))
        raise wrong_type("item", "Column, int, list, str or tuple", item)

    def __getattr__(self, name: str) -> Column:
        # Asked for before __init__ ran, by copy and pickle: there is no plan to ask yet.
        if name in ("_plan", "_session", "_known_schema", "_facts", "_execution_info"):
            raise AttributeError(name)
        if name in _JVM_NAMES:
            raise PySparkAttributeError(
                errorClass="JVM_ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name}
            )
        # Python asks for dunder names of its own accord; only a real column may answer.
        if name.startswith("__") and name.endswith("__") and name not in self.columns:
            raise PySparkAttributeError(
                errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name}
            )
        return self._attribute(name)

    def __dir__(self) -> list[str]:
        names = set(super().__dir__())
        names.update(self.columns)
        return sorted(names)

    @property
    def _self(self) -> DataFrame:
        """The whole DataFrame that this part belongs to."""
        return self  # type: ignore[return-value]
