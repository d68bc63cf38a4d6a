// Tells a chat's time in the reader's own zone. Pages are complete without it.
(function () {
  "use strict";
  var line = document.querySelector(".elsewhere");
  if (!line || !window.Intl) return;
  var from = new Date(line.getAttribute("data-from"));
  var to = new Date(line.getAttribute("data-to"));
  var shown = document.querySelector(".when");
  if (isNaN(from) || isNaN(to) || !shown) return;

  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  var clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  var day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
  var here = clock.format(from) + " to " + clock.format(to);
  var date = day.format(from);

  // Where the reader's clock shows the same, the page has said it already.
  if (shown.textContent.indexOf(here) >= 0 && shown.textContent.indexOf(date) >= 0) {
    line.hidden = true;
    return;
  }
  var city = zone.indexOf("/") > 0 ? zone.split("/").pop().replace(/_/g, " ") : zone;
  if (shown.textContent.indexOf(date) < 0) here = date + ", " + here;
  if (day.format(to) !== date) here = clock.format(from) + ", " + date + ", to " + clock.format(to) + ", " + day.format(to);
  line.textContent = here + " where you are" + (city ? " (" + city + ")" : "");
  line.hidden = false;
})();
