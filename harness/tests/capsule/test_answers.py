"""Which recorded call answers a request: ids, order, other spellings, and when there is none."""

from typing import Any

from lab_fakes import capsules
from lab_fakes.requests import analyze, config_get, execute, message, range_relation

from sparity_lab.capsule.answers import Answer, Answers
from sparity_lab.capsule.reading import Question, question_of
from sparity_lab.outcome.normalise import Surroundings, in_texts
from sparity_lab.record.tape import RecordedCall


def question(method: str, *messages: bytes, around: Surroundings | None = None) -> Question:
    return question_of(method, messages, in_texts(around or Surroundings()))


def answers(*calls: RecordedCall, around: Surroundings | None = None) -> Answers:
    return Answers([(calls, around or Surroundings())])


def found(answer: Answer | None) -> RecordedCall | None:
    return None if answer is None else answer.call


def test_ids_of_sessions_operations_and_plans_do_not_matter() -> None:
    call = capsules.call("ExecutePlan", execute(range_relation(plan_id=7), "s1", operation_id="a"))
    other = execute(range_relation(plan_id=40), "s2", operation_id="b", client_type="another")
    assert found(answers(call).find(question("ExecutePlan", other))) is call


def test_what_is_asked_for_matters() -> None:
    call = capsules.call("ExecutePlan", execute(range_relation(3)))
    tape = answers(call)
    assert tape.find(question("ExecutePlan", execute(range_relation(4)))) is None
    assert tape.find(question("Config", config_get("a"))) is None
    lines = "\n".join(tape.nearest(question("ExecutePlan", execute(range_relation(4)))))
    assert "- 3" in lines
    assert "+ 4" in lines


def test_the_same_question_is_answered_in_the_recorded_order_and_then_as_last() -> None:
    calls = [capsules.call("Config", config_get("a", f"s{n}")) for n in range(3)]
    tape = answers(*calls)
    got = [found(tape.find(question("Config", config_get("a")))) for _ in range(4)]
    assert [calls.index(one) for one in got if one is not None] == [0, 1, 2, 2]


def test_an_error_is_asked_about_by_its_own_id() -> None:
    ids = [f"0000000{n}-0000-0000-0000-000000000000" for n in range(2)]

    def fetch(error: str, session: str) -> bytes:
        request = message("FetchErrorDetailsRequest", session_id=session, error_id=error)
        return bytes(request.SerializeToString())

    first, second = (capsules.call("FetchErrorDetails", fetch(one, "s1")) for one in ids)
    tape = answers(first, second)
    assert found(tape.find(question("FetchErrorDetails", fetch(ids[1], "s2")))) is second
    assert found(tape.find(question("FetchErrorDetails", fetch(ids[1], "s2")))) is second
    assert found(tape.find(question("FetchErrorDetails", fetch(ids[0], "s2")))) is first


def test_the_first_tape_answers_before_the_second() -> None:
    own, others = (capsules.call("Config", config_get("a")) for _ in range(2))
    only = capsules.call("Config", config_get("b"))
    tapes = Answers([([own], Surroundings()), ([others, only], Surroundings())])
    assert found(tapes.find(question("Config", config_get("a")))) is own
    assert found(tapes.find(question("Config", config_get("a")))) is own
    assert found(tapes.find(question("Config", config_get("b")))) is only


def test_paths_of_the_folders_of_each_run_do_not_matter() -> None:
    def read(path: str) -> bytes:
        source = message("Read.DataSource", format="text", paths=[path])
        return execute(message("Relation", read=message("Read", data_source=source)))

    call = capsules.call("ExecutePlan", read("/then/case-abc/x"))
    tape = answers(call, around=Surroundings(tmp="/then"))
    now = Surroundings(tmp="/now")
    assert tape.find(question("ExecutePlan", read("/now/case-def/x"), around=now))
    assert not tape.find(question("ExecutePlan", read("/now/case-def/y"), around=now))


def test_users_tags_and_ways_to_stream_are_forgiven_as_in_comparisons() -> None:
    call = capsules.call("ExecutePlan", execute(range_relation()))
    user = message("UserContext", user_id="ada")
    other = execute(range_relation(), user_context=user, tags=["t"])
    assert answers(call).find(question("ExecutePlan", other))
    request = message("ConfigRequest", user_context=user)
    request.MergeFromString(config_get("a"))
    recorded = answers(capsules.call("Config", config_get("a")))
    assert recorded.find(question("Config", request.SerializeToString()))


def test_uploads_are_told_apart_by_what_they_bring() -> None:
    def chunk(name: str, data: bytes) -> bytes:
        part = message("AddArtifactsRequest.ArtifactChunk", data=data, crc=1)
        one = message("AddArtifactsRequest.SingleChunkArtifact", name=name, data=part)
        batch = message("AddArtifactsRequest.Batch", artifacts=[one])
        return bytes(message("AddArtifactsRequest", batch=batch).SerializeToString())

    first = capsules.call("AddArtifacts", chunk("a", b"1"), chunk("b", b"2"))
    tape = answers(first)
    assert tape.find(question("AddArtifacts", chunk("a", b"1"), chunk("b", b"2"))) is not None
    assert tape.find(question("AddArtifacts", chunk("a", b"1"))) is None
    assert tape.find(question("AddArtifacts", chunk("a", b"1"), chunk("b", b"3"))) is None


def test_an_execution_has_the_responses_of_those_that_attached_to_it_each_once() -> None:
    def attach(last: str) -> bytes:
        request = message("ReattachExecuteRequest", operation_id="op", last_response_id=last)
        return bytes(request.SerializeToString())

    def responses(*ids: str) -> tuple[Any, ...]:
        return tuple(capsules.executed(response_id=one) for one in ids)

    begun = capsules.call(
        "ExecutePlan",
        execute(range_relation(), operation_id="op"),
        responses=responses("r1", "r2"),
        code="UNAVAILABLE",
    )
    attached = capsules.call("ReattachExecute", attach("r1"), responses=responses("r2", "r3"))
    whole = found(answers(begun, attached).find(question("ExecutePlan", execute(range_relation()))))
    assert whole is not None
    assert whole.code == "OK"
    assert whole.responses == [*begun.responses, attached.responses[1]]


def test_requests_that_cannot_be_read_are_only_like_themselves() -> None:
    tape = answers(capsules.call("ExecutePlan", b"\xff\xff\xff"))
    assert tape.find(question("ExecutePlan", b"\xff\xff\xff"))
    assert not tape.find(question("ExecutePlan", b"\xff\xff"))
    assert not tape.find(question("NoSuchMethod", b""))


def test_the_version_is_a_question_like_others() -> None:
    version = analyze(spark_version=message("AnalyzePlanRequest.SparkVersion"))
    call = capsules.call("AnalyzePlan", version)
    assert found(answers(call).find(question("AnalyzePlan", version))) is call
