"""`df.aio` and `spark.aio` against a scripted server: awaited, concurrent, cancelled."""

import asyncio
import datetime
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_spark import Pause, Served
from scripted import RESULT, down

from sparity import errors
from sparity.connect import bridge, counting
from sparity.sql import SparkSession
from sparity.sql import functions as F

Serve = Callable[..., Served]


@pytest.fixture
def colour() -> str:
    """These tests bring their own event loop."""
    return "asyncio"


@pytest.fixture
def served(serve: Serve) -> Served:
    made = serve("4.3.0")
    made.spark.script["ExecutePlan"] = [RESULT]
    return made


def session(served: Served) -> SparkSession:
    return SparkSession(served.client())


def test_rows_arrow_and_counts_are_awaited(served: Served) -> None:
    async def main() -> None:
        async with session(served).aio as spark:
            df = spark.range(3)
            assert [row.id for row in await df.aio.collect()] == [0, 1, 2]
            assert (await df.aio.toArrow()).num_rows == 3
            assert await spark.aio.version == "4.3.0"
            assert await spark.aio.run(lambda: len(df.take(3))) == 3

    asyncio.run(main())
    served.spark.wait_until_released()
    assert served.spark.methods()[-1] == "ReleaseSession"


@pytest.mark.timeout(60)
def test_while_a_session_ends_its_loop_goes_on(served: Served) -> None:
    served.spark.late["ReleaseSession"] = 0.5

    async def main() -> None:
        spark = session(served)
        assert await spark.aio.version == "4.3.0"
        ending = asyncio.ensure_future(spark.aio.stop())
        while "ReleaseSession" not in served.spark.coming:
            await asyncio.sleep(0.01)
        # These take the lock of all sessions.
        assert SparkSession.getActiveSession() is not spark
        F.lit(datetime.datetime(2024, 1, 1))
        assert not ending.done()
        await ending

    asyncio.run(main())


def test_rows_and_batches_come_as_they_arrive(served: Served) -> None:
    async def main() -> None:
        async with session(served).aio as spark:
            df = spark.range(3)
            assert [one.num_rows async for one in df.aio.batches()] == [2, 1]
            assert [row.id async for row in df.aio.rows()] == [0, 1, 2]

    asyncio.run(main())


def test_calls_are_made_on_the_event_loop(served: Served) -> None:
    async def main() -> None:
        async with session(served).aio as spark:
            await spark.range(3).aio.collect()
            assert spark.client._driver is None
            assert list(spark.client._async_drivers) == [asyncio.get_running_loop()]

    asyncio.run(main())


def test_many_queries_run_at_once(served: Served) -> None:
    served.spark.script["ExecutePlan"] = [[Pause(0.3), *RESULT]]

    async def main() -> None:
        async with session(served).aio as spark:
            await spark.aio.version
            loop = asyncio.get_running_loop()
            began = loop.time()
            found = await asyncio.gather(*(spark.range(3).aio.collect() for _ in range(16)))
            assert all(len(one) == 3 for one in found)
            # The server has four threads, so four rounds of 0.3 s; one after another were 4.8 s.
            assert loop.time() - began < 4

    asyncio.run(main())
    served.spark.wait_until_released()


def test_cancelling_stops_the_query_on_the_server(served: Served) -> None:
    served.spark.script["ExecutePlan"] = [[RESULT[0], Pause()]]

    async def main() -> None:
        async with session(served).aio as spark:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await spark.range(3).aio.collect()
            assert threading.active_count() < 50

    asyncio.run(main())
    (executed,) = served.spark.requests("ExecutePlan")
    stopped = served.spark.wait_for("Interrupt")
    assert stopped.operation_id == executed.operation_id
    served.spark.wait_until_released()


def test_leaving_a_loop_early_stops_the_query_on_the_server(served: Served) -> None:
    served.spark.script["ExecutePlan"] = [[*RESULT[:2], Pause()]]

    async def main() -> None:
        async with session(served).aio as spark:
            batches = spark.range(3).aio.batches()
            assert (await anext(batches)).num_rows == 2
            await batches.aclose()

    asyncio.run(main())
    served.spark.wait_for("Interrupt")
    served.spark.wait_until_released()


def test_a_broken_stream_is_continued(served: Served) -> None:
    served.spark.script["ExecutePlan"] = [[*RESULT[:2], down()]]
    served.spark.script["ReattachExecute"] = [RESULT[2:]]

    async def main() -> None:
        async with session(served).aio as spark:
            with counting() as calls:
                assert len(await spark.range(3).aio.collect()) == 3
            assert (calls["ExecutePlan"], calls["ReattachExecute"]) == (1, 1)

    asyncio.run(main())


def test_tags_belong_to_their_task(served: Served) -> None:
    async def tagged(spark: SparkSession, tag: str) -> set[str]:
        spark.addTag(tag)
        await spark.range(3).aio.collect()
        return spark.getTags()

    async def main() -> None:
        async with session(served).aio as spark:
            found = await asyncio.gather(tagged(spark, "a"), tagged(spark, "b"))
            assert found == [{"a"}, {"b"}]
            assert spark.getTags() == set()

    asyncio.run(main())
    sent = [list(one.tags) for one in served.spark.requests("ExecutePlan")]
    assert sorted(sent) == [["a"], ["b"]]


def test_what_would_block_the_loop_for_ever_is_refused(served: Served) -> None:
    async def main() -> None:
        async with session(served).aio as spark:
            bridge.CURRENT.set(bridge.Bridge(asyncio.get_running_loop()))
            with pytest.raises(errors.PySparkRuntimeError) as caught:
                spark.range(3).collect()
            assert caught.value.getCondition() == "WOULD_BLOCK_EVENT_LOOP"
            bridge.CURRENT.set(None)

    asyncio.run(main())


def test_columns_are_not_awaited(served: Served) -> None:
    with pytest.raises(AttributeError, match="'id'"):
        session(served).range(3).aio.id  # noqa: B018


def test_one_session_serves_several_event_loops(served: Served) -> None:
    spark = session(served)
    for _ in range(2):
        assert len(asyncio.run(spark.range(3).aio.collect())) == 3
    assert len(spark.range(3).collect()) == 3
    spark.stop()


def test_a_program_ends_though_its_event_loop_stopped_amid_a_query(
    served: Served, tmp_path: Path
) -> None:
    served.spark.script["ExecutePlan"] = [[RESULT[0], Pause()]]
    program = tmp_path / "program.py"
    program.write_text(
        "import asyncio, time\n"
        "from sparity.sql import SparkSession\n"
        f"spark = SparkSession({served.url!r})\n"
        "loop = asyncio.new_event_loop()\n"
        "task = loop.create_task(spark.range(3).aio.collect())\n"
        "loop.call_later(1, loop.stop)\n"
        "loop.run_forever()\n"
        "assert not task.done()\n"
        "print('over', flush=True)\n"
    )
    ran = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=30, check=False
    )
    assert ran.stdout == "over\n", ran.stderr
