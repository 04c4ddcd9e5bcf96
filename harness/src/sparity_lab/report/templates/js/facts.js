// What every case has when it is opened: its head, the command that runs it again, some facts.
const detailHead = (row, actions) => el("div", { class: "detail-head" },
  el("div", {}, el("span", { class: `chip v-${row.verdict}` }, `${row.sign} ${store.label(row.verdict)}`), " ", el("span", { class: "tag" }, `${row.leg.client} on ${row.leg.target}`),
    el("h2", { id: "detail-title" }, row.name), el("p", { class: "soft mono" }, row.id), row.title ? el("p", {}, row.title) : null),
  el("div", { class: "detail-nav" },
    el("button", { type: "button", class: "ghost", onclick: () => actions.step(-1), "aria-label": "Previous case", title: "Previous case (k)" }, "↑"),
    el("button", { type: "button", class: "ghost", onclick: () => actions.step(1), "aria-label": "Next case", title: "Next case (j)" }, "↓"),
    el("a", { class: "ghost", id: "permalink", href: actions.link, "aria-label": "Link to this case", title: "Link to this case" }, "#"),
    el("button", { type: "button", class: "ghost", id: "close", autofocus: true, onclick: actions.close, "aria-label": "Close", title: "Close (Esc)" }, "✕")));

const commandView = (repro) => {
  const copy = el("button", { type: "button", class: "ghost", id: "copy", onclick: () => copyText(repro, copy) }, "Copy");
  return el("div", { class: "command" }, el("code", {}, repro), copy);
};

const factsView = (facts) => el("dl", { class: "facts" },
  Object.entries(facts).filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
