  // ---- where it begins ----
  if (renews) setInterval(renew, 10000 + Math.random() * 2000);
  if (isWall) return connect();
  byId("fresh").addEventListener("click", showWaiting);
  byId("pause").addEventListener("click", pause);
  byId("broken").querySelector("button").addEventListener("click", () => { tries = 0; connect(); });
  live.addEventListener("click", (e) => {
    const link = e.target.closest(".elision a");
    if (link && grows) { e.preventDefault(); earlier(link); }
    const answered = e.target.closest(".answers a[href^='#']");
    const item = answered && itemOf(decodeURIComponent(answered.hash.slice(1)));
    if (item) { e.preventDefault(); focus(item); }
  });
  byId("mutes").querySelector("form").addEventListener("submit", (e) => {
    e.preventDefault();
    const word = e.target.word.value.trim().toLowerCase();
    if (word && !muted.words.includes(word)) mute(() => muted.words.push(word));
    e.target.reset();
  });
  let scrolled = 0;
  window.addEventListener("scroll", () => { cancelAnimationFrame(scrolled); scrolled = requestAnimationFrame(settle); }, { passive: true });
  window.addEventListener("resize", settle);
  window.addEventListener("pagehide", leave);
  for (const id of ["keys", ...(grows ? ["pause", "pace"] : [])]) byId(id).hidden = false;
  const choice = document.querySelector("#pace select");
  choice.value = stored("chatkeep.pace") || "flow";
  if (choice.selectedIndex < 0) choice.value = "flow";
  choice.addEventListener("change", () => { stored("chatkeep.pace", choice.value); settle(); });
  const elsewhere = byId("elsewhere"), starts = new Date(elsewhere.dataset.from);
  if (starts > Date.now()) {
    elsewhere.textContent = " · " + clock(starts) + " where you are";
    elsewhere.hidden = false;
  }
  const current = document.querySelector(".lanes [aria-current]");
  if (current) current.closest(".lanes").scrollLeft = current.offsetLeft - 40;
  items().forEach(dress);
  listMuted();
  welcome();
  // Who comes to what is said now finds it at the end.
  if (lane === "now" && !location.hash) {
    const all = items(), last = all[all.length - 1];
    const over = last ? last.getBoundingClientRect().bottom + 24 - bottom() : 0;
    if (over > 0 && window.scrollY === 0) window.scrollBy({ top: over, behavior: "instant" });
  }
  // By question, the one that is open is in sight.
  const open = live.querySelector(".lane[data-open]");
  if (open && lane === "questions" && !location.hash && window.scrollY === 0) {
    const by = open.getBoundingClientRect().top - (now ? now.getBoundingClientRect().bottom : 0) - 24;
    if (by > window.innerHeight / 2) window.scrollBy({ top: by, behavior: "instant" });
  }
  connect();
})();
