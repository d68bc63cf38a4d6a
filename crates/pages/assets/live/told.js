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

