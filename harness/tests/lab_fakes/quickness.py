"""How long a page takes to open and to filter in a browser: by the clock and the processor."""

from typing import Any

FILTERING = """(word) => new Promise((done) => {
    const field = document.getElementById("q"), count = document.getElementById("shown");
    const started = performance.now();
    const drawn = () => done([performance.now() - started, count.textContent]);
    new MutationObserver(() => requestAnimationFrame(drawn))
        .observe(count, { childList: true, characterData: true, subtree: true });
    field.value = word;
    field.dispatchEvent(new Event("input"));
})"""
"""Types a word and tells, once the list is drawn, how long that took and what is counted."""


def watched(page: Any) -> Any:
    """A session with the tab of a page that counts what its process uses up."""
    tab = page.context.new_cdp_session(page)
    tab.send("Performance.enable", {"timeDomain": "threadTicks"})
    return tab


def processor_seconds(tab: Any) -> float:
    """What the process behind a tab has used up."""
    metrics = tab.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "ProcessTime")
