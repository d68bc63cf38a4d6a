// Times the live page as a reader has it: node times.mjs PROGRAM. How soon its largest part is painted on
// a slow phone, and how long its script works for a post that comes where 2,000 stand. Nothing is judged
// here: what is printed stands in docs/performance.md.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { browser, start, stop } from "./tools.mjs";

const [program] = process.argv.slice(2);
const LANES = ["now", "questions", "conversations", "catch-up", "unanswered", "people", "time", "topics", "summary"];
/** Slow 4G as Chromium's own audits have it: 1.6 Mbit/s down, 150 ms there and back. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const STANDING = 2_000, COMING = 1_200;
const part = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const told = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => part(sorted, share).toFixed(1).padStart(7)).join(" ");
};

/** Milliseconds until the largest part was painted, on a first visit by a slow phone. */
async function painted(chromium, url) {
  const context = await chromium.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", SLOW);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(url, { waitUntil: "load" });
  const largest = await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
  }));
  await context.close();
  return largest;
}

async function paints(chromium) {
  const { server, address } = await start(program, ["demo", "--no-open", "--bind", "127.0.0.1:0", "--speed", "1", "--from", "80"]);
  console.log("largest paint, ms, 4 × slower CPU, slow 4G     p50     p95     max");
  try {
    for (const lane of LANES) {
      const times = [];
      for (let n = 0; n < 5; n++) times.push(await painted(chromium, `${address}chats/lanternchat/2026-11-12.html?lane=${lane}`));
      console.log(`  ${lane.padEnd(42)} ${told(times)}`);
    }
  } finally { await stop(server); }
}

/** An invented chat: so many posts in its first minutes, and then one now and again. */
function crowded(file) {
  const begins = Date.UTC(2026, 10, 12, 19, 30);
  const at = (n) => new Date(begins + (n < STANDING ? n * 300 : STANDING * 300 + (n - STANDING) * 12_000)).toISOString();
  const words = "The lantern on the east stair was lit before anybody had counted the boxes, and nobody minded".split(" ");
  const lines = [{ chatkeep: 1 }];
  for (let n = 0; n < STANDING + COMING; n++) {
    const by = n % 90, many = 4 + (n * 7) % 40;
    const said = Array.from({ length: many }, (_, i) => words[(n + i) % words.length]).join(" ");
    const text = `${n % 400 === 0 ? `Q${n / 400 + 1} ` : ""}${said} #crowdchat`;
    const author = { uri: `https://reef.example/users/p${by}`, network: "fediverse", handle: `@p${by}@reef.example`, name: `Person ${by}` };
    const post = { uri: `https://reef.example/posts/${n}`, network: "fediverse", author, created_at: at(n), text, spans: [{ start: text.length - 10, end: text.length, tag: "crowdchat" }] };
    if (n % 3 === 1) post.reply_to = `https://reef.example/posts/${n - 1 - (n % 50)}`;
    lines.push({ post });
  }
  fs.writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
}

/** Counts what the page's script works, from the arrival of one post to that of the next. */
function stopwatch() {
  const spent = (window.spent = []);
  let now = 0;
  const timed = (work) => function (...given) {
    const began = performance.now();
    try { return work.apply(this, given); } finally { now += performance.now() - began; }
  };
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, work) {
    const inner = timed(work);
    return listen.call(this, kind, kind !== "said" ? inner : (e) => {
      const stood = document.querySelectorAll(".stream > li").length;
      if (now) spent.push({ ms: now, stood });
      now = 0;
      inner(e);
    });
  };
  for (const name of ["requestAnimationFrame", "setTimeout"]) {
    const plain = window[name].bind(window);
    window[name] = (work, ...more) => plain(timed(work), ...more);
  }
}

async function inserts(chromium, rate) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "chatkeep-times-"));
  const archive = path.join(work, "archive"), file = path.join(work, "crowd.jsonl");
  crowded(file);
  const follow = spawn(program, ["--archive", archive, "follow", "#crowdchat", "--on", `replay:${file}`, "--speed", "60"], { stdio: ["ignore", "pipe", "inherit"] });
  const followed = new Promise((resolve) => follow.on("exit", resolve));
  await new Promise((resolve) => follow.stdout.on("data", resolve)); // the first post is there
  const { server, address } = await start(program, ["--archive", archive, "serve", "--bind", "127.0.0.1:0"]);
  try {
    const context = await chromium.newContext({ viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(stopwatch);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    const url = `${address}chats/crowdchat/2026-11-12.html?lane=all`;
    const stands = () => page.evaluate(() => document.querySelectorAll(".stream > li").length);
    do { await page.goto(url, { waitUntil: "load" }); await page.waitForTimeout(100); } while ((await stands()) < STANDING);
    // A reader at the end, who sees each come.
    const n = await page.waitForFunction(() => {
      const last = [...document.querySelectorAll(".stream > li")].at(-1).getBoundingClientRect();
      const over = last.bottom - document.querySelector(".dock").getBoundingClientRect().top;
      if (over > 30) window.scrollBy({ top: over, behavior: "instant" });
      const enough = window.spent.length;
      return enough >= 200 && enough;
    }, null, { polling: 250, timeout: 300_000 });
    const spent = await page.evaluate(() => window.spent);
    console.log(`  ${`CPU ${rate} × slower, ${await n.jsonValue()} posts, ${await stands()} stand there at last`.padEnd(42)} ${told(spent.map(({ ms }) => ms))}`);
    await context.close();
  } finally {
    if (follow.exitCode === null) follow.kill("SIGTERM");
    await followed;
    await stop(server);
    fs.rmSync(work, { recursive: true, force: true });
  }
}

const chromium = await browser();
await paints(chromium);
console.log(`script for a post that comes where ${STANDING} stand, ms    p50     p95     max`);
for (const rate of [1, 4]) await inserts(chromium, rate);
await chromium.close();
