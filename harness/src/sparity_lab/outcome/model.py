"""The outcome of a case as an immutable vector; it compares and normalises nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sparity_lab.record.tape import Recording

Json = Any
Side = Literal["client", "server"]


class OutcomeError(ValueError):
    """JSON that is no outcome."""


def canonical(value: Json) -> str:
    """JSON text that is the same for equal values and for nothing else.

    >>> canonical({"b": 1, "a": [True, "é"]})
    '{"a":[true,"é"],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Json) -> str:
    """The content hash of a JSON value."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ErrorVector:
    """An exception as far as a program that catches it can look."""

    data: Mapping[str, Json]

    @property
    def name(self) -> str:
        """The class name, without package."""
        return str(self.data["class"])

    @property
    def condition(self) -> str | None:
        """Spark's error condition, None when the client does not give one."""
        value = self.data["condition"]
        return None if value is None else str(value)

    @property
    def side(self) -> Side:
        """Who refused: the client before or without the server, or the server."""
        return "server" if self.data["side"] == "server" else "client"

    @property
    def title(self) -> str:
        """Class and condition in a few words."""
        return f"{self.name} [{self.condition}]" if self.condition else self.name


@dataclass(frozen=True)
class Outcome:
    """What a case yielded with one client: observations or an error, and evidence.

    `duration_s` is no part of the outcome proper: it is neither compared nor kept in goldens. Nor
    are `own_s`, what of it the driver did for itself, `began_s`, when the case was begun,
    `beside`, the calls by which the driver opened and closed the case's session, `recording`, what
    a proxy between driver and server has heard, and `complaints`, what a strict server found wrong
    in the calls; None where no such server was asked.
    """

    observations: Mapping[str, Mapping[str, Json]] | None
    error: ErrorVector | None
    rpcs: Mapping[str, int]
    received: tuple[str, ...]
    duration_s: float = 0.0
    own_s: float = field(default=0.0, compare=False)
    began_s: float = field(default=0.0, compare=False)
    beside: Mapping[str, int] = field(default_factory=dict, compare=False)
    recording: "Recording | None" = field(default=None, compare=False, repr=False)
    complaints: tuple[str, ...] | None = field(default=None, compare=False)

    @classmethod
    def from_json(cls, data: Json, duration_s: float = 0.0, own_s: float = 0.0) -> "Outcome":
        """An outcome from its JSON form; raises `OutcomeError` when it is none."""
        if not isinstance(data, dict):
            raise OutcomeError("an outcome is a JSON object")
        observations, error = data.get("observations"), data.get("error")
        if (observations is None) == (error is None):
            raise OutcomeError("an outcome has either observations or an error")
        if observations is not None and (not isinstance(observations, dict) or not observations):
            raise OutcomeError("an outcome observes at least one thing")
        for name, observation in (observations or {}).items():
            _check_observation(name, observation)
        if error is not None:
            _check_error("error", error)
        evidence = data.get("evidence") or {}
        return cls(
            observations=observations,
            error=None if error is None else ErrorVector(error),
            rpcs=dict(evidence.get("rpcs", {})),
            received=tuple(evidence.get("received", ())),
            duration_s=duration_s,
            own_s=own_s,
            beside=dict(evidence.get("beside", {})),
        )

    def to_json(self) -> dict[str, Json]:
        """The form that `from_json` reads, for logs and reports."""
        return {
            **self.behaviour(),
            "evidence": {"rpcs": dict(self.rpcs), "received": list(self.received)},
        }

    def behaviour(self) -> dict[str, Json]:
        """What a user of the client can see, without evidence: the part that is compared."""
        return {
            "observations": None if self.observations is None else dict(self.observations),
            "error": None if self.error is None else dict(self.error.data),
        }

    @property
    def failed(self) -> bool:
        """Whether an exception escaped from the case."""
        return self.error is not None

    @property
    def title(self) -> str:
        """The outcome in a few words."""
        if self.error is not None:
            return f"raises {self.error.title}"
        return "returns " + ", ".join(sorted(self.observations or {}))


_ERROR_KEYS = frozenset(
    ["class", "bases", "condition", "sqlstate", "parameters", "message", "query_context", "side"]
)
_OBSERVATION_KEYS = {
    "frame": frozenset(["kind", "schema", "rows", "arrow"]),
    "value": frozenset(["kind", "value"]),
    "error": frozenset(["kind", "error"]),
}


def _check_observation(name: str, observation: Json) -> None:
    if not isinstance(observation, dict) or observation.get("kind") not in _OBSERVATION_KEYS:
        raise OutcomeError(f"observation {name!r} is of no known kind")
    keys = set(observation) - {"normalised"}
    if keys != _OBSERVATION_KEYS[observation["kind"]]:
        raise OutcomeError(f"observation {name!r} has the wrong keys")
    if observation["kind"] == "error":
        _check_error(f"observation {name!r}", observation["error"])


def _check_error(where: str, error: Json) -> None:
    if not isinstance(error, dict) or set(error) - {"normalised"} != _ERROR_KEYS:
        raise OutcomeError(f"{where}: not an error vector")
    if error["side"] not in ("client", "server"):
        raise OutcomeError(f"{where}: side is {error['side']!r}")
