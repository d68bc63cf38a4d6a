// Keeps the page of a live chat up to date. Without it the page reads, and asks again by itself.
//
// One rule above all: nothing moves under a reader. New posts go to the end only while the end is in
// sight; else they wait behind their count. Whatever changes above is made up for by scrolling.
(function () {
  "use strict";
  const live = document.getElementById("live");
  if (!live || !window.EventSource) return;
  const byId = (id) => document.getElementById(id);
  const lane = live.dataset.lane;
  const grows = "grows" in live.dataset;
  // What is found out of all that was said: made anew in the background, some seconds after it.
  const renews = "renews" in live.dataset;
  const isWall = lane === "wall";
  const dock = document.querySelector(".dock");
  const now = document.querySelector(".now");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const title = document.title;
  const stored = (key, value) => {
    try {
      if (value === undefined) return JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify(value));
    } catch { /* Nothing is kept where the reader's browser keeps nothing. */ }
    return null;
  };

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

  // ---- what is told above ----
  const write = (id, text) => {
    const place = byId(id);
    if (place && place.textContent !== text) place.textContent = text;
  };
  let asked = null;
  function tell(told) {
    const number = byId("number");
    const has = told.question !== undefined;
    if (number) { number.hidden = !has; write("number", has ? "Q" + told.question : ""); }
    if (!isWall || has) write("asked", told.asked);
    write("facts", told.facts.join(" · "));
    write("clock", told.clock);
    pin(told.pins || []);
    if (has) write("answer", "A" + told.question);
    // A question was asked for which there is no lane yet.
    if (lane === "questions" && asked !== null && has && asked !== told.question) remake();
    asked = has ? told.question : 0;
  }

  let pinned = null;
  function pin(pins) {
    const list = byId("pins"), key = JSON.stringify(pins);
    if (!list || pinned === key) return;
    const lines = pins.map(({ name, words, link }) => {
      const line = document.createElement("li"), who = document.createElement("b"), shown = document.createElement("bdi"), said = document.createElement("a");
      shown.textContent = name;
      said.textContent = words;
      said.dir = "auto";
      said.href = link;
      who.append(shown);
      line.append(who, " ", said);
      return line;
    });
    // As the page was made: nothing is to be done.
    const same = pinned === null && lines.map((line) => line.textContent).join() === [...list.children].map((line) => line.textContent).join();
    pinned = key;
    if (!same) steady(() => { list.replaceChildren(...lines); list.hidden = !pins.length; });
  }

  // ---- where posts stand ----
  const items = () => [...live.querySelectorAll(".stream > li[data-id]")];
  const itemOf = (id) => live.querySelector('.stream > li[data-id="' + CSS.escape(id) + '"]');
  const listOf = (post) =>
    lane === "questions" || /^q\d+$/.test(lane)
      ? post.part === "answers" && live.querySelector('.lane[data-q="' + post.question + '"] .stream')
      : live.querySelector("#stream");
  const at = (item) => Number(item.dataset.at);
  /** Whether an item stands after what has this time and name. */
  const isAfter = (item, time, id) => at(item) > time || (at(item) === time && item.dataset.id > id);

  function entryOf(post) {
    const template = document.createElement("template");
    template.innerHTML = post.html;
    return template.content.firstElementChild;
  }
  /** Does something, and scrolls so that what the reader sees stays where it is. */
  function steady(change) {
    const top = now ? now.getBoundingClientRect().bottom : 0;
    const kept = items().find((item) => item.getBoundingClientRect().bottom > top);
    const before = kept && kept.getBoundingClientRect().top;
    change();
    if (!kept || !kept.isConnected) return;
    const moved = kept.getBoundingClientRect().top - before;
    if (Math.abs(moved) > 0.5) window.scrollBy({ top: moved, behavior: "instant" });
  }
  function put(post) {
    const list = listOf(post), item = entryOf(post);
    let before = list.lastElementChild;
    while (before && (!before.dataset.at || isAfter(before, post.at, post.id))) before = before.previousElementSibling;
    if (before) before.after(item); else list.prepend(item);
    const nothing = byId("nothing");
    if (nothing) nothing.remove();
    tally(list, 1);
    dress(item);
    return item;
  }
  function tally(list, by) {
    const lane = list.closest(".lane"), count = lane && lane.querySelector(".count");
    if (!count) return;
    const answers = parseInt(count.textContent, 10) + by;
    count.textContent = answers + (answers === 1 ? " answer" : " answers");
  }
  function takeOut(item) {
    tally(item.parentElement, -1);
    item.remove();
  }

  // ---- what comes ----
  let waiting = [], missed = 0;
  function take(posts) {
    for (const post of posts) {
      const item = itemOf(post.id), place = waiting.findIndex((other) => other.id === post.id);
      if (post.removed) remove(post, item, place);
      else if (isWall) wall(post, item);
      else if (renews) continue;
      else if (!grows) missed += 1;
      else if (item && listOf(post) !== item.parentElement) move(post, item);
      else if (item) steady(() => { const fresh = entryOf(post); item.replaceWith(fresh); dress(fresh); });
      else if (place >= 0) waiting[place] = post;
      else if (isNew(post)) waiting.push(post);
    }
    waiting.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    // What a lane asks stands in its heading.
    const asks = (post) => post.part === "asks" && !live.querySelector('.lane[data-q="' + post.question + '"][data-by="' + CSS.escape(post.id) + '"]');
    if (lane === "questions" && posts.some(asks)) remake();
    settle();
  }
  /** A host hid it, or lets it wait: it goes at once, wherever it stands. */
  function remove(post, item, place) {
    if (place >= 0) waiting.splice(place, 1);
    if (renews) renew().then(showRenewed);
    else if (item) steady(() => takeOut(item));
    else if (!grows && live.querySelector('[id="' + CSS.escape(post.id) + '"]')) remake();
  }
  /** A host said that it belongs to another question. */
  function move(post, item) {
    steady(() => { takeOut(item); if (listOf(post)) put(post); });
  }
  /** Whether a post belongs here and is not among those that only a link leads to. */
  function isNew(post) {
    const list = listOf(post);
    if (!list) return false;
    const first = list.querySelector("li[data-at]");
    const above = list.previousElementSibling;
    return !(first && above && above.matches(".elision") && post.at < at(first));
  }
  function wall(post, item) {
    const fresh = entryOf(post), list = byId("stream");
    if ("warned" in fresh.dataset || !fresh.dataset.by) { if (item) item.remove(); return; }
    if (item) return item.replaceWith(fresh);
    const newest = list.firstElementChild;
    if (newest && at(newest) > post.at) return;
    fresh.classList.add("fresh");
    list.prepend(fresh);
    while (list.children.length > 3) list.lastElementChild.remove();
  }

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

  let spokenAt = 0;
  function count() {
    const n = grows ? waiting.filter((post) => !isMuted(entryOf(post))).length : missed;
    const fresh = byId("fresh");
    if (!fresh) return;
    if (renews) {
      fresh.hidden = !renewed;
      fresh.textContent = "Updated: show";
      return;
    }
    fresh.hidden = n === 0;
    const words = n + (n === 1 ? " new post" : " new posts");
    if (n) fresh.textContent = words;
    write("still", n ? "" : paused ? "Paused" : grows ? "Up to date" : "");
    document.title = n ? "(" + n + ") " + title : title;
    if (n && Date.now() - spokenAt > 30000) { spokenAt = Date.now(); write("spoken", words + " waiting"); }
  }
  function showWaiting() {
    if (renews) return showRenewed();
    if (!grows) return remake();
    const posts = waiting.splice(0);
    if (!posts.length) return;
    let fresh = [];
    steady(() => { fresh = posts.map(put); });
    count();
    const first = fresh.find((item) => !item.classList.contains("muted"));
    if (!first) return;
    for (const item of fresh) item.classList.add("fresh");
    focus(first, "start");
  }
  async function read(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
  /** Makes a view anew that cannot grow. */
  async function remake() {
    try {
      const page = await read(location.href);
      const fresh = page.getElementById("lane");
      if (!fresh) return location.reload();
      steady(() => { byId("lane").replaceWith(document.adoptNode(fresh)); items().forEach(dress); });
      missed = 0;
      waiting = waiting.filter((post) => !itemOf(post.id) && isNew(post));
      settle();
    } catch { lost(); }
  }
  /** Earlier posts come in above, and move nothing. */
  async function earlier(link) {
    try {
      const page = await read(link.href);
      const section = link.closest(".lane"), number = section && section.dataset.q;
      const select = number ? '.lane[data-q="' + number + '"] .stream' : "#stream";
      const list = live.querySelector(select);
      steady(() => {
        for (const item of page.querySelectorAll(select + " > li[data-id]")) {
          if (itemOf(item.dataset.id) || waiting.some((post) => post.id === item.dataset.id)) continue;
          const next = [...list.children].find((other) => other.dataset.at && isAfter(other, at(item), item.dataset.id));
          list.insertBefore(document.adoptNode(item), next || null);
          dress(item);
        }
        link.closest(".elision").remove();
      });
    } catch { location.href = link.href; }
  }

  // ---- muted, for this reader alone ----
  const muted = Object.assign({ people: {}, threads: {}, words: [] }, stored("chatkeep.muted"));
  function isMuted(item) {
    const text = item.textContent.toLowerCase();
    return item.dataset.by in muted.people || item.dataset.id in muted.threads ||
      (item.dataset.parent || "") in muted.threads || muted.words.some((word) => text.includes(word));
  }
  function dress(item) {
    const is = isMuted(item);
    item.classList.toggle("muted", is);
    // What answers a muted conversation belongs to it.
    if (is && item.dataset.parent in muted.threads) muted.threads[item.dataset.id] = "";
  }
  function mute(change) {
    change();
    stored("chatkeep.muted", muted);
    steady(() => items().forEach(dress));
    listMuted();
    count();
  }
  function listMuted() {
    const box = byId("mutes");
    if (!box) return;
    const threads = Object.entries(muted.threads).filter(([, name]) => name);
    const all = [
      ...Object.entries(muted.people).map(([id, name]) => [name, () => delete muted.people[id]]),
      ...threads.map(([, name]) => ["conversation: " + name, () => { muted.threads = {}; }]),
      ...muted.words.map((word) => ["word: " + word, () => muted.words.splice(muted.words.indexOf(word), 1)]),
    ];
    box.hidden = false;
    box.querySelector(".n").textContent = all.length;
    box.querySelector("ul").replaceChildren(...all.map(([name, undo]) => {
      const line = document.createElement("li"), button = document.createElement("button");
      const shown = document.createElement("bdi");
      shown.textContent = name;
      button.type = "button";
      button.textContent = "Show again";
      button.setAttribute("aria-label", "Show again: " + name);
      button.addEventListener("click", () => mute(undo));
      line.append(shown, " ", button);
      return line;
    }));
  }

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

  // ---- where the reader left ----
  const place = "chatkeep.left:" + location.pathname;
  function leave() {
    const read = items().filter((item) => item.getBoundingClientRect().top < bottom());
    const last = read[read.length - 1];
    if (last && (lane === "now" || lane === "all")) stored(place, { at: at(last), id: last.dataset.id });
  }
  function welcome() {
    const left = stored(place);
    if (!left) return;
    if (lane === "catch-up" && byId("left")) {
      const link = document.createElement("a");
      link.href = "?lane=all#" + left.id;
      link.textContent = "You left here at " + clock(new Date(left.at)) + ": read on from there";
      byId("left").replaceChildren(link);
      byId("left").hidden = false;
    }
    const next = items().find((item) => at(item) > left.at);
    if ((lane === "now" || lane === "all") && next && next.previousElementSibling) {
      const mark = document.createElement("li");
      mark.className = "elision left";
      mark.textContent = "You left here";
      next.before(mark);
    }
  }

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
