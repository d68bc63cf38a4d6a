// For a host on the live page: what can be done with a post opens under it. Without it the desk leads
// to the same forms.
(function () {
  "use strict";
  const host = document.getElementById("host"), live = document.getElementById("live");
  if (!host || !live) return;
  const dress = (item) => {
    const by = item.querySelector(".by");
    if (!item.dataset.by || !by || by.querySelector(".deeds-of")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "deeds-of";
    button.textContent = "Host";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", "Host: decide about the post by " + item.querySelector(".author").textContent);
    by.append(" ", button);
  };
  const all = () => live.querySelectorAll(".stream > li[data-id]").forEach(dress);
  async function open(button) {
    const item = button.closest("li[data-id]"), old = item.querySelector(".deeds");
    button.setAttribute("aria-expanded", String(!old));
    if (old) return old.remove();
    const address = new URL(host.dataset.posts + encodeURIComponent(item.dataset.id), location.href);
    const answer = await fetch(address);
    if (!answer.ok) { location.href = address; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const deeds = document.adoptNode(page.querySelector(".deeds"));
    for (const form of deeds.querySelectorAll("form")) form.action = new URL(form.getAttribute("action"), address);
    item.append(deeds);
    deeds.querySelector("button, input:not([type=hidden]), select").focus();
  }
  live.addEventListener("click", (e) => {
    const button = e.target.closest(".deeds-of");
    if (button) open(button).catch(() => button.setAttribute("aria-expanded", "false"));
  });
  live.addEventListener("submit", async (e) => {
    const form = e.target.closest(".deeds form");
    if (!form) return;
    e.preventDefault();
    const deeds = form.closest(".deeds"), item = form.closest("li");
    const body = new URLSearchParams(new FormData(form));
    let said = "This could not be sent: try again.";
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok) {
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
  new MutationObserver(all).observe(live, { childList: true, subtree: true });
  all();
})();
