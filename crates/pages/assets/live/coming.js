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

