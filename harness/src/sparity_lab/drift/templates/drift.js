// Names with their changes: filters and what is open live in the URL, so that a view can be sent.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 150;
  const fields = { q: byId("q"), kind: byId("f-kind"), side: byId("f-side"), owner: byId("f-owner") };
  const list = byId("list"), more = byId("more");
  const blank = () => ({ q: "", kind: "", side: "", owner: "", name: "", change: "" });
  const title = Object.fromEntries(data.kinds.map((kind) => [kind.name, kind.title]));
  let state = blank(), matches = [], shown = 0;

  const keyOf = (entry) => entry.observation === null ? entry.case : `${entry.case} ${entry.observation}`;
  const who = (entry) => data.sides[entry.side];
  const short = (id) => id.slice(id.indexOf("/") + 1).replace("test_parity_", "");
  const ownerOf = (name) => {
    if (name.startsWith("SQL ")) return "SQL";
    const dot = name.indexOf("."), blankAt = name.indexOf(" ");
    if (dot > 0) return name.slice(0, dot);
    return blankAt > 0 ? name.slice(0, blankAt) : "other";
  };
  for (const entry of data.entries) {
    const facts = data.facts[entry.case];
    entry.text = [entry.case, entry.observation || "", facts.title, facts.mirrors, entry.subjects.join(" "), entry.calls.join(" "),
      entry.before.join(" "), entry.after.join(" "), entry.places.join(" "), title[entry.kind], who(entry)].join(" ").toLowerCase();
  }
  for (const item of data.names) item.owner = ownerOf(item.name);
  for (const owner of [...new Set(data.names.map((item) => item.owner))].sort()) fields.owner.append(new Option(owner, owner));

  const words = () => state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (entry, item, wanted) => {
    if (state.kind === "silent" ? !data.silent.includes(entry.kind) : state.kind && entry.kind !== state.kind) return false;
    if (state.side && entry.side !== state.side) return false;
    const name = item.name.toLowerCase();
    return wanted.every((word) => name.includes(word) || entry.text.includes(word));
  };
  const make = (id) => byId(id).content.cloneNode(true);
  const chip = (kind, text) => el("span", { class: `chip k-${kind}` }, text);

  const lines = (pre, mine, other) => {
    const known = new Set(other);
    for (const line of mine) {
      const node = document.createElement("span");
      node.textContent = line + "\n";
      if (!known.has(line)) node.className = "line-differs";
      pre.append(node);
    }
  };
  const bodyOf = (entry) => {
    const facts = data.facts[entry.case], body = make("t-body");
    const put = (selector, text) => { body.querySelector(selector).textContent = text; };
    put(".body-title", facts.title);
    const partly = entry.called.length && entry.called.length < entry.subjects.length ? " (only some of what the case is about)" : "";
    if (entry.places.length) put(".body-places", `Your code: ${entry.places.join(", ")}${partly}`);
    else body.querySelector(".body-places").remove();
    lines(body.querySelector(".before"), entry.before, entry.after);
    lines(body.querySelector(".after"), entry.after, entry.before);
    const program = facts.snippet.map((line) => data.lines[line] + "\n").join("");
    put(".snippet", program);
    put(".f-case", keyOf(entry));
    put(".f-source", facts.source);
    put(".f-mirrors", facts.mirrors);
    put(".f-since", facts.since);
    put(".f-calls", entry.calls.join(", "));
    const button = body.querySelector(".copy");
    button.addEventListener("click", () => copyText(program, button));
    return body;
  };
  const entryView = (entry) => {
    const node = make("t-entry").firstElementChild, body = node.querySelector(".entry-body");
    node.dataset.key = keyOf(entry);
    node.querySelector(".chip").textContent = title[entry.kind];
    node.querySelector(".chip").classList.add(`k-${entry.kind}`);
    node.querySelector(".tag").textContent = who(entry);
    node.querySelector(".entry-summary").textContent = entry.summary;
    node.querySelector(".entry-case").textContent = short(keyOf(entry)) + (entry.places.length ? ` · ${entry.places[0]}` : "");
    node.addEventListener("toggle", (event) => {
      event.stopPropagation();
      if (node.open && !body.firstChild) body.append(bodyOf(entry));
      if (node.open) set({ change: keyOf(entry) }, false);
      else if (state.change === keyOf(entry)) set({ change: "" }, false);
    });
    return node;
  };
  // What one change does to many cases is told once, and the other cases are folded below it.
  const alike = (entries) => {
    const found = new Map();
    for (const entry of entries) {
      const key = [entry.kind, entry.side, entry.summary].join("\u0000");
      if (found.has(key)) found.get(key).push(entry); else found.set(key, [entry]);
    }
    return [...found.values()];
  };
  const alikeView = ([first, ...rest]) => [
    entryView(first),
    ...rest.length ? [el("details", { class: "alike" }, el("summary", {}, `${rest.length} more like it`), rest.map(entryView))] : [],
  ];
  const nameView = ({ item, entries }) => {
    const node = make("t-name").firstElementChild, inside = node.querySelector(".name-changes");
    node.dataset.name = item.name;
    node.querySelector(".name-title").textContent = item.name;
    for (const kind of data.kinds) {
      const count = entries.filter((entry) => entry.kind === kind.name).length;
      if (count) node.querySelector(".name-counts").append(chip(kind.name, `${count} ${kind.title}`));
    }
    const unfold = () => { if (!inside.firstChild) inside.append(...alike(entries).flatMap(alikeView)); };
    node.addEventListener("toggle", () => {
      if (node.open) { unfold(); set({ name: item.name }, false); }
      else if (state.name === item.name) set({ name: "", change: "" }, false);
    });
    node.unfold = unfold;
    return node;
  };

  const grow = () => {
    const next = matches.slice(shown, shown + PAGE);
    list.append(...next.map(nameView));
    shown += next.length;
    more.hidden = shown >= matches.length;
    more.textContent = `Show ${Math.min(PAGE, matches.length - shown)} more of ${matches.length - shown}`;
  };
  const draw = () => {
    const wanted = words();
    matches = data.names
      .filter((item) => !state.owner || item.owner === state.owner)
      .map((item) => ({ item, entries: item.entries.map((n) => data.entries[n]).filter((entry) => fits(entry, item, wanted)) }))
      .filter(({ entries }) => entries.length);
    // A name that is searched for by its own words comes before those that only mention it.
    const called = ({ item }) => wanted.length && wanted.every((word) => item.name.toLowerCase().includes(word)) ? 0 : 1;
    if (wanted.length) matches.sort((a, b) => called(a) - called(b));
    shown = 0;
    list.replaceChildren();
    grow();
    byId("empty").hidden = matches.length > 0;
    const changes = new Set(matches.flatMap(({ entries }) => entries)).size;
    byId("shown").textContent = `${matches.length} with ${changes} changes`;
    for (const tile of document.querySelectorAll(".tile")) tile.setAttribute("aria-pressed", String(tile.dataset.kind === state.kind));
  };
  const reopen = () => {
    if (!state.name) return;
    const at = matches.findIndex(({ item }) => item.name === state.name);
    if (at < 0) return;
    while (shown <= at) grow();
    const node = [...list.children].find((one) => one.dataset.name === state.name);
    node.unfold();
    node.open = true;
    const entry = [...node.querySelectorAll(".entry")].find((one) => one.dataset.key === state.change);
    const folded = entry?.closest(".alike");
    if (folded) folded.open = true;
    if (entry) entry.open = true;
    (entry || node).scrollIntoView({ block: "start" });
  };

  const write = () => {
    const pairs = Object.entries(state).filter(([, value]) => value !== "");
    const hash = "#" + new URLSearchParams(pairs).toString();
    if (location.hash !== hash && (location.hash || pairs.length)) history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    state = blank();
    for (const key of Object.keys(state)) state[key] = given.get(key) || "";
    for (const [key, field] of Object.entries(fields)) {
      field.value = state[key];
      if (field.value !== state[key]) state[key] = field.value = "";
    }
    draw();
    reopen();
  };
  const set = (changes, redraw = true) => {
    Object.assign(state, changes);
    write();
    if (!redraw) return;
    for (const [key, field] of Object.entries(fields)) field.value = state[key];
    draw();
  };

  let timer;
  const narrowed = (changes) => set({ name: "", change: "", ...changes });
  fields.q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => narrowed({ q: fields.q.value.trim() }), 80); });
  for (const key of ["kind", "side", "owner"]) fields[key].addEventListener("change", () => narrowed({ [key]: fields[key].value }));
  const clear = () => set(blank());
  byId("filters").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("empty-clear").addEventListener("click", clear);
  more.addEventListener("click", grow);
  for (const tile of document.querySelectorAll(".tile")) {
    tile.addEventListener("click", () => narrowed({ kind: state.kind === tile.dataset.kind ? "" : tile.dataset.kind }));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing && event.key === "Escape") event.target.blur();
    if (!typing && event.key === "/") { event.preventDefault(); fields.q.focus(); fields.q.select(); }
  });

  window.addEventListener("hashchange", read);
  read();
})();
