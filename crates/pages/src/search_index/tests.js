// Runs the published search as a page would, with files for its scripts.
const fs = require("fs"), path = require("path"), vm = require("vm");
const run = (name) => vm.runInThisContext(fs.readFileSync(path.join(__dirname, "assets", name), "utf8"));
run("search.js");
const search = globalThis.chatkeepSearch;
const loaded = [];
let give;
const take = search.take;
search.take = (name, part) => give(part);
search.add = (name) => { loaded.push(name); return new Promise((resolve) => { give = resolve; run("search/" + name + ".js"); }); };

(async () => {
  for (const [text, words] of JSON.parse(fs.readFileSync(path.join(__dirname, "words.json"), "utf8"))) {
    const mine = search.words(text);
    if (JSON.stringify(mine) !== JSON.stringify(words)) throw new Error(`${text}: ${mine} is not ${words}`);
  }
  for (const query of [
    { q: "log" }, { q: "log", order: "newest" }, { q: '"three lines" -week' }, { q: "三行" }, { q: "行三" },
    { q: "MENTOR", tag: "#Chartershelf", since: "2026-11-01" }, { author: "@kit" }, { author: "Kit Underhay", q: "letters" },
    { author: "@oosterdal.example", until: "2026-11-12" }, { q: "constructor" }, { tag: "図書館" }, { until: "2012-12-31" },
    { since: "2026-01-02", until: "2026-01-02", tag: "図書館" }, { since: "2026-01-03", until: "2026-01-03", tag: "図書館" }, { since: "2026-01-03", until: "2026-01-03" },
  ]) {
    const answer = await search.find(query);
    const first = answer.hits.length ? (await search.shown(answer.hits[0], answer.head))[9].slice(0, 40) : "";
    console.log(`${JSON.stringify(query)}: ${answer.hits.length} ${JSON.stringify(first)}`);
  }
  console.log(search.ranges("A log. The LOG of logs", [["log"]]).join(" "), search.tagOf("#Chârtership"));
})();
