// What the recording proxies heard: requests of both clients, and where their plans differ as two trees.
const treeSide = (lines, sign) => el("pre", { class: "tree" }, lines.map(([text, twin, off]) =>
  el("span", { class: off ? "differs-cell" : null }, text === null ? "" : off ? [`${sign} `, ...marked(text, twin || "")] : `  ${text}`)));

// Lines of a tree diff: `- ` at any depth is the reference's, `+ ` the candidate's, others are of both.
const planSides = (diff, names) => {
  const left = [], right = [];
  let minus = [], plus = [];
  const flush = () => {
    for (let n = 0; n < Math.max(minus.length, plus.length); n++) {
      const [old, now] = [minus[n] ?? null, plus[n] ?? null];
      left.push([old, now, old !== null]);
      right.push([now, old, now !== null]);
    }
    minus = []; plus = [];
  };
  for (const line of diff) {
    const [, indent, sign, rest] = line.match(/^( *)([-+] )?(.*)$/s);
    if (sign === "- ") minus.push(indent + rest);
    else if (sign === "+ ") plus.push(indent + rest);
    else { flush(); left.push([line, line, false]); right.push([line, line, false]); }
  }
  flush();
  return sides(treeSide(left, "-"), treeSide(right, "+"), ...names);
};

const planWords = (plan) => !plan ? "no plans were compared"
  : plan.strict === "equal" ? "the plans of both clients are the same"
  : plan.lenient === "equal" ? `the plans of both clients are the same with ${plan.leniencies.join(", ")}`
  : "the plans of both clients differ";

const recordedView = (recorded, names) => {
  if (!recorded) return null;
  const { plan, notes, rpcs } = recorded;
  const calls = Object.fromEntries(Object.entries(rpcs).map(([who, seen]) => [who, Object.entries(seen).map(([name, n]) => `${name} ${n}`).join(", ") || "none"]));
  return el("details", { class: "recorded", open: Boolean(plan && plan.diff.length) },
    el("summary", {}, `Requests recorded: ${planWords(plan)}`),
    el("p", { class: "soft" }, "Evidence, not judged."),
    notes.map((note) => el("p", {}, note)),
    plan && plan.diff.length ? planSides(plan.diff, names) : null,
    tableOf(calls, null));
};
