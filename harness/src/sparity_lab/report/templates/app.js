// The list of cases: filters live in the URL, so that a view can be sent to somebody.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 200;
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), dialog = byId("detail"), body = byId("detail-body"), more = byId("more");
  const fields = { q: byId("q"), verdict: byId("f-verdict"), suite: byId("f-suite"), target: byId("f-target"), client: byId("f-client") };
  const blank = () => ({ q: "", verdict: "", suite: "", target: "", client: "", case: "", leg: "" });
  let state = blank(), matches = [], shown = 0, current = -1;

  const legOf = (item) => data.legs[item.leg];
  const why = (item) => {
    if (item.verdict === "equal") return "";
    for (const [name, c] of Object.entries(item.components || {})) if (c.lenient === "different") return `${name}: ${c.diff[0] || "differs"}`;
    return item.reason || "";
  };
  const lenient = (item) => [...new Set(Object.values(item.components || {}).flatMap((c) => c.strict === c.lenient ? [] : c.leniencies))];
  for (const item of data.cases) {
    item.text = [item.id, item.mirrors, item.title, item.reason, why(item), legOf(item).target, legOf(item).client, lenient(item).join(" ")].join(" ").toLowerCase();
  }

  const fill = (select, values, label = (v) => v) => {
    for (const value of values) select.append(el("option", { value }, label(value)));
    select.parentElement.hidden = values.length < 2;
  };
  const unique = (values) => [...new Set(values)];
  fill(fields.verdict, data.verdicts.filter((v) => data.cases.some((item) => item.verdict === v)));
  fields.verdict.append(el("option", { value: "not-equal" }, "not equal"));
  fields.verdict.parentElement.hidden = false;
  fill(fields.suite, unique(data.cases.map((item) => item.suite)), (v) => v.replace("test_parity_", ""));
  fill(fields.target, unique(data.legs.map((leg) => leg.target)));
  fill(fields.client, unique(data.legs.map((leg) => leg.client)));

  const fits = (item) => {
    const leg = legOf(item);
    if (state.verdict === "not-equal" ? item.verdict === "equal" : state.verdict && item.verdict !== state.verdict) return false;
    if (state.suite && item.suite !== state.suite) return false;
    if (state.target && leg.target !== state.target) return false;
    if (state.client && leg.client !== state.client) return false;
    return state.q.toLowerCase().split(/\s+/).every((word) => item.text.includes(word));
  };

  const entry = (item, at) => {
    const leg = legOf(item), reason = why(item), used = lenient(item);
    return el("li", {}, el("button", { type: "button", class: "case", "data-at": at, onclick: () => open(at) },
      el("span", { class: `chip v-${item.verdict}` }, item.verdict),
      el("span", { class: "case-name" }, el("span", { class: "soft" }, item.suite.replace("test_parity_", "") + " / "), item.id.split("/").pop()),
      used.length ? el("span", { class: "tag lenient", title: "equal only with: " + used.join(", ") }, "lenient") : el("span"),
      el("span", { class: "tag" }, data.legs.some((l) => l.client !== leg.client) ? `${leg.client} on ${leg.target}` : leg.target),
      reason ? el("span", { class: "case-why" }, reason) : null));
  };
  const grow = () => {
    const next = matches.slice(shown, shown + PAGE);
    list.append(...next.map((item, n) => entry(item, shown + n)));
    shown += next.length;
    more.hidden = shown >= matches.length;
    more.textContent = `Show ${Math.min(PAGE, matches.length - shown)} more of ${matches.length - shown}`;
  };
  const draw = () => {
    matches = data.cases.filter(fits);
    shown = 0;
    list.replaceChildren();
    grow();
    byId("empty").hidden = matches.length > 0;
    byId("shown").textContent = matches.length === data.cases.length ? `${matches.length}` : `${matches.length} of ${data.cases.length}`;
    for (const tile of document.querySelectorAll(".tile")) tile.setAttribute("aria-pressed", String(tile.dataset.verdict === state.verdict));
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
    if (!state.case) { if (dialog.open) dialog.close(); return; }
    const at = matches.findIndex((item) => item.id === state.case && (state.leg === "" || String(item.leg) === state.leg));
    if (at >= 0) open(at);
  };
  const set = (changes) => {
    Object.assign(state, changes);
    for (const [key, field] of Object.entries(fields)) field.value = state[key];
    write();
    draw();
  };

  const open = (at) => {
    const item = matches[at];
    if (!item) return;
    current = at;
    while (shown <= at && shown < matches.length) grow();
    body.replaceChildren(...detailView(item, legOf(item), { step: (by) => open(current + by), close: () => dialog.close() }).flat(Infinity).filter(Boolean));
    if (!dialog.open) dialog.showModal();
    body.scrollTop = 0;
    Object.assign(state, { case: item.id, leg: data.legs.length > 1 ? String(item.leg) : "" });
    write();
  };
  dialog.addEventListener("close", () => {
    Object.assign(state, { case: "", leg: "" });
    write();
    list.querySelector(`[data-at="${current}"]`)?.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  let timer;
  fields.q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => set({ q: fields.q.value.trim() }), 80); });
  for (const key of ["verdict", "suite", "target", "client"]) fields[key].addEventListener("change", () => set({ [key]: fields[key].value }));
  const clear = () => set(blank());
  byId("filters").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("empty-clear").addEventListener("click", clear);
  more.addEventListener("click", grow);
  for (const tile of document.querySelectorAll(".tile")) {
    tile.addEventListener("click", () => set({ verdict: state.verdict === tile.dataset.verdict ? "" : tile.dataset.verdict }));
  }
  for (const cell of document.querySelectorAll(".cell")) {
    cell.addEventListener("click", () => {
      const leg = data.legs[Number(cell.dataset.leg)];
      set({ suite: cell.dataset.suite, target: data.legs.length > 1 ? leg.target : "", client: new Set(data.legs.map((l) => l.client)).size > 1 ? leg.client : "" });
      byId("cases").scrollIntoView({ block: "start" });
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing && event.key === "Escape") { event.target.blur(); return; }
    if (typing) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (dialog.open) {
      if (event.key === "j" || event.key === "k") open(current + step);
      else if (event.key === "c") copyText(matches[current].repro, byId("copy"));
      return;
    }
    if (event.key === "/") { event.preventDefault(); fields.q.focus(); fields.q.select(); return; }
    if (!step) return;
    const from = document.activeElement && document.activeElement.dataset ? Number(document.activeElement.dataset.at ?? -1) : -1;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && from < 0) return;
    const to = Math.max(0, Math.min(matches.length - 1, from + step));
    while (shown <= to && shown < matches.length) grow();
    list.querySelector(`[data-at="${to}"]`)?.focus();
    event.preventDefault();
  });

  const themes = ["light", "dark"];
  const remembered = () => { try { return localStorage.getItem("sparity-theme"); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => { document.documentElement.dataset.theme = themes.includes(remembered()) ? remembered() : system.matches ? "dark" : "light"; };
  system.addEventListener("change", applyTheme);
  byId("theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("sparity-theme", next); } catch { /* a page from disk may have no storage */ }
    document.documentElement.dataset.theme = next;
  });

  applyTheme();
  window.addEventListener("hashchange", read);
  read();
})();
