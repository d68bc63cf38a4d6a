// For a host on a chat's page, live or kept: what can be done with a post opens under it. Without it
// the desk leads to the same forms.
(function () {
  "use strict";
  const host = document.getElementById("host"), live = document.getElementById("live");
  if (!host) return;
  const place = live || document.getElementById("main");
  // On the live page a post stands in its item, in the record among its answers.
  const POST = live ? ".stream > li[data-id]" : ".posts .post[id]:not(.outside)";
  const name = (item) => live ? item.dataset.id : item.id;
  const dress = (item) => {
    const by = item.querySelector(".by");
    if ((live && !item.dataset.by) || !by || !item.querySelector(".author") || by.querySelector(".deeds-of")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "deeds-of";
    button.textContent = "Host";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", "Host: decide about the post by " + item.querySelector(".author").textContent);
    by.append(" ", button);
  };
  const all = () => place.querySelectorAll(POST).forEach(dress);
  async function open(button) {
    const item = button.closest(POST), old = item.querySelector(".deeds");
    button.setAttribute("aria-expanded", String(!old));
    if (old) return old.remove();
    const address = new URL(host.dataset.posts + encodeURIComponent(name(item)), location.href);
    const answer = await fetch(address);
    if (!answer.ok) { location.href = address; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const deeds = document.adoptNode(page.querySelector(".deeds"));
    for (const form of deeds.querySelectorAll("form")) form.action = new URL(form.getAttribute("action"), address);
    item.append(deeds);
    deeds.querySelector("button, input:not([type=hidden]), select").focus();
  }
  place.addEventListener("click", (e) => {
    const button = e.target.closest(".deeds-of");
    if (button) open(button).catch(() => button.setAttribute("aria-expanded", "false"));
  });
  place.addEventListener("submit", async (e) => {
    const form = e.target.closest(".deeds form");
    if (!form) return;
    e.preventDefault();
    const deeds = form.closest(".deeds"), item = form.closest(POST);
    const body = new URLSearchParams(new FormData(form));
    let said = "This could not be sent: try again.";
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok) {
        // A record does not change by itself.
        if (!live) { location.reload(); return; }
        deeds.remove();
        const button = item.querySelector(".deeds-of");
        if (button) { button.setAttribute("aria-expanded", "false"); button.focus(); }
        return;
      }
      said = await answer.text();
    } catch { /* It is said below. */ }
    let problem = deeds.querySelector(".problem");
    if (!problem) {
      problem = document.createElement("p");
      problem.className = "problem";
      problem.setAttribute("role", "alert");
      deeds.append(problem);
    }
    problem.textContent = said;
  });
  if (live) new MutationObserver(all).observe(live, { childList: true, subtree: true });
  all();
})();
