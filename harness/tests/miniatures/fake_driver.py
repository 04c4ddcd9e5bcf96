"""A driver without a client: what it answers is named by the variable MINIATURE."""

import json
import os
import sys
import time

BEHAVIOUR = os.environ["MINIATURE"]
EVIDENCE = {"rpcs": {}, "received": []}


def send(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def value(content):
    observation = {"kind": "value", "value": content}
    return {"observations": {"result": observation}, "error": None, "evidence": EVIDENCE}


def error(name, side="client"):
    vector = {
        "class": name,
        "bases": ["BaseException", "Exception"],
        "condition": None,
        "sqlstate": None,
        "parameters": None,
        "message": f"a {name}",
        "query_context": [],
        "side": side,
    }
    return {"observations": None, "error": vector, "evidence": EVIDENCE}


def answer(case, count):
    def outcome(content):
        send(type="outcome", id=case["id"], outcome=content, duration_s=0.001)

    if BEHAVIOUR == "crashes_mid_case":
        sys.stderr.write("segmentation fault, as it were\n")
        sys.stderr.flush()
        os._exit(139)
    if BEHAVIOUR == "hangs":
        time.sleep(3600)
    if BEHAVIOUR == "speaks_garbage":
        sys.stdout.write("Welcome to my driver!\n")
        sys.stdout.flush()
    elif BEHAVIOUR == "says_infra":
        send(type="infra", id=case["id"], message="ExecutePlan failed with UNAVAILABLE")
    elif BEHAVIOUR == "skips":
        send(type="skipped", id=case["id"], message="no time for this one")
    elif BEHAVIOUR == "answers_another_case":
        send(type="outcome", id="other", outcome=value(1), duration_s=0)
    elif BEHAVIOUR == "observes_nothing":
        outcome({"observations": {}, "error": None, "evidence": EVIDENCE})
    elif BEHAVIOUR == "neither_result_nor_error":
        outcome({"observations": None, "error": None, "evidence": EVIDENCE})
    elif BEHAVIOUR == "always_wrong":
        outcome(value("wrong"))
    elif BEHAVIOUR == "always_raises":
        outcome(error("ValueError"))
    elif BEHAVIOUR == "lacks_everything":
        outcome(error("AttributeError"))
    elif BEHAVIOUR == "alternates":
        outcome(value("right" if count % 2 else "wrong"))
    else:
        outcome(value("right"))


def main():
    if BEHAVIOUR == "crashes_on_start":
        sys.exit("cannot import the client")
    start = json.loads(sys.stdin.readline())
    if BEHAVIOUR == "hangs_on_start":
        time.sleep(3600)
    protocol = 99 if BEHAVIOUR == "wrong_protocol_version" else start["protocol"]
    if BEHAVIOUR == "cannot_load":
        send(type="infra", id=None, message="no module named client")
        return
    send(
        type="ready",
        protocol=protocol,
        client=start["client"],
        version="1.0",
        python="3.11",
        packages={},
    )
    for count, line in enumerate(sys.stdin, start=1):
        message = json.loads(line)
        if message["type"] == "stop":
            if BEHAVIOUR != "ignores_stop":
                send(type="stopped")
                return
            time.sleep(3600)
        answer(message, count)


main()
