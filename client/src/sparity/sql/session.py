"""`SparkSession`: the door to one server; what DataFrames do is theirs."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar

from sparity.connect import ChannelBuilder, Client
from sparity.errors import (
    PySparkAttributeError,
    PySparkRuntimeError,
    PySparkTypeError,
)
from sparity.plan.commands import SqlCommand
from sparity.plan.node import Expression, Relation
from sparity.plan.relations import SQL, Range, Read, WithRelations
from sparity.sql import arguments, hook, local_data
from sparity.sql.arguments import require_str
from sparity.sql.catalog import Catalog
from sparity.sql.conf import RuntimeConf
from sparity.sql.dataframe import DataFrame
from sparity.sql.datasource import DataSourceRegistration
from sparity.sql.literal import lit_expression
from sparity.sql.progress import ProgressHandler
from sparity.sql.readwriter import DataFrameReader
from sparity.sql.session_builder import Builder
from sparity.sql.tvf import TableValuedFunction
from sparity.sql.udf import UDFRegistration
from sparity.sql.udtf import UDTFRegistration
from sparity.sql.unavailable import PYTHON, STREAMING, unavailable_property
from sparity.sql.wire import Wire
from sparity.types import StructType

if TYPE_CHECKING:
    from typing import Self

    from sparity.sql.aio import Aio
    from sparity.sql.operation import Operation


#: Names that a JVM-backed session has and programs probe for.
_JVM_NAMES = frozenset({"_jsc", "_jconf", "_jvm", "_jsparkSession", "sparkContext"})


class _Builders:
    """A fresh builder each time `SparkSession.builder` is read."""

    def __get__(self, instance: object, owner: type[SparkSession]) -> Builder:
        return owner.Builder()


class SparkSession:
    """A session on a Spark Connect server.

    Args:
        connection: an address `sc://…`, a `ChannelBuilder`, or a `Client`.
        userId: on whose behalf; else the address's, else `$USER`.
        hook_factories: called with the session, each makes a `SparkSession.Hook`.

    Since Spark 3.4.

    Examples:
        >>> with SparkSession.builder.remote("sc://localhost").create() as spark:
        ...     spark.range(3).count()  # doctest: +SKIP
        3
    """

    Builder = Builder
    Hook = hook.Hook
    builder: ClassVar[_Builders] = _Builders()

    _active: ClassVar[threading.local] = threading.local()
    _default: ClassVar[SparkSession | None] = None
    _lock: ClassVar[threading.RLock] = threading.RLock()

    def __init__(
        self,
        connection: str | Client | ChannelBuilder,
        userId: str | None = None,
        hook_factories: Sequence[Callable[[SparkSession], hook.Hook]] | None = None,
    ) -> None:
        if isinstance(connection, str):
            connection = Client(connection, user_id=userId)
        elif isinstance(connection, ChannelBuilder):
            connection = Client.through(connection, userId)
        self._wire = Wire(connection)
        self._stopping = False
        self._hook_factories = tuple(hook_factories or ())
        for make in self._hook_factories:
            connection.add_hook(make(self).on_execute_plan)

    # --- which session is meant ---

    @classmethod
    def _activate(cls, session: SparkSession) -> None:
        """Make a session the active and the default one, as far as there is none."""
        with cls._lock:
            active = getattr(cls._active, "session", None)
            if active is None or active.is_stopped:
                cls._active.session = session
            if cls._default is None or cls._default.is_stopped:
                cls._default = session

    @classmethod
    def getActiveSession(cls) -> SparkSession | None:
        """The session of this thread, else the first one made, else None. Since Spark 3.5.

        Examples:
            >>> SparkSession.getActiveSession() is spark
            True
        """
        with cls._lock:
            for session in (getattr(cls._active, "session", None), cls._default):
                if session is not None and not session.is_stopped:
                    found: SparkSession = session
                    return found
        return None

    @classmethod
    def active(cls) -> SparkSession:
        """`getActiveSession`, or an error.

        Raises:
            PySparkRuntimeError: NO_ACTIVE_OR_DEFAULT_SESSION.

        Since Spark 3.5.
        """
        session = cls.getActiveSession()
        if session is None:
            raise PySparkRuntimeError(
                errorClass="NO_ACTIVE_OR_DEFAULT_SESSION", messageParameters={}
            )
        return session

    # --- DataFrames ---

    def _frame(self, plan: Relation) -> DataFrame:
        return DataFrame(plan, self)

    def range(
        self,
        start: int,
        end: int | None = None,
        step: int = 1,
        numPartitions: int | None = None,
    ) -> DataFrame:
        """The numbers from `start` to before `end` as column `id`; with one number, from 0.

        Args:
            start: the first number, or the end if it is the only argument.
            end: where to stop.
            step: the difference between two numbers.
            numPartitions: how many partitions.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1, 7, 3).collect()
            [Row(id=1), Row(id=4)]
        """
        first, last = (0, start) if end is None else (start, end)
        partitions = None if numPartitions is None else int(numPartitions)
        return self._frame(
            Range(start=int(first), end=int(last), step=int(step), num_partitions=partitions)
        )

    def sql(
        self,
        sqlQuery: str,
        args: dict[str, Any] | list[Any] | None = None,
        **kwargs: Any,
    ) -> DataFrame:
        """The result of a SQL statement; commands are executed at once.

        Args:
            sqlQuery: the statement.
            args: values of the named (`:name`) or positional (`?`) parameters: Python values or
                columns.
            kwargs: DataFrames, columns and values for `{name}` in the text.

        Raises:
            ParseException: it does not parse.
            PySparkTypeError: INVALID_TYPE when `args` is neither dict nor list.

        Since Spark 3.4.

        Examples:
            >>> spark.sql("SELECT :x + 1 AS next", {"x": 1}).collect()
            [Row(next=2)]
            >>> spark.sql("SELECT count(*) AS n FROM {df}", df=spark.range(3)).collect()
            [Row(n=3)]
        """
        text: str = sqlQuery
        views: tuple[Relation, ...] = ()
        if kwargs:
            from sparity.sql.sql_text import formatted

            text, views = formatted(sqlQuery, kwargs)
        named: dict[str, Expression] | None = None
        positional: list[Expression] = []
        if isinstance(args, dict):
            if not all(isinstance(name, str) for name in args):
                raise AssertionError("the names of parameters must be str")
            named = {name: _parameter(value) for name, value in args.items()}
        elif isinstance(args, list):
            positional = [_parameter(value) for value in args]
        elif args is not None:
            raise PySparkTypeError(
                errorClass="INVALID_TYPE",
                messageParameters={"arg_name": "args", "arg_type": type(args).__name__},
            )
        query: Relation = SQL(
            query=text, named_arguments=named or None, pos_arguments=tuple(positional)
        )
        if views:
            query = WithRelations(root=query, references=views)
        with self._wire.recording() as recorder:
            result = self._frame(self._wire.run_sql(SqlCommand(input=query), query))
        result._note_execution(recorder.info())
        return result

    def table(self, tableName: str) -> DataFrame:
        """A table or view by name.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.table("catalog.db.table")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        return self._frame(Read(named_table=Read.NamedTable(unparsed_identifier=tableName)))

    def createDataFrame(
        self,
        data: Any,
        schema: Any = None,
        samplingRatio: float | None = None,
        verifySchema: bool | None = None,
    ) -> DataFrame:
        """A DataFrame of local data.

        Args:
            data: rows (tuples, lists, dicts, `Row`s, objects or single values), or a pandas or
                Polars DataFrame, a NumPy array or an Arrow table.
            schema: StructType, DDL text, names of columns, or the type of single values; without
                it, names and types are inferred.
            samplingRatio: has no effect; all rows are looked at.
            verifySchema: for Arrow and pandas: whether values must fit the schema exactly.

        Raises:
            PySparkTypeError: INVALID_TYPE, NOT_EXPECTED_TYPE or what does not fit the schema.
            PySparkValueError: CANNOT_INFER_EMPTY_SCHEMA, CANNOT_DETERMINE_TYPE or
                AXIS_LENGTH_MISMATCH.

        Since Spark 3.4.

        Examples:
            >>> spark.createDataFrame([(1, "a")], ["number", "letter"]).collect()
            [Row(number=1, letter='a')]
        """
        if isinstance(data, DataFrame):
            raise PySparkTypeError(
                errorClass="INVALID_TYPE",
                messageParameters={"arg_name": "data", "arg_type": "DataFrame"},
            )
        return self._frame(local_data.relation(self._wire, data, schema, verifySchema))

    def emptyDataFrame(self, schema: StructType | str) -> DataFrame:
        """A DataFrame without rows.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.2.

        Examples:
            >>> spark.emptyDataFrame("a int").count()
            0
        """
        return self.createDataFrame([], schema)

    @property
    def read(self) -> DataFrameReader:
        """Reads files and tables. Since Spark 3.4.

        Examples:
            >>> spark.read.parquet("data.parquet")  # doctest: +SKIP
        """
        return DataFrameReader(self)

    # --- the session itself ---

    @functools.cached_property
    def conf(self) -> RuntimeConf:
        """The settings of this session. Since Spark 3.4."""
        return RuntimeConf(self._wire)

    @functools.cached_property
    def catalog(self) -> Catalog:
        """Databases, tables, functions and the cache of the server. Since Spark 3.4.

        Examples:
            >>> spark.catalog.currentDatabase()
            'default'
        """
        return Catalog(self)

    @property
    def tvf(self) -> TableValuedFunction:
        """Functions that give tables. Since Spark 4.0.

        Examples:
            >>> spark.tvf.range(2).collect()
            [Row(id=0), Row(id=1)]
        """
        return TableValuedFunction(self)

    @property
    def version(self) -> str:
        """The version of Spark that the server runs. Since Spark 3.4.

        Examples:
            >>> spark.version
            '4.3.0'
        """
        return str(self.client.server_version)

    @property
    def client(self) -> Client:
        """The connection. Since Spark 3.4."""
        return self._wire.client

    @property
    def session_id(self) -> str:
        """The UUID of this session. Since Spark 3.4."""
        return self.client.session_id

    @property
    def is_stopped(self) -> bool:
        """Whether the session ended, here or on the server. Since Spark 3.5."""
        return self._stopping or self.client.is_closed

    def newSession(self) -> SparkSession:
        """Another session of the same user on the same server. Since Spark 3.5.

        Examples:
            >>> spark.newSession().session_id != spark.session_id  # doctest: +SKIP
            True
        """
        return SparkSession(self.client.sibling(), hook_factories=self._hook_factories)

    def cloneSession(self, new_session_id: str | None = None) -> SparkSession:
        """A copy of this session on the server, which goes its own way from then on.

        Args:
            new_session_id: a UUID for it; else the server chooses one.

        Raises:
            SparkConnectGrpcException: the id is no UUID, or the server knows it already.
            UnsupportedOnServerError: the server is older than Spark 4.1.

        Since Spark 4.1.

        Examples:
            >>> spark.conf.set("spark.sql.shuffle.partitions", 7)
            >>> spark.cloneSession().conf.get("spark.sql.shuffle.partitions")  # doctest: +SKIP
            '7'
        """
        return SparkSession(self.client.clone(new_session_id), hook_factories=self._hook_factories)

    def stop(self) -> None:
        """End the session here and on the server; may be called twice. Since Spark 3.4.

        Raises nothing, so that in a `with` no other error is hidden. A server that does not answer
        within some seconds ends the session by itself when it has been idle for long; the logger
        `sparity.sql` warns of it.
        """
        # Calls are made without the lock: others may be needed for them to be answered.
        with SparkSession._lock:
            first, self._stopping = not self._stopping, True
            if SparkSession._default is self:
                SparkSession._default = None
            if getattr(SparkSession._active, "session", None) is self:
                del SparkSession._active.session
        if not first:
            return
        try:
            if not self.client.is_closed:
                self.client.release_session()
        except Exception as error:
            import logging  # slow to load, and seldom needed

            log = logging.getLogger("sparity.sql")
            log.warning("The session could not be ended on its server: %s", error)
        finally:
            self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def aio(self) -> Aio[SparkSession]:
        """The same methods for asyncio. Only Sparity has this.

        Examples:
            >>> async with spark.aio:  # doctest: +SKIP
            ...     df = await spark.aio.sql("SELECT 1")
        """
        from sparity.sql.aio import Aio

        return Aio(self, self)

    # --- operations in flight ---

    def addTag(self, tag: str) -> None:
        """Start further operations of this thread with a tag.

        Raises:
            PySparkValueError: VALUE_NOT_NON_EMPTY_STR, or VALUE_ALLOWED for a comma.

        Since Spark 3.5.
        """
        self.client.add_tag(tag)

    def removeTag(self, tag: str) -> None:
        """Start further operations of this thread without a tag. Since Spark 3.5."""
        self.client.remove_tag(tag)

    def getTags(self) -> set[str]:
        """The tags of this thread. Since Spark 3.5."""
        return self.client.get_tags()

    def clearTags(self) -> None:
        """Start further operations of this thread without tags. Since Spark 3.5."""
        self.client.clear_tags()

    def interruptAll(self) -> list[str]:
        """Stop all operations of this session; the ids of those that stop. Since Spark 3.5."""
        return self.client.interrupt_all()

    def interruptTag(self, tag: str) -> list[str]:
        """Stop the operations with a tag; the ids of those that stop. Since Spark 3.5."""
        return self.client.interrupt_tag(tag)

    def interruptOperation(self, op_id: str) -> list[str]:
        """Stop one operation; its id if it stops. Since Spark 3.5."""
        return self.client.interrupt_operation(op_id)

    def operation(self, operation_id: str) -> Operation:
        """A handle on a query that `DataFrame.submit` began, maybe in another process.

        Results belong to a session: that process and this one have to use the same user and, by
        `session_id` in the address, the same session. One process at a time can fetch them.

        Args:
            operation_id: `Operation.operation_id`.

        Only Sparity has this method. Needs Spark 3.5.

        Examples:
            >>> job = spark.range(3).submit()
            >>> spark.operation(job.operation_id).operation_id == job.operation_id
            True
        """
        from sparity.sql.operation import Operation

        return Operation(self._wire, operation_id)

    def registerProgressHandler(self, handler: ProgressHandler) -> None:
        """Have a function called with the state of each execution of this session as it runs.

        Args:
            handler: called with the keywords `stages` (each a `StageInfo`), `inflight_tasks`,
                `operation_id` and `done`, and with `done=True` once at the end.

        Raises:
            UnsupportedOnServerError: servers before Spark 4.0 report no progress.

        Since Spark 4.0.

        Examples:
            >>> def show(stages, inflight_tasks, operation_id, done):
            ...     print(sum(stage.num_completed_tasks for stage in stages), "tasks done")
            >>> spark.registerProgressHandler(show)  # doctest: +SKIP
        """
        refusal = self._wire.refusal("A progress handler", (4, 0))
        if refusal is not None:
            raise refusal
        self._wire.progress.add(handler)

    def removeProgressHandler(self, handler: ProgressHandler) -> None:
        """Call a function no longer.

        Raises:
            ValueError: it is not registered.

        Since Spark 4.0.
        """
        self._wire.progress.remove(handler)

    def clearProgressHandlers(self) -> None:
        """Call none of the registered functions any longer. Since Spark 4.0."""
        self._wire.progress.clear()

    # --- files on the server ---

    def addArtifacts(
        self,
        *path: str | os.PathLike[str],
        pyfile: bool = False,
        archive: bool = False,
        file: bool = False,
    ) -> None:
        """Copy local files to the server, for this session; jars unless said otherwise.

        Args:
            path: paths or `file:` URIs.
            pyfile: they are Python modules or packages (.py, .zip, .egg, .jar).
            archive: they are to be unpacked, as `name` where they end in `#name`.
            file: they are to be there as they are.

        Raises:
            PySparkValueError: INVALID_MULTIPLE_ARGUMENT_CONDITIONS for several kinds at once.
            PySparkRuntimeError: UNSUPPORTED_OPERATION for what their kind cannot be.
            OSError: one cannot be read.
            SparkRuntimeException: ARTIFACT_ALREADY_EXISTS with other content.

        Since Spark 3.5.

        Examples:
            >>> spark.addArtifacts("cities.csv", file=True)  # doctest: +SKIP
        """
        from sparity.sql import artifacts

        found = artifacts.artifacts(path, pyfile, archive, file)
        if found:
            self.client.add_artifacts(found)

    def addArtifact(
        self,
        *path: str | os.PathLike[str],
        pyfile: bool = False,
        archive: bool = False,
        file: bool = False,
    ) -> None:
        """The same as `addArtifacts`. Since Spark 3.5."""
        self.addArtifacts(*path, pyfile=pyfile, archive=archive, file=file)

    def copyFromLocalToFs(self, local_path: str, dest_path: str) -> None:
        """Copy a local file to the file system that the cluster uses by default.

        Args:
            local_path: the file.
            dest_path: its absolute path there; a file of that name is overwritten.

        Raises:
            AssertionError: the file is none, or the other path is not absolute.
            SparkConnectGrpcException: the server refuses, as it does for its own local disk.

        Since Spark 3.5.

        Examples:
            >>> spark.copyFromLocalToFs("cities.csv", "/data/cities.csv")  # doctest: +SKIP
        """
        from sparity.sql import artifacts

        self.client.add_artifacts([artifacts.forwarded(local_path, dest_path)])

    # --- what is not there ---

    def __getattr__(self, name: str) -> Any:
        if name in _JVM_NAMES:
            raise PySparkAttributeError(
                errorClass="JVM_ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name}
            )
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    profile = unavailable_property("SparkSession.profile", PYTHON)
    readStream = unavailable_property("SparkSession.readStream", STREAMING)
    streams = unavailable_property("SparkSession.streams", STREAMING)

    @property
    def udf(self) -> UDFRegistration:
        """Registers functions for use in SQL. Since Spark 3.4."""
        return UDFRegistration(self)

    @property
    def udtf(self) -> UDTFRegistration:
        """Registers table functions for use in SQL. Since Spark 3.5."""
        return UDTFRegistration(self)

    @property
    def dataSource(self) -> DataSourceRegistration:
        """Registers data sources written in Python. Since Spark 4.0."""
        return DataSourceRegistration(self)


def _parameter(value: Any) -> Expression:
    return arguments.of(value) if arguments.is_column(value) else lit_expression(value)


__all__ = ["SparkSession"]
