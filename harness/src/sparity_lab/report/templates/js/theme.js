// Light or dark, before anything is painted: the reader's choice, else the system's.
(() => {
  const KEY = "sparity-theme", root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.theme = ["light", "dark"].includes(remembered()) ? remembered() : system.matches ? "dark" : "light"; };
  system.addEventListener("change", apply);
  apply();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme")) return;
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem(KEY, next); } catch { /* a page from disk may have no storage */ }
    root.dataset.theme = next;
  });
})();
