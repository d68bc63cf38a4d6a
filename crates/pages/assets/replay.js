// Plays the picture of a chat by time, and shows whom somebody turned to. Without it the picture is whole.
(function () {
  "use strict";
  var svg = document.querySelector(".picture svg");
  if (!svg) return;
  var dots = Array.prototype.slice.call(svg.querySelectorAll(".dots a"));
  var ties = Array.prototype.slice.call(svg.querySelectorAll(".ties path"));
  function numbers(element, name) {
    var text = element.getAttribute(name);
    return text ? text.split(" ").map(Number) : [];
  }
  var ends = ties.map(function (tie) { return numbers(tie, "data-ends"); });

  // Whom somebody turned to, and who to them.
  function tell(event) {
    var own = dots.indexOf(event.target.closest(".dots a"));
    svg.classList.toggle("telling", own >= 0);
    if (own < 0) return;
    var near = {};
    near[own] = true;
    ties.forEach(function (tie, at) {
      var is = ends[at].indexOf(own) >= 0;
      tie.classList.toggle("near", is);
      if (is) near[ends[at][0]] = near[ends[at][1]] = true;
    });
    dots.forEach(function (dot, at) { dot.classList.toggle("near", !!near[at]); });
  }
  ["pointerover", "focusin"].forEach(function (name) { svg.addEventListener(name, tell); });
  ["pointerleave", "focusout"].forEach(function (name) {
    svg.addEventListener(name, function () { svg.classList.remove("telling"); });
  });

  var box = document.querySelector(".picture .replay");
  if (!box) return;
  var button = box.querySelector("button");
  var range = box.querySelector("input");
  var clock = box.querySelector("output");
  var asked = box.querySelector(".asked");
  var questions = Array.prototype.slice.call(box.querySelectorAll("li"));
  var last = Number(range.max);
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  var said = dots.map(function (dot) { return numbers(dot, "data-at"); });
  var turned = ties.map(function (tie) { return numbers(tie, "data-at"); });
  var circles = dots.map(function (dot) { return dot.querySelector("circle"); });
  var radii = circles.map(function (circle) { return Number(circle.getAttribute("r")); });
  var opens = box.getAttribute("data-opens").split(":").map(Number);
  var timer = 0;
  var standing = null;

  function time(step) {
    var minutes = opens[0] * 60 + opens[1] + step * Number(box.getAttribute("data-minutes"));
    var day = Math.floor(minutes / 1440);
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    return (day ? "day " + (day + 1) + ", " : "") + two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60);
  }
  function upTo(times, step) { return times.filter(function (at) { return at <= step; }).length; }

  function show(step) {
    var people = 0, whole = step >= last;
    ties.forEach(function (tie, at) {
      tie.classList.toggle("later", !whole && !upTo(turned[at], step));
      tie.classList.toggle("now", !whole && turned[at].indexOf(step) >= 0);
    });
    dots.forEach(function (dot, at) {
      var n = whole ? said[at].length : upTo(said[at], step);
      if (n) people += 1;
      dot.classList.toggle("later", !n);
      dot.classList.toggle("now", !whole && said[at].indexOf(step) >= 0);
      circles[at].setAttribute("r", Math.max(2.6, radii[at] * Math.sqrt(n / Math.max(1, said[at].length))).toFixed(1));
    });
    var current = questions.filter(function (one) { return Number(one.getAttribute("data-at")) <= step; }).pop();
    if (whole) current = null;
    if (current !== standing) {
      standing = current;
      asked.textContent = "";
      if (current) asked.appendChild(current.firstElementChild.cloneNode(true));
    }
    clock.textContent = time(step);
    range.setAttribute("aria-valuetext", time(step) + ", " + people + (people === 1 ? " person" : " people"));
  }

  function rest() {
    clearInterval(timer);
    timer = 0;
    button.textContent = "Play";
  }
  function play() {
    if (Number(range.value) >= last) range.value = 0;
    button.textContent = "Pause";
    // Half a minute for all of it; who wants little to move sees ten still pictures.
    var stride = calm.matches ? Math.max(1, Math.round(last / 10)) : 1;
    timer = setInterval(function () {
      range.value = Math.min(last, Number(range.value) + stride);
      show(Number(range.value));
      if (Number(range.value) >= last) rest();
    }, calm.matches ? 3000 : Math.max(60, 30000 / last));
    show(Number(range.value));
  }
  button.addEventListener("click", function () { if (timer) rest(); else play(); });
  range.addEventListener("input", function () { rest(); show(Number(range.value)); });
  range.addEventListener("keydown", function (event) {
    if (event.key === " ") { event.preventDefault(); button.click(); }
  });
  // A page that comes back may hold another value in its control.
  range.value = last;
  show(last);
  box.hidden = false;
})();
