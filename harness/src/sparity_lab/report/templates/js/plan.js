// The plans sent, from the tree diff of the component `plan`: lines `- ` expected, `+ ` candidate, `  ` both.
const treeSide = (lines, sign) => el("pre", { class: "tree" }, lines.map(([text, twin, off]) =>
  el("span", { class: off ? "differs-cell" : null }, text === null ? "" : off ? [`${sign} `, ...marked(text, twin || "")] : `  ${text}`)));

const planView = (component, names) => {
  if (!component || !component.diff.length) return null;
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
  for (const line of component.diff.flatMap((text) => text.split("\n"))) {
    if (line.startsWith("- ")) minus.push(line.slice(2));
    else if (line.startsWith("+ ")) plus.push(line.slice(2));
    else { flush(); const text = line.replace(/^ {2}/, ""); left.push([text, text, false]); right.push([text, text, false]); }
  }
  flush();
  return [el("h3", {}, "Plan sent"), sides(treeSide(left, "-"), treeSide(right, "+"), ...names)];
};
