// Keeps the page of a live chat up to date. Without it the page reads, and asks again by itself.
//
// One rule above all: nothing moves under a reader. New posts go to the end only while the end is in
// sight; else they wait behind their count. Whatever changes above is made up for by scrolling.
(function () {
  "use strict";
  const live = document.getElementById("live");
  if (!live || !window.EventSource) return;
  const byId = (id) => document.getElementById(id);
  const lane = live.dataset.lane;
  const grows = "grows" in live.dataset;
  // What is found out of all that was said: made anew in the background, some seconds after it.
  const renews = "renews" in live.dataset;
  const isWall = lane === "wall";
  const dock = document.querySelector(".dock");
  const now = document.querySelector(".now");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const title = document.title;
  const stored = (key, value) => {
    try {
      if (value === undefined) return JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify(value));
    } catch { /* Nothing is kept where the reader's browser keeps nothing. */ }
    return null;
  };

