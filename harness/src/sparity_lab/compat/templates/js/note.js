// What is known of the cell that the filters ask for, above its findings.
document.addEventListener("sparity-drawn", ({ detail: [leg, ...more] }) => {
  const at = leg && !more.length ? store.legs.indexOf(leg) : -1;
  let note = byId("cell-note");
  if (!note) {
    note = el("p", { id: "cell-note", class: "note-cell", role: "status" });
    byId("filters").after(note);
  }
  note.hidden = at < 0;
  note.textContent = at < 0 ? "" : document.querySelector(`[data-note="${at}"]`).textContent;
});
