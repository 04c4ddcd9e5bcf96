// The findings of all cells, unpacked from the index, and what is shown of one when it is opened.
const store = (() => {
  const index = JSON.parse(byId("index").textContent);
  const { texts, legs, classes } = index;
  const columns = index.rows, cases = new Map();
  const caseOf = (number) => {
    if (!cases.has(number)) {
      const [profile, suite, ...rest] = texts[number].split("/");
      const name = rest.join("/");
      cases.set(number, { id: texts[number], profile, suite, name, callable: name.split("[")[0] });
    }
    return cases.get(number);
  };
  const rows = columns.case.map((number, at) => {
    const verdict = classes[columns.class[at]];
    return {
      ...caseOf(number), at, leg: legs[columns.leg[at]], legNumber: columns.leg[at], verdict, sign: index.signs[verdict],
      title: "", mirrors: texts[columns.mirrors[at]], why: texts[columns.difference[at]], lenient: "",
    };
  });

  // What needs a look comes first; within a class the cases of a suite and of a function stand together.
  const rank = Object.fromEntries(classes.map((verdict, at) => [verdict, at]));
  const order = new Map();
  for (const row of rows) if (!order.has(row.suite)) order.set(row.suite, order.size);
  rows.sort((a, b) => rank[a.verdict] - rank[b.verdict] || order.get(a.suite) - order.get(b.suite)
    || (a.callable < b.callable ? -1 : a.callable > b.callable ? 1 : 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || a.legNumber - b.legNumber);
  for (const row of rows) row.path = [`${row.verdict}\u0001${shortSuite(row.suite)}`, row.callable];

  const text = (row) => row.text ??= [row.id, row.mirrors, row.why, index.labels[row.verdict], row.leg.target, row.leg.client,
    texts[columns.expected[row.at]], texts[columns.got[row.at]]].join(" ").toLowerCase();
  const detail = async (row) => ({
    expected: texts[columns.expected[row.at]], got: texts[columns.got[row.at]], judged_by: texts[columns.judged_by[row.at]],
    source: texts[columns.source[row.at]], shared: columns.shared[row.at] === 1,
    repro: texts[columns.repro[row.at]].replaceAll(index.stands_for_case, () => row.id),
  });
  const suites = [...order.keys()].map((suite) => ["", suite]);
  const present = new Set(rows.map((row) => row.verdict));
  return {
    legs, suites, rows, text, detail, label: (verdict) => index.labels[verdict], choices: classes.filter((name) => present.has(name)),
    noun: "findings", none: "Nothing was found that is worth a look.", gone: "No such finding in this matrix",
  };
})();

const detailView = (row, item, linkTo) => {
  const others = store.rows.filter((other) => other.id === row.id && other !== row);
  return [
    el("p", { class: `why v-${row.verdict}` }, row.why),
    item.shared ? el("p", { class: "soft" }, "The server's own PySpark meets the same there.") : null,
    commandView(item.repro),
    item.expected || item.got ? sides(el("pre", {}, marked(item.expected, item.got)), el("pre", {}, marked(item.got, item.expected)),
      item.judged_by, row.leg.client, ["Expected", "Got"]) : null,
    factsView({ Mirrors: row.mirrors, Source: item.source, "Judged by": item.judged_by }),
    others.length ? [el("h3", {}, "The same case elsewhere"), el("p", { class: "elsewhere" }, others.map((other) =>
      el("a", { class: `chip v-${other.verdict}`, href: linkTo(other) }, `${other.sign} ${other.leg.client} on ${other.leg.target}`)))] : null,
  ];
};
