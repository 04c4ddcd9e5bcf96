// The list of rows, drawn bit by bit. Rows may stand in groups that fold: a row's path, outermost first;
// of a part of it what follows \u0001 is shown.
const caseList = ({ list, more, linkOf, legName }) => {
  const PAGE = 100;
  // Fewer rows than that are shown at once, whatever groups they are in.
  const FOLD_ABOVE = 60;
  let matches = [], runs = new Map(), shown = 0;
  const toggled = new Map();

  const folds = (run) => toggled.has(run.key) ? !toggled.get(run.key) : matches.length > FOLD_ABOVE && run.size > 1;
  const isGroup = (run, depth) => depth === 0 || run.size > 1;

  const measure = () => {
    runs = new Map();
    matches.forEach((row, at) => row.path.forEach((part, depth) => {
      const key = row.path.slice(0, depth + 1).join("\u0000");
      const run = runs.get(key);
      if (run) run.size++; else runs.set(key, { key, from: at, size: 1, depth, title: part.split("\u0001").pop() });
    }));
  };
  const entry = (row, at) => el("li", { class: row.path.length ? `in in-${row.path.length}` : null }, el("a", { class: "case", href: linkOf(row), "data-at": at },
    el("span", { class: `chip v-${row.verdict}` }, `${row.sign} ${store.label(row.verdict)}`),
    el("span", { class: "case-name" }, row.path.length ? null : el("span", { class: "soft" }, shortSuite(row.suite) + " / "), row.name),
    row.lenient ? el("span", { class: "tag", title: "equal only with: " + row.lenient }, "lenient") : el("span"),
    el("span", { class: "tag" }, legName(row)),
    row.why ? el("span", { class: "case-why" }, row.why) : null));
  const header = (run, row) => {
    const open = !folds(run);
    return el("li", { class: `in in-${run.depth}` }, el("button", { type: "button", class: "group", "data-group": run.key, "aria-expanded": String(open) },
      el("span", { class: "fold", "aria-hidden": "true" }, open ? "▾" : "▸"),
      run.depth === 0 ? el("span", { class: `chip v-${row.verdict}` }, row.sign, el("span", { class: "chip-word" }, ` ${store.label(row.verdict)}`)) : null,
      el("span", { class: "group-name" }, run.title), el("span", { class: "num soft" }, run.size.toLocaleString("en"))));
  };

  const grow = () => {
    const items = [];
    while (shown < matches.length && items.length < PAGE) {
      const row = matches[shown];
      let folded = null;
      for (let depth = 0; depth < row.path.length && !folded; depth++) {
        const run = runs.get(row.path.slice(0, depth + 1).join("\u0000"));
        if (!isGroup(run, depth)) continue;
        if (run.from === shown) items.push(header(run, row));
        if (folds(run)) folded = run;
      }
      if (folded) shown = folded.from + folded.size;
      else items.push(entry(row, shown++));
    }
    list.append(...items);
    const left = matches.length - shown;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(PAGE, left)} more of ${left.toLocaleString("en")}`;
  };
  const draw = (rows) => {
    matches = rows;
    measure();
    shown = 0;
    list.replaceChildren();
    grow();
  };
  const toggle = (key) => {
    const run = runs.get(key), upTo = list.children.length;
    toggled.set(key, folds(run));
    draw(matches);
    while (list.children.length < upTo && shown < matches.length) grow();
    list.querySelector(`[data-group="${CSS.escape(key)}"]`)?.focus();
  };
  // Unfold what a row is in, and draw as far as it.
  const reach = (at) => {
    const row = matches[at];
    const folded = row.path.map((_, depth) => runs.get(row.path.slice(0, depth + 1).join("\u0000"))).filter((run, depth) => isGroup(run, depth) && folds(run));
    for (const run of folded) toggled.set(run.key, true);
    if (folded.length) draw(matches);
    while (shown <= at && shown < matches.length) grow();
  };
  const element = (at) => list.querySelector(`[data-at="${at}"]`);
  // The next thing in the list that can have the focus; false at its beginning.
  const step = (by) => {
    const stops = () => [...list.querySelectorAll("[data-at], [data-group]")];
    const from = stops().indexOf(document.activeElement);
    if (from === 0 && by < 0) return false;
    if (from + by >= stops().length && shown < matches.length) grow();
    const all = stops();
    all[Math.max(0, Math.min(all.length - 1, from + by))]?.focus();
    return true;
  };
  more.addEventListener("click", grow);
  list.addEventListener("click", (event) => {
    const group = event.target.closest("[data-group]");
    if (group) toggle(group.dataset.group);
  });
  return { draw, reach, element, step, has: (node) => list.contains(node) };
};
