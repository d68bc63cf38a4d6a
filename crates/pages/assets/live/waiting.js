  // ---- what waits ----
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

