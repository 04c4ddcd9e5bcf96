// One case in full: why it got its verdict, how to repeat it, and both outcomes side by side.
const componentsView = (components) => {
  const rows = Object.entries(components || {});
  if (!rows.length) return null;
  const word = (equality) => el("span", { class: `chip v-${equality === "equal" ? "equal" : "divergent"}` }, equality === "equal" ? "✓ equal" : "✗ different");
  const diff = (c) => c.diff.length ? el("ul", { class: "diff mono" }, c.diff.map((line) => el("li", {}, line))) : "";
  return scroll(el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, ["Component", "To the letter", "With leniencies", "Leniencies used", "Difference"].map((t) => el("th", { scope: "col" }, t)))),
    el("tbody", {}, rows.map(([name, c]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, word(c.strict)), el("td", {}, word(c.lenient)),
      el("td", {}, c.leniencies.join(", ")), el("td", {}, diff(c)))))));
};

const detailView = (row, item) => {
  const facts = { Mirrors: row.mirrors, Source: item.source, "Decided by": item.side, "Judged by": item.judged_by,
    Golden: item.golden, Duration: item.duration_s === undefined ? null : `${item.duration_s.toFixed(2)} s`, Digest: item.digest && item.digest.slice(0, 12) };
  const names = [item.judged_by || row.leg.reference || "the reference", row.leg.client];
  return [
    item.reason ? el("p", { class: `why v-${row.verdict}` }, item.reason) : null,
    commandView(item.repro),
    factsView(facts),
    componentsView(item.components),
    Object.keys(item.own_reference || {}).length ? el("details", {},
      el("summary", {}, "Compared with the target's own PySpark, which the rule for a client's own decisions overrules"),
      componentsView(item.own_reference)) : null,
    outcomeView(item, names),
    recordedView(item.recorded, [row.leg.reference || "the reference", row.leg.client]),
  ];
};
