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

