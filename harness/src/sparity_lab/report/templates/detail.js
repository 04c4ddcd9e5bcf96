// One case in full: why it got its verdict, and both outcomes side by side.
const copyText = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { style: "position:fixed;opacity:0" });
    area.value = text;
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  if (!button) return;
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 1200);
};

const scroll = (node) => el("div", { class: "scroll" }, node);

const sides = (left, right, leftName, rightName) => el("div", { class: "sides" },
  el("div", {}, el("p", { class: "side-name" }, leftName), left),
  el("div", {}, el("p", { class: "side-name" }, rightName), right));

const fieldsOf = (frame) => {
  const schema = frame && frame.schema;
  return schema && Array.isArray(schema.fields) ? schema.fields : null;
};

const schemaView = (expected, candidate, names) => {
  const left = fieldsOf(expected) || [], right = fieldsOf(candidate) || [];
  const table = (mine, other) => scroll(el("table", { class: "grid" },
    el("thead", {}, el("tr", {}, ["name", "type", "nullable", "metadata"].map((t) => el("th", { scope: "col" }, t)))),
    el("tbody", {}, mine.map((field, at) => {
      const twin = other && other[at];
      const cell = (key, text) => el("td", { class: other && !same(twin && twin[key], field[key]) ? "differs-cell" : null }, text);
      return el("tr", { class: other && !twin ? "differs" : null },
        cell("name", field.name), cell("type", typeText(field.type)), cell("nullable", field.nullable ? "yes" : "no"),
        cell("metadata", Object.keys(field.metadata || {}).length ? JSON.stringify(field.metadata) : ""));
    }))));
  return expected === candidate ? table(right, null) : sides(table(left, right), table(right, left), ...names);
};

// Rows that have no twin on the other side; positions too when only the order differs.
const unmatched = (mine, other) => {
  const pool = new Map();
  for (const row of other) { const key = JSON.stringify(row); pool.set(key, (pool.get(key) || 0) + 1); }
  const lonely = [];
  mine.forEach((row, at) => {
    const key = JSON.stringify(row), left = pool.get(key) || 0;
    if (left) pool.set(key, left - 1); else lonely.push(at);
  });
  return lonely;
};

const cellsOf = (row) => row && row.row && Array.isArray(row.row) ? row.row : [["", row]];

