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

