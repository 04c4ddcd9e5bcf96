// What needs a look: the rows of each bad verdict, put together by their reason.
const TOP = 5;

// Two cases have one reason when only numbers, quoted names and the like differ.
const reasonKey = (row) => row.why.replace(/`[^`]*`|'[^']*'|"[^"]*"/g, "…").replace(/\d+/g, "n");

const showAttention = (choose) => {
  for (const card of document.querySelectorAll("[data-attention]")) {
    const verdict = card.dataset.attention, list = card.querySelector(".causes");
    if (!list) continue;
    const groups = new Map();
    for (const row of store.rows) {
      if (row.verdict !== verdict) continue;
      const key = reasonKey(row);
      if (groups.has(key)) groups.get(key).push(row); else groups.set(key, [row]);
    }
    const ranked = [...groups.values()].sort((a, b) => b.length - a.length);
    for (const rows of ranked.slice(0, TOP)) {
      list.append(el("li", {}, el("button", { type: "button", class: "cause", title: rows[0].why, onclick: () => choose(verdict, rows) },
        el("span", { class: "cause-text" }, rows.length === 1 ? `${rows[0].name}: ${rows[0].why}` : rows[0].why), el("span", { class: "num" }, String(rows.length)))));
    }
    if (ranked.length > TOP) list.append(el("li", {}, el("button", { type: "button", class: "link", onclick: () => choose(verdict, []) }, `${ranked.length - TOP} more reasons`)));
  }
};

// Words that all these rows have in their reason, for the search field.
const commonWords = (rows) => {
  const each = rows.map((row) => row.why.toLowerCase());
  return rows[0].why.split(/\s+/).filter((word) => word.length > 2 && each.every((why) => why.includes(word.toLowerCase()))).slice(0, 6).join(" ");
};
