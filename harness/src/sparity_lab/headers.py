"""The first line of a log: what a plan is going to run, with what, on what; opens no log."""

import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from sparity_lab.cases import Case
from sparity_lab.coverage.upstream import coverage_if_known
from sparity_lab.legs import LegPlan, Plan
from sparity_lab.records import Header, Leg, LegKey, Machine
from sparity_lab.verdict.exemptions import Exemption

_MANIFEST = "manifest"

UNREACHABLE = "they need files that client and server both reach; --shared-files runs them"
"""Why cases are left out on a server elsewhere."""


def header_of(
    plan: Plan,
    run_id: str,
    selected: Mapping[LegKey, Iterable[str]],
    facts: Mapping[LegKey, Mapping[str, str]],
) -> Header:
    """The header of a run that begins now.

    Args:
        plan: what is run.
        run_id: its name.
        selected: the ids of each leg's cases that are run.
        facts: what servers and clients of each leg are.
    """
    legs = []
    digests: dict[str, str] = {}
    for leg in plan.legs:
        chosen = set(selected.get(leg.key, ()))
        cases = [case for case in leg.cases if case.id in chosen]
        digests |= {case.id: case.digest for case in cases}
        known = dict(facts.get(leg.key, {}))
        legs.append(
            Leg(
                **leg.key._asdict(),
                oracle=leg.oracle,
                reference=known.pop("reference", None),
                server_version=known.pop("server_version", None),
                client_version=known.pop("client_version", None),
                reference_version=known.pop("reference_version", None),
                digests=known | _manifest(plan, leg),
                **_promised(plan, leg, cases),
            )
        )
    return Header(
        run_id=run_id,
        started=now_text(),
        lab_version=version("sparity-lab"),
        oracle=plan.oracle,
        order=plan.order,
        seed=plan.seed,
        keyword=plan.keyword,
        machine=this_machine(),
        legs=legs,
        **_tables(plan, digests),
    )


def with_cases_of(header: Header, plan: Plan) -> Header:
    """The header of a run of one leg as if its cases and tables had been those of a plan.

    Server, client and all else stay what they were when the run began.
    """
    [leg], [was] = plan.legs, header.legs
    others = {name: digest for name, digest in was.digests.items() if name != _MANIFEST}
    update = {"digests": others | _manifest(plan, leg), **_promised(plan, leg, leg.cases)}
    digests = {case.id: case.digest for case in leg.cases}
    return header.model_copy(
        update={"legs": [was.model_copy(update=update)], **_tables(plan, digests)}
    )


def now_text() -> str:
    """The moment, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def this_machine() -> Machine:
    """What runs this."""
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        cpus=os.cpu_count() or 1,
        memory_gb=_memory_gb(),
    )


def _promised(plan: Plan, leg: LegPlan, cases: Iterable[Case]) -> dict[str, Any]:
    """What a leg's part of the header says of its cases."""
    expected = [case.id for case in cases]
    return {
        "expected": expected,
        "discovered": len(plan.discovered(leg.profile.name)),
        "vanished": plan.vanished(leg.profile.name, len(expected) + len(leg.left_out)),
        "left_out": {UNREACHABLE: [case.id for case in leg.left_out]} if leg.left_out else {},
    }


def _manifest(plan: Plan, leg: LegPlan) -> dict[str, str]:
    manifest = plan.policy.manifests.get(leg.profile.name)
    return {} if manifest is None else {_MANIFEST: manifest.digest}


def _tables(plan: Plan, case_digests: Mapping[str, str]) -> dict[str, Any]:
    """What a header says of the cases of all legs, and of those who are excused."""

    def concerned(entry: Exemption) -> bool:
        return any(
            entry.concerns(leg.target.name, leg.client.name, leg.target.spark) for leg in plan.legs
        )

    return {
        "waivers": [one for one in plan.policy.waivers if concerned(one)],
        "quarantine": [one for one in plan.policy.quarantine if concerned(one)],
        "case_digests": dict(case_digests),
        "upstream": coverage_if_known(
            plan.matrix.root,
            dict.fromkeys(leg.profile.name for leg in plan.legs),
            plan.all_cases,
        ),
    }


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError):
        return None
