// Rows of two frames side by side: aligned, what is equal folded away, what differs marked.
const FOLD = 6, CONTEXT = 2;

const cellsOf = (row) => row && row.row && Array.isArray(row.row) ? row.row : [["", row]];

// Pairs of positions [left, right]; a null is a row without a twin.
const aligned = (left, right) => {
  const a = left.map((row) => JSON.stringify(row)), b = right.map((row) => JSON.stringify(row));
  let from = 0, ends = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  while (ends < Math.min(a.length, b.length) - from && a[a.length - 1 - ends] === b[b.length - 1 - ends]) ends++;
  const middle = lcs(a.slice(from, a.length - ends), b.slice(from, b.length - ends)) || [];
  const anchors = [...middle.map(([i, j]) => [i + from, j + from]), [a.length - ends, b.length - ends]];
  const pairs = Array.from({ length: from }, (_, at) => [at, at]);
  let i = from, j = from;
  for (const [nextI, nextJ] of anchors) {
    while (i < nextI || j < nextJ) pairs.push([i < nextI ? i++ : null, j < nextJ ? j++ : null]);
    if (nextI < a.length - ends) pairs.push([i++, j++]);
  }
  for (let n = ends; n > 0; n--) pairs.push([a.length - n, b.length - n]);
  return pairs;
};

// Runs of equal pairs longer than FOLD, but for CONTEXT rows beside a difference.
const folded = (equal) => {
  const hidden = new Set();
  for (let at = 0; at < equal.length;) {
    let end = at;
    while (end < equal.length && equal[end] === equal[at]) end++;
    const first = at === 0 ? 0 : at + CONTEXT, last = end === equal.length ? end : end - CONTEXT;
    if (equal[at] && end - at > FOLD && last - first > 1) for (let n = first; n < last; n++) hidden.add(n);
    at = end;
  }
  return hidden;
};

const frameTable = (rows, names, body, more) => scroll(el("table", { class: "grid" },
  more ? el("caption", { class: "soft" }, `and ${more} more rows in the log`) : null,
  el("thead", {}, el("tr", {}, el("th", { class: "index" }, "#"), names.map((name) => el("th", { scope: "col" }, name)))),
  el("tbody", {}, body)));

const rowsView = (expected, candidate, names) => {
  const left = expected.rows || [], right = candidate.rows || [];
  const columns = (rows) => rows.length ? cellsOf(rows[0]).map(([name]) => name) : [];
  const none = () => el("p", { class: "none" }, "no rows");
  if (expected === candidate) {
    return right.length ? frameTable(right, columns(right), right.map((row, at) => el("tr", {}, el("td", { class: "index" }, at + 1),
      cellsOf(row).map(([, value]) => el("td", {}, show(value))))), candidate.more) : none();
  }
  const box = el("div", {});
  const draw = (all) => {
    const pairs = aligned(left, right);
    const equal = pairs.map(([i, j]) => i !== null && j !== null && same(left[i], right[j]));
    const hidden = all ? new Set() : folded(equal);
    const side = (mine, other, which) => {
      if (!mine.length && !other.length) return none();
      const width = Math.max(columns(mine).length, columns(other).length) + 1;
      const body = [];
      pairs.forEach((pair, n) => {
        if (hidden.has(n)) {
          if (hidden.has(n - 1)) return;
          let count = 0;
          while (hidden.has(n + count)) count++;
          body.push(el("tr", { class: "gap" }, el("td", { colspan: width }, `${count} equal rows`)));
          return;
        }
        const at = pair[which], twin = pair[1 - which];
        if (at === null) { body.push(el("tr", { class: "absent" }, el("td", { colspan: width }, "no such row"))); return; }
        const cells = cellsOf(mine[at]), twinCells = twin === null || equal[n] ? null : cellsOf(other[twin]);
        body.push(el("tr", { class: equal[n] ? null : "differs" }, el("td", { class: "index" }, at + 1), cells.map((cell, c) => {
          const off = twinCells && !same(cell, twinCells[c]);
          return el("td", { class: off ? "differs-cell" : null }, off ? marked(show(cell[1]), twinCells[c] ? show(twinCells[c][1]) : "") : show(cell[1]));
        })));
      });
      return frameTable(mine, columns(mine.length ? mine : other), body, (which ? candidate : expected).more);
    };
    const sorted = (rows) => JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
    const unequal = equal.filter((one) => !one).length;
    box.replaceChildren(
      el("p", { class: "soft" }, unequal && sorted(left) === sorted(right) ? "The same rows in another order. " : null,
        `${unequal} of ${pairs.length} rows differ. `,
        hidden.size ? el("button", { type: "button", class: "link", onclick: () => draw(true) }, `Show the ${hidden.size} equal rows`) : null),
      sides(side(left, right, 0), side(right, left, 1), ...names));
  };
  draw(false);
  return box;
};
