  // ---- at whose pace ----
  let paused = false, reading = 0;
  const pace = () => { const choice = document.querySelector("#pace select"); return choice ? choice.value : "flow"; };
  const bottom = () => (dock ? dock.getBoundingClientRect().top : window.innerHeight);
  /** Whether the end of what is said is in sight. */
  function atEnd() {
    const lists = live.querySelectorAll(lane === "questions" ? ".lane[data-open] .stream" : ".stream");
    const last = lists[lists.length - 1];
    if (!last) return true;
    const box = last.getBoundingClientRect();
    return box.bottom <= bottom() + 40 && box.bottom > 0;
  }
  function settle() {
    if (isWall) return;
    const flows = !paused && pace() !== "ask" && !document.hidden && atEnd();
    if (flows && waiting.length && pace() === "flow") release(waiting.splice(0));
    else if (flows && waiting.length && !reading) {
      const [next] = waiting.splice(0, 1);
      release([next]);
      const words = next.html.replace(/<[^>]*>/g, " ").split(/\s+/).length;
      reading = setTimeout(() => { reading = 0; settle(); }, Math.min(9000, Math.max(1800, words * 220)));
    }
    count();
  }
  function release(posts) {
    const follows = atEnd();
    let fresh = [];
    steady(() => { fresh = posts.map(put); });
    fresh = fresh.filter((item) => !item.classList.contains("muted"));
    for (const item of fresh) item.classList.add("fresh");
    if (follows && fresh.length) glide(fresh[0], fresh[fresh.length - 1]);
  }
  /** Brings the newest into sight, but no unread post out of it. */
  function glide(first, last) {
    const over = last.getBoundingClientRect().bottom + 24 - bottom();
    const room = first.getBoundingClientRect().top - (now ? now.getBoundingClientRect().bottom : 0) - 24;
    const by = Math.min(over, room);
    if (by > 0) window.scrollBy({ top: by, behavior: calm.matches ? "instant" : "smooth" });
  }
