"""The part of `DataFrame` that keeps results: cache, checkpoints, temporary views, writers."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from sparity.plan.commands import (
    CheckpointCommand,
    CreateDataFrameViewCommand,
    RemoveCachedRemoteRelationCommand,
)
from sparity.plan.relations import CachedRemoteRelation
from sparity.plan.requests import AnalyzePlanRequest
from sparity.sql.arguments import storage_level_node
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.merge import MergeIntoWriter
from sparity.sql.readwriter import DataFrameWriter, DataFrameWriterV2
from sparity.storagelevel import StorageLevel

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame
    from sparity.sql.wire import Wire


class Checkpointed(CachedRemoteRelation):
    """Rows that the server keeps for as long as this node lives."""


class Keeping(DataFrameCore):
    """What outlives one execution."""

    # --- cache ---

    def cache(self) -> DataFrame:
        """Keep the rows in memory and on disk once they are computed. Since Spark 3.4.

        Examples:
            >>> df = spark.range(3).cache()
            >>> df.is_cached
            True
        """
        return self.persist()

    def persist(self, storageLevel: StorageLevel = StorageLevel.MEMORY_AND_DISK_DESER) -> DataFrame:
        """Keep the rows once they are computed.

        Args:
            storageLevel: where and how.

        Since Spark 3.4.

        Examples:
            >>> df = spark.range(3).persist(StorageLevel.DISK_ONLY)  # doctest: +SKIP
        """
        question = AnalyzePlanRequest.Persist(
            relation=self._plan, storage_level=storage_level_node(storageLevel)
        )
        self._wire.analyze(persist=question)
        return self._self

    def unpersist(self, blocking: bool = False) -> DataFrame:
        """Keep the rows no longer.

        Args:
            blocking: wait until they are gone.

        Since Spark 3.4.

        Examples:
            >>> df.unpersist()  # doctest: +SKIP
        """
        question = AnalyzePlanRequest.Unpersist(relation=self._plan, blocking=blocking)
        self._wire.analyze(unpersist=question)
        return self._self

    @property
    def storageLevel(self) -> StorageLevel:
        """Where the rows are kept. Since Spark 3.4.

        Examples:
            >>> str(spark.range(77).storageLevel)
            'Serialized 1x Replicated'
        """
        question = AnalyzePlanRequest.GetStorageLevel(relation=self._plan)
        level = self._wire.analyze(get_storage_level=question).get_storage_level.storage_level
        return StorageLevel(
            level.use_disk,
            level.use_memory,
            level.use_off_heap,
            level.deserialized,
            level.replication,
        )

    @property
    def is_cached(self) -> bool:
        """Whether the rows are kept. Since Spark 3.4."""
        level = self.storageLevel
        return level.useMemory or level.useDisk

    def checkpoint(self, eager: bool = True) -> DataFrame:
        """The same rows, stored in the server's checkpoint folder, without the plan behind them.

        Args:
            eager: compute them now.

        Since Spark 4.0.

        Examples:
            >>> df.checkpoint()  # doctest: +SKIP
        """
        return self._checkpoint(CheckpointCommand(relation=self._plan, local=False, eager=eager))

    def localCheckpoint(
        self, eager: bool = True, storageLevel: StorageLevel | None = None
    ) -> DataFrame:
        """The same rows, kept by the executors, without the plan behind them.

        Args:
            eager: compute them now.
            storageLevel: where and how they are kept.

        Since Spark 4.0.

        Examples:
            >>> spark.range(3).localCheckpoint().count()
            3
        """
        level = None if storageLevel is None else storage_level_node(storageLevel)
        return self._checkpoint(
            CheckpointCommand(relation=self._plan, local=True, eager=eager, storage_level=level)
        )

    def _checkpoint(self, command: CheckpointCommand) -> DataFrame:
        wire = self._wire
        with self._executing():
            responses = wire.run(command)
        relation_id = next(
            response.checkpoint_command_result.relation.relation_id
            for response in responses
            if response.HasField("checkpoint_command_result")
        )
        kept = Checkpointed(relation_id=relation_id)
        weakref.finalize(kept, _forget, wire, relation_id).atexit = False
        return self._derive(kept)

    # --- views ---

    def createTempView(self, name: str) -> None:
        """Let SQL of this session use this DataFrame under a name.

        Raises:
            AnalysisException: TEMP_TABLE_OR_VIEW_ALREADY_EXISTS.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).createTempView("numbers")  # doctest: +SKIP
        """
        self._create_view(name, is_global=False, replace=False)

    def createOrReplaceTempView(self, name: str) -> None:
        """`createTempView`, in place of a view of that name. Since Spark 3.4.

        Examples:
            >>> spark.range(3).createOrReplaceTempView("numbers")
            >>> spark.sql("SELECT sum(id) AS s FROM numbers").first()
            Row(s=3)
        """
        self._create_view(name, is_global=False, replace=True)

    def createGlobalTempView(self, name: str) -> None:
        """Let SQL of all sessions of the server use this DataFrame as `global_temp.name`.

        Raises:
            AnalysisException: TEMP_TABLE_OR_VIEW_ALREADY_EXISTS.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).createGlobalTempView("numbers")  # doctest: +SKIP
        """
        self._create_view(name, is_global=True, replace=False)

    def createOrReplaceGlobalTempView(self, name: str) -> None:
        """`createGlobalTempView`, in place of a view of that name. Since Spark 3.4."""
        self._create_view(name, is_global=True, replace=True)

    def registerTempTable(self, name: str) -> None:
        """The same as `createOrReplaceTempView`. Since Spark 3.4."""
        self.createOrReplaceTempView(name)

    def _create_view(self, name: str, *, is_global: bool, replace: bool) -> None:
        command = CreateDataFrameViewCommand(
            input=self._plan, name=name, is_global=is_global, replace=replace
        )
        with self._executing():
            self._wire.run(command)

    # --- writers ---

    @property
    def write(self) -> DataFrameWriter:
        """Writes the rows to files or tables. Since Spark 3.4.

        Examples:
            >>> df.write.mode("overwrite").parquet("data.parquet")  # doctest: +SKIP
        """
        return DataFrameWriter(self._plan, self._session, self._note_execution)

    def writeTo(self, table: str) -> DataFrameWriterV2:
        """Writes the rows to a table of a catalog.

        Since Spark 3.4.

        Examples:
            >>> df.writeTo("catalog.db.table").append()  # doctest: +SKIP
        """
        return DataFrameWriterV2(self._plan, self._session, table, self._note_execution)

    def mergeInto(self, table: str, condition: Column) -> MergeIntoWriter:
        """Changes a table of a catalog by the rows.

        Args:
            table: the name of the table.
            condition: when a row of the table and a row of this DataFrame match.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> changes.mergeInto("c.db.t", F.expr("t.id = id")).whenMatched().delete().merge()
            ... # doctest: +SKIP
        """
        return MergeIntoWriter(self._plan, self._session, table, condition, self._note_execution)


def _forget(wire: Wire, relation_id: str) -> None:
    """Tell the server that nobody needs a checkpoint any more."""
    if not wire.client.is_closed:
        wire.run(
            RemoveCachedRemoteRelationCommand(
                relation=CachedRemoteRelation(relation_id=relation_id)
            )
        )
