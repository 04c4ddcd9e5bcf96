// Two outcomes side by side: schema, rows, Arrow types, errors, values.
const fieldsOf = (frame) => {
  const schema = frame && frame.schema;
  return schema && Array.isArray(schema.fields) ? schema.fields : null;
};

const schemaView = (expected, candidate, names) => {
  const left = fieldsOf(expected) || [], right = fieldsOf(candidate) || [];
  const texts = (field) => field && [field.name, typeText(field.type), field.nullable ? "yes" : "no",
    Object.keys(field.metadata || {}).length ? JSON.stringify(field.metadata) : ""];
  const table = (mine, other) => scroll(el("table", { class: "grid" },
    el("thead", {}, el("tr", {}, ["name", "type", "nullable", "metadata"].map((t) => el("th", { scope: "col" }, t)))),
    el("tbody", {}, Array.from({ length: Math.max(mine.length, other ? other.length : 0) }, (_, at) => {
      const cells = texts(mine[at]), twin = other && texts(other[at]);
      if (!cells) return el("tr", { class: "absent" }, el("td", { colspan: 4 }, "no such column"));
      return el("tr", { class: other && !twin ? "differs" : null }, cells.map((text, n) => {
        const off = twin && twin[n] !== text;
        return el("td", { class: off ? "differs-cell" : null }, off ? marked(text, twin[n]) : text);
      }));
    }))));
  return expected === candidate ? table(right, null) : sides(table(left, right), table(right, left), ...names);
};

// A field of an error or of evidence: short lists on one line, objects a line an entry.
const fieldText = (value) => {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(one, null, 1)).join("\n");
  if (typeof value === "object") return Object.entries(value).map(([k, v]) => `${k}: ${typeof v === "string" ? v : JSON.stringify(v)}`).join("\n");
  return String(value);
};

const tableOf = (mine, other) => scroll(el("table", { class: "grid fields" }, el("tbody", {},
  Object.entries(mine).map(([key, value]) => {
    const off = other && !same(value, other[key]);
    const text = fieldText(value);
    return el("tr", {}, el("th", { scope: "row" }, key),
      el("td", { class: [off ? "differs-cell" : "", value === null ? "none" : ""].join(" ").trim() || null }, off ? marked(text, fieldText(other[key])) : text));
  }))));

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

const valueView = (expected, candidate, names) => {
  const text = (seen) => typeof seen.value === "string" ? seen.value : show(seen.value);
  if (expected === candidate) return el("pre", {}, text(candidate));
  const box = (seen, other) => el("pre", { class: same(seen.value, other.value) ? null : "differs-cell" }, marked(text(seen), text(other)));
  return sides(box(expected, candidate), box(candidate, expected), ...names);
};

const observationView = (name, expected, candidate, names) => {
  const heading = (text) => el("h3", {}, name === "result" ? text : `${name}: ${text.toLowerCase()}`);
  const kinds = [expected && expected.kind, candidate && candidate.kind];
  if (expected !== candidate && kinds[0] !== kinds[1]) {
    const json = (seen) => seen ? el("pre", {}, seen.kind === "value" ? show(seen.value) : JSON.stringify(seen, null, 1)) : el("p", { class: "none" }, "no such observation");
    return [heading(kinds.filter(Boolean).join(" / ")), sides(json(expected), json(candidate), ...names)];
  }
  switch (candidate && candidate.kind) {
    case "frame": {
      const parts = [heading("Rows"), rowsView(expected, candidate, names), heading("Schema"), schemaView(expected, candidate, names)];
      if (candidate.arrow || expected.arrow) parts.push(el("details", { open: expected !== candidate && !same(expected.arrow, candidate.arrow) },
        el("summary", {}, "Arrow types"), arrowView(expected, candidate, names)));
      return parts;
    }
    case "value": return [heading("Value"), valueView(expected, candidate, names)];
    case "error": return [heading("Error"), errorView(expected.error, candidate.error, names)];
    default: return [heading("Observation"), el("pre", {}, JSON.stringify(candidate, null, 1))];
  }
};

const outcomeView = (item, names) => {
  const candidate = item.candidate, expected = item.same ? candidate : item.expected;
  if (!candidate && !expected) return [el("p", { class: "none" }, "There is no outcome to show: the case was not judged.")];
  if (!candidate || !expected) {
    const only = candidate || expected;
    return [el("h3", {}, `${candidate ? "Candidate" : "Expected"}, the only outcome`), outcomeView({ ...item, candidate: only, same: true }, names).slice(1)];
  }
  const parts = [expected === candidate ? el("p", { class: "soft" }, "Both outcomes are the same to the letter; shown once.") : null];
  if (candidate.error || expected.error) parts.push(el("h3", {}, "Error"), errorView(expected.error, candidate.error, names));
  const left = expected.observations || {}, right = candidate.observations || {};
  const differing = (name) => expected !== candidate && !same(left[name], right[name]);
  const all = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  for (const name of all.filter(differing)) parts.push(observationView(name, left[name], right[name], names));
  const equal = all.filter((name) => !differing(name));
  const once = equal.map((name) => observationView(name, right[name], right[name], names));
  parts.push(expected !== candidate && equal.length
    ? el("details", {}, el("summary", {}, `${equal.length} equal ${equal.length === 1 ? "observation" : "observations"}: ${equal.join(", ")}`), once) : once);
  const rpcs = (outcome) => tableOf((outcome.evidence && outcome.evidence.rpcs) || {}, null);
  if (candidate.evidence || expected.evidence) {
    parts.push(el("details", {}, el("summary", {}, "Evidence: requests sent"),
      expected === candidate ? rpcs(candidate) : sides(rpcs(expected), rpcs(candidate), ...names)));
  }
  return parts;
};
