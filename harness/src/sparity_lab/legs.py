"""What a run is asked to do, worked out into legs with their cases; starts and runs nothing."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from sparity_lab.cases import Case, discover, keyword, keyword_of_id, select
from sparity_lab.matrix import Client, Matrix, Profile, Target
from sparity_lab.problems import UsageProblem, unknown_name
from sparity_lab.records import LegKey, Order
from sparity_lab.servers.address import parse_address
from sparity_lab.verdict.policy import Policy, load_policy
from sparity_lab.verdict.versions import understood

Oracle = Literal["live", "golden", "both"]
ORACLES: tuple[Oracle, ...] = get_args(Oracle)
ORDERS: tuple[Order, ...] = get_args(Order)

RERUNS = 3
"""How often a divergent case is run again by candidate and reference, to tell flaky from wrong."""

SUITES = "parity_suites"


@dataclass(frozen=True)
class Request:
    """What a person asked for; empty names mean the defaults of the matrix."""

    targets: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    keyword: str = ""
    case_ids: tuple[str, ...] = ()
    oracle: str = ""
    """Empty for what each target asks for: see `LegPlan.oracle`."""
    order: str = "file"
    seed: int | None = None
    reruns: int = RERUNS
    record: bool = False
    """Whether a proxy takes down what the drivers send."""
    responses: bool = False
    """Whether it keeps what the server answers too."""
    reuse: bool = False
    """Whether passes of earlier runs are taken over where nothing has changed."""
    spark: str | None = None
    """Whose PySpark and goldens judge servers elsewhere; None for what they say of themselves."""
    shared_files: bool | None = None
    """Whether servers elsewhere see the folders of this machine; None if their address is local."""


@dataclass(frozen=True)
class LegPlan:
    """One target x client x profile, with the cases to run, in the order of their files."""

    target: Target
    client: Client
    profile: Profile
    cases: tuple[Case, ...]
    asked: Oracle | None = None
    record: bool = False
    responses: bool = False
    left_out: tuple[Case, ...] = ()
    """Cases that were asked for, and whose files this server cannot reach."""

    @property
    def oracle(self) -> Oracle:
        """What judges this leg.

        A server that is not Spark cannot be its own witness: the reference, run against it, would
        share its mistakes. There the recorded outcomes of real Spark decide. Nobody here knows what
        a server elsewhere is, so they decide there too unless another oracle was asked for.
        """
        if self.target.provider == "sail":
            return "golden"
        return self.asked or ("golden" if self.target.provider == "remote" else "live")

    @property
    def key(self) -> LegKey:
        """Target, client and profile by name."""
        return LegKey(self.target.name, self.client.name, self.profile.name)

    def only(self, ids: Iterable[str]) -> "LegPlan":
        """The same leg with some of its cases."""
        wanted = set(ids)
        return replace(self, cases=tuple(case for case in self.cases if case.id in wanted))


@dataclass(frozen=True)
class Plan:
    """All legs of a run and the oracle that judges them."""

    matrix: Matrix
    legs: tuple[LegPlan, ...]
    all_cases: tuple[Case, ...] = ()
    """Every case of the profiles, also those that were not asked for."""
    keyword: str = ""
    order: Order = "file"
    seed: int | None = None
    reruns: int = RERUNS
    policy: Policy = field(default_factory=Policy)

    @property
    def oracle(self) -> Oracle:
        """What was asked for, else what judges the legs; `live` where they are not judged alike."""
        found = {leg.asked or leg.oracle for leg in self.legs}
        return found.pop() if len(found) == 1 else "live"

    @property
    def suites(self) -> Path:
        """The folder of all suites."""
        return self.matrix.root / SUITES

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every target once, in the order of the legs."""
        return tuple({leg.target.name: leg.target for leg in self.legs}.values())

    def discovered(self, profile: str) -> list[str]:
        """The ids of all cases of a profile."""
        return [case.id for case in self.all_cases if case.profile == profile]

    def vanished(self, profile: str, selected: int) -> list[str]:
        """The frozen cases that -k asks for and that no longer exist.

        Where fewer cases are selected than -k asks for, they were picked by other means, and nobody
        can say what is gone.
        """
        manifest = self.policy.manifests.get(profile)
        asked = keyword_of_id(self.keyword)
        known = self.discovered(profile)
        if manifest is None or selected < sum(map(asked, known)):
            return []
        return [case for case in manifest.vanished(known) if asked(case)]

    def shuffled(self, seed: int) -> "Plan":
        """The same plan with the cases of each leg in the order that belongs to a seed."""
        legs = []
        for leg in self.legs:
            cases = list(leg.cases)
            random.Random(seed).shuffle(cases)
            legs.append(replace(leg, cases=tuple(cases)))
        return replace(self, legs=tuple(legs), order="random", seed=seed)

    def of_leg(self, leg: LegPlan) -> "Plan":
        """The plan of a run of one of the legs alone."""
        mine = tuple(case for case in self.all_cases if case.profile == leg.profile.name)
        return replace(self, legs=(leg,), all_cases=mine)

    def settle(self, served: Mapping[str, str]) -> "Plan":
        """The plan once servers have told their Spark versions, by name of target.

        Only an address given on the command line changes: its target gets a version, and with it
        a reference.
        """
        legs = []
        for leg in self.legs:
            target = leg.target
            if target.name in served:
                target = self.matrix.settle(target, served[target.name])
            legs.append(replace(leg, target=target, client=_bound(leg.client, target)))
        return replace(self, legs=tuple(legs))


