  // ---- the connection ----
  let seen = Number(live.dataset.seen);
  let events = null, heard = Date.now(), tries = 0, again = 0, lostAt = null;

  function connect() {
    clearTimeout(again);
    if (events) events.close();
    const address = live.dataset.events;
    events = new EventSource(address + (address.includes("?") ? "&" : "?") + "after=" + seen);
    events.onopen = alive;
    events.onerror = lost;
    events.addEventListener("still", alive);
    events.addEventListener("now", (e) => { alive(); tell(JSON.parse(e.data)); });
    events.addEventListener("said", (e) => {
      alive();
      const said = JSON.parse(e.data);
      seen = Math.max(seen, said.number);
      tell(said.now);
      take(said.posts);
    });
    events.addEventListener("again", () => { stop(); location.reload(); });
    events.addEventListener("over", () => {
      stop();
      if (byId("over")) byId("over").hidden = false;
      settle();
    });
  }
  function stop() {
    if (events) events.close();
    events = null;
    clearTimeout(again);
    clearInterval(watch);
    lostAt = null;
    showBroken();
  }
  function alive() {
    heard = Date.now();
    tries = 0;
    lostAt = null;
    showBroken();
  }
  function lost() {
    if (events) events.close();
    lostAt = lostAt || new Date();
    clearTimeout(again);
    again = setTimeout(connect, Math.min(8000, 500 * 2 ** tries++) * (0.75 + Math.random() / 2));
    // A restart of a second is no loss to tell of.
    setTimeout(showBroken, 1500);
  }
  function showBroken() {
    const broken = byId("broken");
    if (!broken) return;
    const is = lostAt !== null && Date.now() - lostAt >= 1400;
    if (is) (broken.querySelector("span") || broken).textContent = "Connection lost at " + clock(lostAt) + ". Nothing will be missed.";
    broken.hidden = !is;
  }
  const clock = (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const watch = setInterval(() => { if (events && Date.now() - heard > 25000) lost(); }, 5000);
  window.addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && events && Date.now() - heard > 15000) connect();
    settle();
  });
  window.addEventListener("pagehide", () => events && events.close());
  window.addEventListener("pageshow", (e) => e.persisted && connect());

