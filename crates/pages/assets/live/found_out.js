  // ---- what is found out, made anew ----
  let renewed = null;
  const made = () => Number((renewed || byId("lane")).dataset.made);
  /** Whether the reader has begun with the view. */
  function isRead() {
    const view = byId("lane");
    return view.getBoundingClientRect().top < now.getBoundingClientRect().bottom - 8 ||
      view.contains(document.activeElement) || !getSelection().isCollapsed || view.querySelector("details[open]") !== null;
  }
  async function renew() {
    if (made() >= seen || document.hidden || paused) return;
    try {
      const fresh = (await read(location.pathname + "?part=1&lane=" + lane)).getElementById("lane");
      if (!fresh || Number(fresh.dataset.made) <= made()) return;
      renewed = fresh;
      if (!isRead() && pace() !== "ask") showRenewed();
      count();
    } catch { /* It is asked for again. */ }
  }
  /** The heading that the reader has before them stays where it is. */
  function showRenewed() {
    if (!renewed) return;
    const top = now.getBoundingClientRect().bottom, view = byId("lane");
    const headings = () => [...byId("lane").querySelectorAll("h2, h3")];
    const kept = headings().filter((heading) => heading.getBoundingClientRect().top < innerHeight).reverse()
      .find((heading, at, all) => heading.getBoundingClientRect().top <= top || at === all.length - 1);
    const at = kept && kept.getBoundingClientRect().top;
    const open = [...view.querySelectorAll("details[open]")].map((box) => box.closest("section").querySelector("h2, h3").textContent);
    view.replaceWith(document.adoptNode(renewed));
    renewed = null;
    for (const box of byId("lane").querySelectorAll("details")) {
      box.open = open.includes(box.closest("section").querySelector("h2, h3").textContent);
    }
    const same = kept && headings().find((heading) => heading.textContent === kept.textContent);
    if (same && window.scrollY > 0) window.scrollBy({ top: same.getBoundingClientRect().top - at, behavior: "instant" });
    count();
  }

