// What the recording proxies heard in a case: requests, and where the plans of both clients differ.
const planView = (recorded) => {
  if (!recorded) return null;
  const { plan, notes, rpcs } = recorded;
  const word = !plan ? "no plan was compared"
    : plan.strict === "equal" ? "the plans of both clients are the same"
    : plan.lenient === "equal" ? `the plans of both clients are the same with ${plan.leniencies.join(", ")}`
    : "the plans of both clients differ";
  return el("details", { class: "recorded" }, el("summary", { class: "soft" }, `Requests recorded: ${word}`),
    el("p", { class: "soft" }, "Evidence, not judged."),
    notes.length ? el("p", {}, notes.join(", ")) : null,
    plan && plan.diff.length ? el("pre", { class: "mono" }, plan.diff.join("\n")) : null,
    Object.keys(rpcs).length ? tableOf(Object.fromEntries(Object.entries(rpcs).map(([who, calls]) => [who, Object.entries(calls).map(([name, n]) => `${name} ${n}`).join(", ")])), null) : null);
};
