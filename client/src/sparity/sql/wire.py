"""What a session says to its server: nodes in, answers out; the API's checks live elsewhere.

This is the only module of the public API that knows request and response messages.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sparity.errors import AnalysisException, PySparkNotImplementedError, UnsupportedOnServerError
from sparity.plan.commands import WriteOperation, WriteOperationV2
from sparity.plan.datatypes import read_data_type
from sparity.plan.node import Command, Node, Relation
from sparity.plan.relations import CachedRemoteRelation, CollectMetrics, LocalRelation
from sparity.plan.requests import AnalyzePlanRequest, ConfigRequest, KeyValue, Plan
from sparity.protocol import SparkVersion
from sparity.protocol.since import Line, message_since
from sparity.sql.metric_names import measuring, metric_names
from sparity.sql.observation import Observations
from sparity.sql.progress import ProgressHandlers

if TYPE_CHECKING:
    from sparity.connect.client import Client
    from sparity.plan.encoder import Encoder
    from sparity.sql.metrics import ExecutionInfo, Recorder
    from sparity.types import DataType, StructType

#: Older servers send the rows of what is observed with its metrics, but writes without.
_TELLS_METRICS_OF_WRITES = (4, 0)
_TELLS_METRICS_OF_REPEATED = (4, 1)

_RECORDER: contextvars.ContextVar[Recorder | None] = contextvars.ContextVar(
    "sparity_recorder", default=None
)


class Answer:
    """A stream of Arrow batches that a relation yields, with the Spark schema sent beside it.

    The schema is known once the first response was read, which happens on first use.
    """

    def __init__(self, responses: Iterator[Any]) -> None:
        self._responses = responses
        self._first: list[tuple[bytes, int]] = []
        self._schema: StructType | None = None
        self._started = False

    def _start(self) -> None:
        """Read on until the first data; a schema, if the server sends one, comes before it."""
        if self._started:
            return
        self._started = True
        for response in self._responses:
            self._note_schema(response)
            if response.HasField("arrow_batch"):
                self._first.append(_payload(response.arrow_batch))
                return

    def _note_schema(self, response: Any) -> None:
        if self._schema is None and response.HasField("schema"):
            self._schema = cast("StructType", read_data_type(response.schema))

    @property
    def schema(self) -> StructType | None:
        """The Spark schema; None when the server did not send one."""
        self._start()
        return self._schema

    @property
    def has_data(self) -> bool:
        """Whether the server sent a batch, be it an empty one."""
        self._start()
        return bool(self._first)

    def batches(self) -> Iterator[tuple[bytes, int]]:
        """Arrow IPC streams and how many rows each is said to have, one at a time.

        Can be walked once, and closed early.
        """
        self._start()
        try:
            yield from self._first
            self._first = []
            for response in self._responses:
                self._note_schema(response)
                if response.HasField("arrow_batch"):
                    yield _payload(response.arrow_batch)
        finally:
            self.close()

    def close(self) -> None:
        """Ask for no more; an execution that is not over is stopped on the server."""
        close = getattr(self._responses, "close", None)
        if close is not None:
            close()


class Wire:
    """Encodes nodes for the connected server and sends them through a `Client`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.observations = Observations()
        self.progress = ProgressHandlers(client.address.progress_bar)

    @functools.cached_property
    def encoder(self) -> Encoder:
        """The encoder for the version of the server, which is asked for once."""
        from sparity.plan.encoder import Encoder

        return Encoder(SparkVersion.parse(str(self.client.server_version)))

    def understands(self, node: type[Node]) -> bool:
        """Whether the server knows what a kind of node says."""
        return message_since(node.message) <= self.encoder.version.line

    def is_before(self, line: Line) -> bool:
        """Whether the server is of an earlier Spark than `line`."""
        return self.encoder.version.line < line

    def check_type(self, data_type: DataType) -> None:
        """Refuse a type that goes to the server as text and that it would not understand.

        Raises:
            UnsupportedOnServerError: a kind or a collation is newer than the server.
        """
        self.encoder.check_data_type(data_type)

    def refusal(self, feature: str, line: Line) -> UnsupportedOnServerError | None:
        """The error for a feature that needs a version of Spark, if the server is older."""
        version = self.encoder.version
        if version.line >= line:
            return None
        return UnsupportedOnServerError(
            feature=feature, required=".".join(map(str, line)), connected=str(version)
        )

    # --- relations and commands ---

    def execute(self, relation: Relation) -> Answer:
        """Run a relation and hand out its data as it arrives."""
        return Answer(self._responses(relation))

    def run(self, command: Command) -> list[Any]:
        """Run a command to its end; the responses that carry more than progress."""
        return list(self._responses(command))

    def run_and_tell(
        self, command: Command, callback: Callable[[ExecutionInfo], None] | None
    ) -> None:
        """Run a command to its end, and tell `callback` what is known of its execution."""
        with self.recording() as recorder:
            self.run(command)
        if callback is not None:
            callback(recorder.info())

    @contextlib.contextmanager
    def recording(self) -> Iterator[Recorder]:
        """Note what the executions that this thread starts in a `with` tell of themselves."""
        from sparity.sql.metrics import Recorder

        recorder = Recorder(self.refusal)
        token = _RECORDER.set(recorder)
        try:
            yield recorder
        finally:
            _RECORDER.reset(token)

    def submit(self, relation: Relation, operation_id: str) -> Generator[Any, None, None]:
        """Run a relation whose results the server keeps until all have arrived; the responses."""
        plan, depth = self.encoder.measured_plan(relation)
        responses = self.client.execute(plan, operation_id=operation_id, keep=True, depth=depth)
        return self._noted(responses, relation, operation_id, waited_for=False)

    def attach(self, operation_id: str) -> Generator[Any, None, None]:
        """The responses of an execution that somebody else began in this session."""
        responses = self.client.attach(operation_id)
        return self._noted(responses, None, operation_id, waited_for=False)

    def _responses(self, plan: Relation | Command) -> Iterator[Any]:
        """Execute a plan; the responses as they arrive."""
        import uuid  # slow to load

        operation_id = str(uuid.uuid4())
        encoded, depth = self.encoder.measured_plan(plan)
        responses = self.client.execute(encoded, operation_id=operation_id, depth=depth)
        return self._noted(responses, plan, operation_id)

    def _noted(
        self,
        responses: Generator[Any, None, None],
        plan: Node | None,
        operation_id: str,
        *,
        waited_for: bool = True,
    ) -> Generator[Any, None, None]:
        """The responses; what they tell of the execution goes to those who asked for it."""
        recorder = _RECORDER.get()
        watching = self.progress.watching(operation_id, waited_for)
        with contextlib.closing(responses), watching as progress:
            for response in responses:
                progress.note(response)
                if recorder is not None:
                    recorder.note(response)
                for message in response.observed_metrics:
                    if not self._names(message, plan):
                        continue
                    if not message.values and not message.errors:
                        self._note_repeated(message.plan_id, plan, recorder)
                    if recorder is not None:
                        recorder.measured(message)
                    self.observations.receive(message, plan)
                yield response
                progress.resume()
            if isinstance(plan, (WriteOperation, WriteOperationV2)):
                feature = "Telling the metrics of writes"
                self._note_unmeasured(feature, _TELLS_METRICS_OF_WRITES, measuring(plan), recorder)

    def _names(self, message: Any, plan: Node | None) -> bool:
        """See that observed metrics have names; whether the plan has them.

        Older servers tell what the plans of views measure too, newer ones do not.
        """
        if message.keys or not message.values:
            return True
        node = next((one for one in measuring(plan) if one.name == message.name), None)
        if node is None:
            return False
        message.keys.extend(metric_names(node, lambda relation: self.schema(relation).names))
        return True

    def _note_repeated(self, plan_id: int, plan: Node | None, recorder: Recorder | None) -> None:
        """Tell metrics that are missing because their node stands in the plan several times.

        Elsewhere there are none because nothing was executed.
        """
        nodes = [node for node in measuring(plan) if node.plan_id == plan_id]
        if len(nodes) > 1:
            feature = "Telling the metrics of a DataFrame that is used twice"
            self._note_unmeasured(feature, _TELLS_METRICS_OF_REPEATED, nodes, recorder)

    def _note_unmeasured(
        self,
        feature: str,
        since: Line,
        nodes: Iterable[CollectMetrics],
        recorder: Recorder | None,
    ) -> None:
        """Let all who want the metrics of some nodes know, if an old server does not tell them."""
        refusal = self.refusal(feature, since)
        wanted = [node.plan_id for node in nodes] if refusal is not None else []
        if refusal is None or not wanted:
            return
        self.observations.unmeasured(wanted, refusal)
        if recorder is not None:
            recorder.unmeasured(refusal)

    def run_sql(self, command: Command, query: Relation) -> Relation:
        """Run a `SqlCommand`; the relation that stands for its result.

        The server runs commands at once and answers with their rows; for a query it answers with
        the query itself, to be executed later.
        """
        for response in self.run(command):
            if response.HasField("sql_command_result"):
                return _result(response.sql_command_result.relation, query)
        return query

    def cache(self, blobs: Sequence[bytes]) -> list[str]:
        """Keep blobs on the server for this session; the hashes by which plans mean them."""
        return self.client.cache(blobs)

    # --- analysis ---

    def analyze(self, **question: Node) -> Any:
        """Ask one question about a plan; the response message."""
        asked = AnalyzePlanRequest(**question)  # type: ignore[arg-type]
        request, depth = self.encoder.measured_message(asked)
        return self.client.analyze(request, depth=depth)

    def schema(self, relation: Relation) -> StructType:
        """The schema of a relation."""
        answer = self.analyze(schema=AnalyzePlanRequest.Schema(plan=Plan(root=relation)))
        return cast("StructType", read_data_type(answer.schema.schema))

    def parse_ddl(self, text: str) -> DataType:
        """The data type that a DDL string means to this server."""
        answer = self.analyze(ddl_parse=AnalyzePlanRequest.DDLParse(ddl_string=text))
        return read_data_type(answer.ddl_parse.parsed)

    # --- configuration ---

    def config(self, **operation: Node) -> list[tuple[str, str | None]]:
        """One configuration request; keys and values of the answer."""
        message = self.encoder.message(ConfigRequest.Operation(**operation))  # type: ignore[arg-type]
        response = self.client.config(message)
        for text in response.warnings:
            warnings.warn(text, stacklevel=4)
        return [
            (pair.key, pair.value if pair.HasField("value") else None) for pair in response.pairs
        ]

    def options(self, *keys: str) -> dict[str, str | None]:
        """Several configurations in one request, None for what the server does not know.

        Older servers fail on unknown keys when asked with a plain Get; GetOption never does.
        """
        return dict(self.config(get_option=ConfigRequest.GetOption(keys=keys)))

    def configure(self, options: Mapping[str, str | None], silent: bool | None = None) -> None:
        """Set several configurations in one request; `silent` ignores those that cannot be set."""
        pairs = tuple(KeyValue(key=key, value=value) for key, value in options.items())
        try:
            self.config(set=ConfigRequest.Set(pairs=pairs, silent=silent))
        except UnsupportedOnServerError:
            # Before 4.0 the server knows no `silent`: one at a time, the others are not hindered.
            for pair in pairs:
                with contextlib.suppress(AnalysisException):
                    self.config(set=ConfigRequest.Set(pairs=(pair,)))


def _result(relation: Any, query: Relation) -> Relation:
    kind = relation.WhichOneof("rel_type")
    if kind == "local_relation":
        local = relation.local_relation
        return LocalRelation(
            data=local.data if local.HasField("data") else None,
            schema=local.schema if local.HasField("schema") else None,
        )
    if kind == "cached_remote_relation":
        return CachedRemoteRelation(relation_id=relation.cached_remote_relation.relation_id)
    if kind in (None, "sql", "with_relations"):
        return query
    raise PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED",
        messageParameters={"feature": f"A SQL result given as {kind}"},
    )


def _payload(batch: Any) -> tuple[bytes, int]:
    return batch.data, batch.row_count


def first_value(batches: Iterable[tuple[bytes, int]]) -> Any:
    """The only value of a one-row, one-column result."""
    from sparity.arrow import read_table

    found = []
    for payload in batches:  # to the end: what was observed comes after the data
        found += read_table([payload], width=1).column(0).to_pylist()
    return found[0] if found else None
