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

