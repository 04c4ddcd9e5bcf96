// The rows of the run, unpacked from the index, and their details, loaded when a case is opened.
const store = (() => {
  const index = JSON.parse(byId("index").textContent);
  const { legs, suites, cases } = index;
  const rows = [];
  let leg = 0, left = legs.length ? legs[0].rows : 0;
  index.rows.case.forEach((at, number) => {
    while (left === 0) left = legs[++leg].rows;
    left--;
    const verdict = index.verdicts[Number(index.rows.verdict[number])];
    const [profile, suite] = suites[cases.suite[at]];
    rows.push({
      number, leg: legs[leg], legNumber: leg, profile, suite, verdict, sign: index.signs[verdict],
      name: cases.name[at], id: `${profile}/${suite}/${cases.name[at]}`, title: cases.title[at], mirrors: cases.mirrors[at],
      path: [], why: index.rows.why[number] || "", lenient: number in index.rows.lenient ? index.leniencies[index.rows.lenient[number]] : "",
    });
  });

  // What needs a look comes first; within a verdict the order of the run.
  const rank = Object.fromEntries(index.worst_first.map((verdict, at) => [verdict, at]));
  rows.sort((a, b) => rank[a.verdict] - rank[b.verdict] || a.number - b.number);

  // What search looks into; made when the first word is typed.
  const text = (row) => row.text ??= [row.id, row.mirrors, row.title, row.why, row.verdict, row.leg.target, row.leg.client, row.lenient].join(" ").toLowerCase();

  const chunks = new Map(), waiting = new Map();
  window.sparityDetails = (number, entries) => {
    chunks.set(number, entries);
    waiting.get(number)?.(entries);
  };
  const load = (number) => {
    if (chunks.has(number)) return Promise.resolve(chunks.get(number));
    const inside = byId(`details-${number}`);
    if (inside) {
      chunks.set(number, JSON.parse(inside.textContent));
      return Promise.resolve(chunks.get(number));
    }
    return new Promise((resolve, reject) => {
      waiting.set(number, resolve);
      document.head.append(el("script", { src: `details/${number}.js`, onerror: (event) => { event.target.remove(); reject(new Error(`details/${number}.js is not there`)); } }));
    });
  };
  const detail = async (row) => {
    let chunk = index.starts.length - 1;
    while (index.starts[chunk] > row.number) chunk--;
    return (await load(chunk))[row.number - index.starts[chunk]];
  };
  const present = new Set(rows.map((row) => row.verdict));
  return {
    legs, suites, rows, text, detail, label: (verdict) => verdict, choices: [...index.verdicts.filter((v) => present.has(v)), "not-equal"], noun: "cases", none: "This run has no case.", gone: "No such case in this run",
  };
})();
