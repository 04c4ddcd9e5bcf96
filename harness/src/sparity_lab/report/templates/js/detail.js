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

const detailHead = (row, actions) => el("div", { class: "detail-head" },
  el("div", {}, el("span", { class: `chip v-${row.verdict}` }, `${row.sign} ${row.verdict}`), " ", el("span", { class: "tag" }, `${row.leg.client} on ${row.leg.target}`),
    el("h2", { id: "detail-title" }, row.name), el("p", { class: "soft mono" }, row.id), row.title ? el("p", {}, row.title) : null),
  el("div", { class: "detail-nav" },
    el("button", { type: "button", class: "ghost", onclick: () => actions.step(-1), "aria-label": "Previous case", title: "Previous case (k)" }, "↑"),
    el("button", { type: "button", class: "ghost", onclick: () => actions.step(1), "aria-label": "Next case", title: "Next case (j)" }, "↓"),
    el("a", { class: "ghost", id: "permalink", href: actions.link, "aria-label": "Link to this case", title: "Link to this case" }, "#"),
    el("button", { type: "button", class: "ghost", id: "close", autofocus: true, onclick: actions.close, "aria-label": "Close", title: "Close (Esc)" }, "✕")));

const detailView = (row, item) => {
  const facts = { Mirrors: row.mirrors, Source: item.source, "Decided by": item.side, "Judged by": item.judged_by,
    Golden: item.golden, Duration: item.duration_s === undefined ? null : `${item.duration_s.toFixed(2)} s`, Digest: item.digest && item.digest.slice(0, 12) };
  const copy = el("button", { type: "button", class: "ghost", id: "copy", onclick: () => copyText(item.repro, copy) }, "Copy");
  const names = [item.judged_by || row.leg.reference || "the reference", row.leg.client];
  return [
    item.reason ? el("p", { class: `why v-${row.verdict}` }, item.reason) : null,
    el("div", { class: "command" }, el("code", {}, item.repro), copy),
    el("dl", { class: "facts" }, Object.entries(facts).filter(([, v]) => v).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v)))),
    componentsView(item.components),
    Object.keys(item.own_reference || {}).length ? el("details", {},
      el("summary", {}, "Compared with the target's own PySpark, which the rule for a client's own decisions overrules"),
      componentsView(item.own_reference)) : null,
    outcomeView(item, names),
    recordedView(item.recorded, [row.leg.reference || "the reference", row.leg.client]),
  ];
};
