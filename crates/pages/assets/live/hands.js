  // ---- hands ----
  function focus(item, block) {
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
    const top = now ? now.getBoundingClientRect().height + 12 : 12;
    const box = item.getBoundingClientRect();
    const behavior = calm.matches ? "instant" : "smooth";
    if (block === "start" || box.top < top) window.scrollBy({ top: box.top - top, behavior });
    else if (box.bottom > bottom()) window.scrollBy({ top: box.bottom + 12 - bottom(), behavior });
  }
  function step(by) {
    const all = items().filter((item) => !item.classList.contains("muted"));
    const here = all.indexOf(document.activeElement.closest(".stream > li"));
    const top = now ? now.getBoundingClientRect().bottom : 0;
    const first = all.findIndex((item) => item.getBoundingClientRect().top >= top - 1);
    const next = all[here < 0 ? Math.max(0, first) : Math.min(all.length - 1, Math.max(0, here + by))];
    if (next) focus(next);
  }
  function toEnd() {
    if (grows && waiting.length) return showWaiting();
    const all = items();
    if (all.length) focus(all[all.length - 1]);
  }
  function pause() {
    paused = !paused;
    const button = byId("pause");
    button.setAttribute("aria-pressed", paused);
    button.textContent = paused ? "Go on" : "Pause";
    settle();
  }
  const chosen = () => document.activeElement && document.activeElement.closest(".stream > li[data-by]");
  const name = (item) => item.querySelector(".author").textContent;
  const KEYS = {
    j: () => step(1), k: () => step(-1), n: showWaiting, p: pause, e: toEnd,
    m: () => { const item = chosen(); if (item) mute(() => { muted.people[item.dataset.by] = name(item); }); },
    t: () => { const item = chosen(); if (item) mute(() => { muted.threads[item.dataset.parent || item.dataset.id] = name(item); }); },
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea")) return;
    const link = /^[1-9]$/.test(e.key) && document.querySelectorAll(".lanes a")[e.key - 1];
    if (link) link.click();
    else if (KEYS[e.key] && !isWall) { e.preventDefault(); KEYS[e.key](); }
  });

