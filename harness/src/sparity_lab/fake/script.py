"""What a query asks the fake server to do: JSON in the text of the query, after the word FAKE."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

PREFIX = "FAKE"
"""The first word of a query that holds a script."""

MOST_ROWS = 1_000_000
_MOST_SECONDS = 60.0

Ending = Literal["unavailable", "come_back", "end", "unknown_operation", "session_changed"]
"""How an attempt ends early.

- `unavailable`: UNAVAILABLE, as when a connection breaks
- `come_back`: UNAVAILABLE with a `RetryInfo` of a tenth of a second
- `end`: the stream ends well, without `result_complete`
- `unknown_operation`: `INVALID_HANDLE.OPERATION_NOT_FOUND`, and the operation is forgotten
- `session_changed`: `INVALID_HANDLE.SESSION_CHANGED`
"""

Damage = Literal[
    "garbled", "row_count", "start_offset", "twice", "lost", "missing_chunk", "other_session"
]
"""What is wrong with one Arrow response.

- `garbled`: its data is no Arrow stream
- `row_count`: it claims one row more than it has
- `start_offset`: it claims to begin one row later
- `twice`: it comes twice, with the same response id
- `lost`: it does not come
- `missing_chunk`: the last of its chunks does not come; without chunks it is whole
- `other_session`: it comes from another server-side session
"""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Attempt(_Part):
    """One stream of an execution: the first by ExecutePlan, the others by ReattachExecute."""

    after: Annotated[int, Field(ge=0)]
    """How many responses it gives."""
    then: Ending = "unavailable"


class Fault(_Part):
    """Damage to one of the Arrow responses, by its number."""

    response: Annotated[int, Field(ge=0)] = 0
    damage: Damage


class Failure(_Part):
    """A Spark error after all responses."""

    condition: str = "DIVIDE_BY_ZERO"
    sql_state: str = "22012"
    parameters: dict[str, str] = Field(default_factory=dict)
    message: str = "scripted"
    classes: tuple[str, ...] = (
        "org.apache.spark.SparkArithmeticException",
        "java.lang.ArithmeticException",
    )
    """The classes of the JVM's exception, its own first."""
    details: bool = True
    """Whether FetchErrorDetails knows more than the status does."""


def _attempt(value: Any) -> Any:
    return {"after": value} if isinstance(value, int) else value


class Script(_Part):
    """What one query yields and how its execution goes.

    The result has one column, `id bigint`, from 0 to `rows`.
    """

    rows: Annotated[int, Field(ge=0, le=MOST_ROWS)] = 0
    start: int = 0
    step: int = 1
    responses: Annotated[int, Field(ge=0, le=10_000)] = 1
    """In how many Arrow responses the rows come; 0 for a result without any."""
    chunks: Annotated[int, Field(ge=1, le=100)] = 1
    """In how many chunks each of them comes, where the client allows it."""
    attempts: tuple[Annotated[Attempt, BeforeValidator(_attempt)], ...] = ()
    """How the streams of the execution end early, one after the other; a bare number is `after`.
    Later ones run to the end."""
    fault: Fault | None = None
    error: Failure | None = None
    progress: Annotated[int, Field(ge=0, le=100)] = 0
    """How many messages about progress come before the rows."""
    newer: tuple[Literal["field", "response"], ...] = ()
    """What comes that no protocol has yet: a field in each response, a type of response."""
    metrics: dict[str, int] = Field(default_factory=dict)
    """The metrics of the plan's only operator."""
    observed: dict[str, int] = Field(default_factory=dict)
    """What an observation around the query sees."""
    delay: Annotated[float, Field(ge=0, le=_MOST_SECONDS)] = 0.0
    """Seconds before each response."""

    @model_validator(mode="after")
    def _damages_what_is_there(self) -> Self:
        if self.fault is not None and self.fault.response >= self.responses:
            raise ValueError(f"there is no Arrow response {self.fault.response} to be damaged")
        return self


class NotAScript(ValueError):
    """A text that is no script; its words say why."""


def is_script(query: str) -> bool:
    """Whether a query means to be a script."""
    return query.split(maxsplit=1)[:1] == [PREFIX]


def parse(query: str) -> Script:
    """The script in the text of a query.

    Raises:
        NotAScript: with what is wrong in it.

    >>> parse('FAKE {"rows": 100, "responses": 10, "attempts": [3, 2]}').attempts[0].after
    3
    """
    text = query.partition(PREFIX)[2].strip() or "{}"
    try:
        return Script.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise NotAScript(f"what follows {PREFIX} is not JSON: {error}") from error
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors(include_url=False)
        )
        raise NotAScript(found) from error
