// The list of cases: filters live in the URL, so that a view can be sent to somebody.
(() => {
  const dialog = byId("detail"), body = byId("detail-body");
  const fields = { q: byId("q"), verdict: byId("f-verdict"), profile: byId("f-profile"), suite: byId("f-suite"), target: byId("f-target"), client: byId("f-client") };
  const CHOICES = Object.keys(fields).filter((key) => key !== "q");
  const blank = () => ({ q: "", verdict: "", profile: "", suite: "", target: "", client: "", case: "", on: "" });
  let state = blank(), matches = [], current = -1;

  const unique = (values) => [...new Set(values)];
  const onOf = (row) => `${row.leg.client}@${row.leg.target}`;
  const severalClients = unique(store.legs.map((leg) => leg.client)).length > 1;
  const legName = (row) => severalClients ? `${row.leg.client} on ${row.leg.target}` : row.leg.target;

  const fill = (select, values, label = (v) => v) => {
    for (const value of values) select.append(el("option", { value }, label(value)));
    select.parentElement.hidden = values.length < 2;
  };
  fill(fields.verdict, store.choices, (v) => store.label(v).replace("-", " "));
  fill(fields.profile, unique(store.legs.map((leg) => leg.profile)));
  fill(fields.suite, unique(store.suites.map(([, suite]) => suite)), shortSuite);
  fill(fields.target, unique(store.legs.map((leg) => leg.target)));
  fill(fields.client, unique(store.legs.map((leg) => leg.client)));

  const filter = () => {
    const asked = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const legs = store.legs.map((leg) => (!state.target || leg.target === state.target) && (!state.client || leg.client === state.client) && (!state.profile || leg.profile === state.profile));
    return store.rows.filter((row) => legs[row.legNumber]
      && (!state.verdict || (state.verdict === "not-equal" ? row.verdict !== "equal" : row.verdict === state.verdict))
      && (!state.suite || row.suite === state.suite)
      && asked.every((word) => store.text(row).includes(word)));
  };

  const linkTo = (changes) => "#" + new URLSearchParams(Object.entries({ ...state, ...changes }).filter(([, value]) => value !== "")).toString();
  const linkOf = (row) => linkTo({ case: row.id, on: store.legs.length > 1 ? onOf(row) : "" });

  const list = caseList({ list: byId("list"), more: byId("more"), linkOf, legName });
  const emptyText = () => {
    if (!store.rows.length) return store.none;
    const asked = [state.q && `“${state.q}”`, state.verdict && `verdict ${store.label(state.verdict)}`, state.suite && `suite ${shortSuite(state.suite)}`,
      state.client && `client ${state.client}`, state.target && `target ${state.target}`, state.profile && `profile ${state.profile}`].filter(Boolean);
    return `None of ${store.rows.length.toLocaleString("en")} ${store.noun} fits ${asked.join(", ")}.`;
  };
  // Whether the filters ask for one leg, and this is it.
  const isChosen = (leg) => leg.target === state.target && (!severalClients || leg.client === state.client) && (!state.profile || leg.profile === state.profile);
  const draw = () => {
    matches = filter();
    list.draw(matches);
    byId("empty").hidden = matches.length > 0;
    if (!matches.length) byId("empty-why").textContent = emptyText();
    const all = store.rows.length.toLocaleString("en");
    byId("shown").textContent = matches.length === store.rows.length ? all : `${matches.length.toLocaleString("en")} of ${all}`;
    for (const tile of document.querySelectorAll(".tile")) tile.setAttribute("aria-pressed", String(tile.dataset.verdict === state.verdict));
    for (const cell of document.querySelectorAll(".cell[data-leg]")) cell.setAttribute("aria-pressed", String(isChosen(store.legs[Number(cell.dataset.leg)])));
    for (const [key, field] of Object.entries(fields)) field.classList.toggle("set", Boolean(state[key]));
    document.dispatchEvent(new CustomEvent("sparity-drawn", { detail: store.legs.filter(isChosen) }));
  };

  const write = (push = false) => {
    const hash = linkTo({});
    if (location.hash === hash || (!location.hash && hash === "#")) return;
    const address = hash === "#" ? location.pathname + location.search : hash;
    if (push) history.pushState(null, "", address); else history.replaceState(null, "", address);
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const before = state;
    state = blank();
    for (const key of Object.keys(state)) state[key] = given.get(key) || "";
    for (const [key, field] of Object.entries(fields)) {
      field.value = state[key];
      if (field.value !== state[key]) state[key] = field.value = "";
    }
    if (!matches.length || Object.keys(fields).some((key) => state[key] !== before[key])) draw();
    if (!state.case) { if (dialog.open) dialog.close(); return; }
    const wanted = (row) => row.id === state.case && (!state.on || onOf(row) === state.on);
    let at = matches.findIndex(wanted);
    if (at < 0 && store.rows.some(wanted)) {
      // A link outlives the verdict it was filtered by.
      state = { ...blank(), case: state.case, on: state.on };
      for (const [key, field] of Object.entries(fields)) field.value = state[key];
      draw();
      at = matches.findIndex(wanted);
    }
    if (at >= 0) open(at); else gone();
  };
  const set = (changes) => {
    Object.assign(state, changes);
    for (const [key, field] of Object.entries(fields)) field.value = state[key];
    write();
    draw();
  };
  const toCases = (changes) => {
    set({ ...blank(), ...changes });
    byId("cases").focus({ preventScroll: true });
    byId("cases").scrollIntoView({ block: "start" });
  };

  const close = () => dialog.close();
  const fillDialog = (...parts) => {
    body.replaceChildren(...parts.flat(Infinity).filter(Boolean));
    if (!dialog.open) dialog.showModal();
  };
  const gone = () => fillDialog(el("div", { class: "detail-head" }, el("h2", { id: "detail-title" }, store.gone),
    el("button", { type: "button", class: "ghost", id: "close", onclick: close }, "✕")),
    el("p", {}, `The link asks for ${state.case}${state.on ? ` with ${state.on}` : ""}. It was renamed, or is not listed here any more.`));
  const open = async (at) => {
    const row = matches[at];
    if (!row) return;
    current = at;
    list.reach(at);
    const fresh = !dialog.open;
    Object.assign(state, { case: row.id, on: store.legs.length > 1 ? onOf(row) : "" });
    write(fresh);
    const head = detailHead(row, { step: (by) => open(current + by), close, link: linkOf(row) });
    fillDialog(head, el("p", { class: "soft" }, "Loading …"));
    body.scrollTop = 0;
    let parts;
    try {
      parts = detailView(row, await store.detail(row), (other) => linkTo({ case: other.id, on: onOf(other), target: "", client: "", verdict: "" }));
    } catch (problem) {
      parts = [el("p", { class: "why v-infra" }, row.why || row.verdict),
        el("p", {}, `The outcomes are kept in the folder “details” beside this page: ${problem.message}. Keep the two together, or make one file of it with “sparity-lab report RUN --format html”.`)];
    }
    if (matches[current] === row && dialog.open) fillDialog(head, parts);
  };
  dialog.addEventListener("close", () => {
    Object.assign(state, { case: "", on: "" });
    write();
    // The event comes later than the key: who searches by then is left there.
    if (document.activeElement !== fields.q) list.element(current)?.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });

  let timer;
  fields.q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => set({ q: fields.q.value.trim() }), 60); });
  for (const key of CHOICES) fields[key].addEventListener("change", () => set({ [key]: fields[key].value }));
  const clear = () => set(blank());
  byId("filters").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("empty-clear").addEventListener("click", clear);
  byId("list").addEventListener("click", (event) => {
    const link = event.target.closest(".case");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(Number(link.dataset.at));
  });
  document.querySelector("main").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".tile")) set({ verdict: state.verdict === button.dataset.verdict ? "" : button.dataset.verdict });
    else if (button.matches("[data-leg]")) {
      const leg = store.legs[Number(button.dataset.leg)];
      toCases({ suite: button.dataset.suite || "", target: leg.target, client: severalClients ? leg.client : "", profile: fields.profile.parentElement.hidden ? "" : leg.profile });
    } else if (button.matches(".suite")) toCases({ suite: button.dataset.suite, profile: fields.profile.parentElement.hidden ? "" : button.dataset.profile });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing && event.key === "Escape") { event.target.blur(); return; }
    if (typing && !(event.target === fields.q && event.key === "ArrowDown")) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (dialog.open) {
      if (event.key === "j" || event.key === "k") open(current + step);
      else if (event.key === "c") byId("copy")?.click();
      return;
    }
    if (event.key === "/") { event.preventDefault(); fields.q.focus(); fields.q.select(); return; }
    if (!step) return;
    // Arrows scroll the page as ever, unless the list has the focus.
    if (event.key.startsWith("Arrow") && !typing && !list.has(document.activeElement)) return;
    if (!list.step(step)) fields.q.focus();
    event.preventDefault();
  });

  showAttention((verdict, rows) => rows.length === 1 ? (toCases({ verdict }), open(matches.indexOf(rows[0])))
    : toCases({ verdict, q: rows.length ? commonWords(rows) : "" }));
  window.addEventListener("popstate", read);
  read();
  performance.mark("sparity-ready");
})();
