"""How far one stage of an execution is; who is told is decided in `progress`."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class StageInfo:
    """How far one stage of an execution is. Since Spark 4.0."""

    stage_id: int
    num_tasks: int
    num_completed_tasks: int
    num_bytes_read: int
    done: bool