const rowsView = (expected, candidate, names) => {
  const left = expected.rows || [], right = candidate.rows || [];
  let lonelyLeft = unmatched(left, right), lonelyRight = unmatched(right, left);
  if (!lonelyLeft.length && !lonelyRight.length) {
    lonelyLeft = lonelyRight = left.map((_, at) => at).filter((at) => !same(left[at], right[at]));
  }
  const table = (rows, lonely, other, otherLonely, more) => {
    if (!rows.length) return el("p", { class: "none" }, "no rows");
    const twins = new Map(lonely.map((at, n) => [at, other ? other[otherLonely[n]] : undefined]));
    return scroll(el("table", { class: "grid" },
      el("thead", {}, el("tr", {}, el("th", {}, "#"), cellsOf(rows[0]).map(([name]) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, rows.map((row, at) => {
        const twin = twins.get(at), cells = cellsOf(row), twinCells = twin === undefined ? null : cellsOf(twin);
        return el("tr", { class: twins.has(at) && !twinCells ? "differs" : null }, el("td", { class: "index" }, at + 1),
          cells.map((cell, n) => el("td", { class: twinCells && !same(cell, twinCells[n]) ? "differs-cell" : null }, show(cell[1]))));
      })),
      more ? el("caption", { class: "soft", style: "caption-side: bottom; text-align: left" }, `and ${more} more rows in the log`) : null));
  };
  if (expected === candidate) return table(right, [], null, [], candidate.more);
  return sides(table(left, lonelyLeft, right, lonelyRight, expected.more), table(right, lonelyRight, left, lonelyLeft, candidate.more), ...names);
};

// A field of an error or of evidence: short lists on one line, objects a line an entry.
const fieldText = (value) => {
  if (value === null) return el("span", { class: "none" }, "none");
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(one, null, 1)).join("\n");
  if (typeof value === "object") return Object.entries(value).map(([k, v]) => `${k}: ${typeof v === "string" ? v : JSON.stringify(v)}`).join("\n");
  return String(value);
};

const tableOf = (mine, other) => scroll(el("table", { class: "grid fields" }, el("tbody", {},
  Object.entries(mine).map(([key, value]) => el("tr", {}, el("th", { scope: "row" }, key),
    el("td", { class: other && !same(value, other[key]) ? "differs-cell" : null },
      fieldText(value)))))));

const errorView = (expected, candidate, names) => {
  const empty = () => el("p", { class: "none" }, "no error");
  if (expected === candidate) return candidate ? tableOf(candidate, null) : empty();
  return sides(expected ? tableOf(expected, candidate || {}) : empty(), candidate ? tableOf(candidate, expected || {}) : empty(), ...names);
};

const arrowView = (expected, candidate, names) => {
  const list = (frame) => Object.fromEntries(((frame && frame.arrow) || []).map(([name, type, nullable], at) => [`${at + 1} ${name}`, `${type}${nullable ? "" : " not null"}`]));
  const left = list(expected), right = list(candidate);
  return expected === candidate ? tableOf(right, null) : sides(tableOf(left, right), tableOf(right, left), ...names);
};

const observationView = (name, expected, candidate, names) => {
  const parts = [];
  const heading = (text) => el("h3", {}, name === "result" ? text : `${name}: ${text}`);
  const kinds = [expected && expected.kind, candidate && candidate.kind];
  if (expected !== candidate && kinds[0] !== kinds[1]) {
    const json = (seen) => seen ? el("pre", {}, seen.kind === "value" ? show(seen.value) : JSON.stringify(seen, null, 1)) : el("p", { class: "none" }, "no such observation");
    return [heading(kinds.filter(Boolean).join(" / ")), sides(json(expected), json(candidate), ...names)];
  }
  switch (candidate && candidate.kind) {
    case "frame":
      parts.push(heading("rows"), rowsView(expected, candidate, names), heading("schema"), schemaView(expected, candidate, names));
      if (candidate.arrow || expected.arrow) parts.push(el("details", { open: expected !== candidate && !same(expected.arrow, candidate.arrow) },
        el("summary", { class: "soft" }, "Arrow types"), arrowView(expected, candidate, names)));
      break;
    case "value": {
      const box = (seen, other) => el("pre", { style: other && !same(seen.value, other.value) ? "background: var(--divergent-bg)" : null },
        typeof seen.value === "string" ? seen.value : show(seen.value));
      parts.push(heading("value"), expected === candidate ? box(candidate, null) : sides(box(expected, candidate), box(candidate, expected), ...names));
      break;
    }
    case "error": parts.push(heading("error"), errorView(expected.error, candidate.error, names)); break;
    default: parts.push(heading("observation"), el("pre", {}, JSON.stringify(candidate, null, 1)));
  }
  return parts;
};

const outcomeView = (item, leg) => {
  const candidate = item.candidate, expected = item.same ? candidate : item.expected;
  if (!candidate && !expected) return [];
  const names = [`Expected (${item.judged_by || leg.reference || "reference"})`, `Candidate (${leg.client})`];
  if (!candidate || !expected) {
    const [only, name] = candidate ? [candidate, names[1]] : [expected, names[0]];
    return [el("h3", {}, `${name}, the only outcome`), outcomeView({ ...item, candidate: only, same: true }, leg)];
  }
  const parts = [];
  if (expected === candidate) parts.push(el("p", { class: "soft" }, "Both outcomes are the same to the letter; shown once."));
  if (candidate.error || expected.error) parts.push(el("h3", {}, "Error"), errorView(expected.error, candidate.error, names));
  const left = expected.observations || {}, right = candidate.observations || {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) parts.push(observationView(name, left[name], right[name], names));
  const rpcs = (outcome) => tableOf((outcome.evidence && outcome.evidence.rpcs) || {}, null);
  if (candidate.evidence || expected.evidence) {
    parts.push(el("details", {}, el("summary", { class: "soft" }, "Evidence: requests sent"),
      expected === candidate ? rpcs(candidate) : sides(rpcs(expected), rpcs(candidate), ...names)));
  }
  return parts;
};

const componentsView = (components) => {
  const rows = Object.entries(components || {});
  if (!rows.length) return null;
  const word = (equality) => el("span", { class: `chip v-${equality === "equal" ? "equal" : "divergent"}` }, equality);
  return scroll(el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, ["Component", "To the letter", "With leniencies", "Leniencies used", "Difference"].map((t) => el("th", { scope: "col" }, t)))),
    el("tbody", {}, rows.map(([name, c]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, word(c.strict)), el("td", {}, word(c.lenient)),
      el("td", {}, c.leniencies.join(", ")), el("td", {}, c.diff.length ? el("ul", { class: "diff mono" }, c.diff.map((line) => el("li", {}, line))) : ""))))));
};

const detailView = (item, leg, actions) => {
  const facts = { Target: leg.target, Client: leg.client, Mirrors: item.mirrors, Source: item.source, "Decided by": item.side, "Judged by": item.judged_by,
    Golden: item.golden, Duration: item.duration_s === undefined ? null : `${item.duration_s.toFixed(2)} s` };
  const copy = el("button", { type: "button", class: "ghost", id: "copy", onclick: () => copyText(item.repro, copy) }, "Copy");
  return [
    el("div", { class: "detail-head" },
      el("div", {}, el("span", { class: `chip v-${item.verdict}` }, item.verdict), el("h2", { id: "detail-title" }, item.id.split("/").pop()),
        el("p", { class: "soft mono" }, item.id), item.title ? el("p", {}, item.title) : null),
      el("div", { class: "detail-nav" },
        el("button", { type: "button", class: "ghost", onclick: () => actions.step(-1), "aria-label": "Previous case" }, "↑"),
        el("button", { type: "button", class: "ghost", onclick: () => actions.step(1), "aria-label": "Next case" }, "↓"),
        el("button", { type: "button", class: "ghost", id: "close", autofocus: true, onclick: actions.close, "aria-label": "Close" }, "✕"))),
    item.reason ? el("p", { class: `why v-${item.verdict}` }, item.reason) : null,
    el("div", { class: "command" }, el("code", {}, item.repro), copy),
    el("dl", { class: "facts" }, Object.entries(facts).filter(([, v]) => v).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v)))),
    componentsView(item.components),
    Object.keys(item.own_reference || {}).length ? el("details", {},
      el("summary", { class: "soft" }, "Compared with the target's own PySpark, which the rule for a client's own decisions overrules"),
      componentsView(item.own_reference)) : null,
    outcomeView(item, leg),
    planView(item.recorded),
  ];
};