def plan_run(matrix: Matrix, request: Request) -> Plan:
    """Work a request out.

    Raises:
        UsageProblem: for a name that the matrix does not know, an unknown case, a -k that no case
            fits, a seed without a random order, or a suite or table that cannot be read.
    """
    oracle = oracle_named(request.oracle) if request.oracle else None
    if request.order not in ORDERS:
        raise unknown_name("order", request.order, ORDERS)
    if request.seed is not None and request.order != "random":
        raise UsageProblem("a seed belongs to a random order", hint="add --order random")
    targets = _targets(matrix, request)
    clients = [matrix.client(name) for name in _once(request.clients) or [None]]
    on = {
        target.name: [matrix.profile_on(target, name) for name in _once(request.profiles) or [None]]
        for target in targets
    }
    profiles = {profile.name: profile for found in on.values() for profile in found}.values()
    found = {profile.name: cases_of(matrix, profile) for profile in profiles}
    cases = {profile.name: _chosen(found[profile.name], profile, request) for profile in profiles}
    legs = tuple(
        _with_files_in_reach(
            LegPlan(
                target,
                _bound(client, target),
                profile,
                tuple(cases[profile.name]),
                oracle,
                request.record,
                request.responses,
            ),
            request,
        )
        for target in targets
        for client in clients
        for profile in on[target.name]
    )
    if not any(leg.cases for leg in legs):
        raise UsageProblem(
            f"no case fits -k {request.keyword!r}",
            hint="words are looked for in case ids; list the cases with "
            "`pytest parity_suites --target T --collect-only -q`",
        )
    return Plan(
        matrix,
        legs,
        tuple(case for cases in found.values() for case in cases),
        request.keyword,
        reruns=request.reruns,
        policy=load_policy(matrix.root, found),
    )


def cases_of(matrix: Matrix, profile: Profile) -> list[Case]:
    """Every case of a profile.

    Raises:
        UsageProblem: it has no suites, or one of them cannot be read.
    """
    matrix.suites_folder(profile)
    return discover(matrix.root / SUITES, profile.name)


def item_name(case: Case, leg: LegPlan, *, several: bool) -> str:
    """The name of an item: the case's, and in brackets the leg when there are several.

    What is before the first bracket never changes, because it makes the identity of a test in
    reports that follow it over time.
    """
    return f"{case.name}[{leg.client.name}@{leg.target.name}]" if several else case.name


def oracle_named(name: str) -> Oracle:
    """The oracle with a name; raises `UsageProblem` for an unknown one."""
    for oracle in ORACLES:
        if oracle == name:
            return oracle
    raise unknown_name("oracle", name, ORACLES)


def profile_of(case_id: str) -> str:
    """The profile part of a case id.

    Raises:
        UsageProblem: it does not look like a case id.
    """
    profile, separator, _ = case_id.partition("/")
    if not separator or case_id.count("/") < 2:
        raise UsageProblem(
            f"{case_id!r} is not a case id",
            hint="a case id reads profile/suite/case, for instance "
            "batch-core/test_parity_dataframe/drop_by_name_and_by_column",
        )
    return profile


def _targets(matrix: Matrix, request: Request) -> list[Target]:
    """The targets by name; those elsewhere with the Spark version that was given for them."""
    targets = [matrix.target(name) for name in _once(request.targets) or [None]]
    if request.spark is None:
        return targets
    if not any(target.provider == "remote" for target in targets):
        raise UsageProblem(
            "a Spark version belongs to a server elsewhere: every other target has its own",
            hint="give its address with --target sc://HOST:PORT, or leave --spark out",
        )
    version = understood(request.spark, matrix.spark_versions)
    return [
        target.model_copy(update={"spark": version}) if target.provider == "remote" else target
        for target in targets
    ]


def _with_files_in_reach(leg: LegPlan, request: Request) -> LegPlan:
    """The leg without the cases whose files its server cannot reach, unless they were named."""
    if leg.target.url is None or request.case_ids:
        return leg
    shared = request.shared_files
    if shared is None:
        shared = parse_address(leg.target.url).is_local
    if shared:
        return leg
    return replace(
        leg,
        cases=tuple(case for case in leg.cases if not case.files),
        left_out=tuple(case for case in leg.cases if case.files),
    )


def _bound(client: Client, target: Target) -> Client:
    """`pyspark` without a version meets each target as the PySpark of that target's version."""
    return client.at(target.spark) if client.versioned and target.spark else client


def _chosen(cases: list[Case], profile: Profile, request: Request) -> list[Case]:
    if request.case_ids:
        mine = [wanted for wanted in request.case_ids if profile_of(wanted) == profile.name]
        cases = select(cases, mine)
    fits = keyword(request.keyword)
    return [case for case in cases if fits(case)]


def _once(names: Iterable[str]) -> list[str | None]:
    return list(dict.fromkeys(names))
