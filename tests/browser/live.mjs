// Follows a chat live as readers do: node live.mjs PROGRAM RECORDING SHOTS. Nothing jumps, nothing is
// lost when the server restarts, every view is accessible at each width in light and dark, and it
// reads without JavaScript.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { axeSource, browser, check, finish, listening, start, stop } from "./tools.mjs";

const [program, recording, shots] = process.argv.slice(2);
const WIDTHS = [[360, 740], [768, 1024], [1440, 900]];
const LANES = ["now", "questions", "conversations", "catch-up", "unanswered", "people", "time", "topics", "summary", "wall"];
const CHAT = "chats/lanternchat/2026-11-12.html";
const work = fs.mkdtempSync(path.join(os.tmpdir(), "chatkeep-live-"));
const shown = (page) => page.$$eval(".stream > li[data-id]", (all) => all.map((item) => item.dataset.id));
const waiting = (page, n) => page.waitForFunction(
  (n) => parseInt(document.querySelector("#fresh:not([hidden])")?.textContent ?? "0", 10) >= n, n, { timeout: 60_000 });

/** A page of the chat whose reader wants things calm. */
async function reader(chromium, address, lane, options = {}) {
  const context = await chromium.newContext({ reducedMotion: "reduce", viewport: { width: 1440, height: 900 }, ...options });
  const page = await listening(context, () => `live, ${lane}`);
  await page.goto(`${address}${CHAT}?lane=${lane}`);
  return page;
}

/** What the reader sees does not move while posts come, and they wait behind their count. */
async function nothingJumps(chromium, address, [width, height]) {
  const where = `reading back at ${width}`;
  const page = await reader(chromium, address, "now", { viewport: { width, height } });
  await page.mouse.move(width / 2, height / 2);
  await page.mouse.wheel(0, -700);
    await page.waitForTimeout(100); // the wheel's own motion
  const look = () => page.evaluate(() => {
    const top = document.querySelector(".now").getBoundingClientRect().bottom;
    const item = [...document.querySelectorAll(".stream > li")].find((item) => item.getBoundingClientRect().top > top);
    return { id: item.dataset.id, top: item.getBoundingClientRect().top, n: document.querySelectorAll(".stream > li").length };
  });
  const before = await look();
  await waiting(page, 8);
  const after = await look();
  // Where a post above got longer (somebody passed it on), the page made up for it.
  const stayed = before.id === after.id && before.n === after.n && Math.abs(before.top - after.top) < 1;
  check(stayed, `${where}: the page moved: ${JSON.stringify([before, after])}`);
  check(/^\(\d+\) /.test(await page.title()), `${where}: the title does not count what waits`);
  await page.click("#fresh");
  const first = await page.evaluate(() => ({
    id: document.activeElement.dataset.id, top: document.activeElement.getBoundingClientRect().top,
    under: document.querySelector(".now").getBoundingClientRect().bottom,
  }));
  check(first.id && first.top >= first.under - 1, `${where}: the first new post is not in sight: ${JSON.stringify(first)}`);
  // Earlier posts come in above, and what was read stays where it is.
  const kept = await look();
  await page.evaluate(() => document.querySelector("#earlier a").click());
  await page.waitForSelector("#earlier", { state: "detached" });
  const top = await page.evaluate((id) => document.querySelector(`li[data-id="${id}"]`).getBoundingClientRect().top, kept.id);
  check(Math.abs(top - kept.top) < 1.5, `${where}: earlier posts moved what was read by ${top - kept.top}`);
  await page.context().close();
}

/** At the end the page follows; paused it waits; and each choice is kept. */
async function itFollowsAndPauses(chromium, address) {
  const page = await reader(chromium, address, "now");
  const n = (await shown(page)).length;
  // A reader who reads on: where more came at once than fits, the rest waits until its end is in sight.
  await page.waitForFunction((n) => {
    const all = document.querySelectorAll(".stream > li");
    const over = all[all.length - 1].getBoundingClientRect().bottom - document.querySelector(".dock").getBoundingClientRect().top;
    if (over > 41) window.scrollBy(0, over);
    return over <= 41 && all.length >= n + 4;
  }, n, { polling: 200 });
  await page.keyboard.press("p");
  check((await page.getAttribute("#pause", "aria-pressed")) === "true", "p does not pause");
  const paused = (await shown(page)).length;
  await waiting(page, 5);
  check((await shown(page)).length === paused, "posts come in while it is paused");
  await page.click("#pause");
  check((await shown(page)).length >= paused + 5, "what waited does not come when it goes on");
  await page.selectOption("#pace select", "ask");
  await waiting(page, 3);
  await page.keyboard.press("n");
  await page.keyboard.press("j");
  check(await page.evaluate(() => document.activeElement.matches(".stream > li")), "j does not go to a post");
  // Muted, for this reader alone.
  const by = await page.evaluate(() => document.activeElement.dataset.by);
  await page.keyboard.press("m");
  const left = await page.$$eval(".stream > li:not(.muted)", (all, by) => all.filter((item) => item.dataset.by === by).length, by);
  check(left === 0 && (await page.textContent("#mutes .n")) === "1", "m does not mute who wrote the post");
  await page.reload();
  check((await page.inputValue("#pace select")) === "ask", "the pace is forgotten");
  check((await page.textContent("#mutes .n")) === "1", "who is muted is forgotten");
  await page.context().close();
}

/** New answers go to their question, and a question that is asked gets a lane. */
async function lanesGrow(chromium, address) {
  const page = await reader(chromium, address, "questions");
  const lanes = await page.locator(".lane").count();
  await page.waitForFunction((n) => document.querySelectorAll(".lane").length > n, lanes, { timeout: 60_000 });
  const wrong = await page.$$eval(".lane", (all) => all.filter((lane) =>
    [...lane.querySelectorAll("li[data-id]")].some((item) => item.dataset.q !== lane.dataset.q)).length);
  check(wrong === 0, `${wrong} lanes hold answers to another question`);
  check((await page.locator(".lane[data-open]").count()) === 1, "not one question is open");
  await page.context().close();
}

/** What is found out comes in quietly at the beginning of its view, and waits where somebody reads it. */
async function itIsFoundOut(chromium, address) {
  for (const lane of ["people", "time", "topics", "summary"]) {
    const page = await reader(chromium, address, lane, { viewport: { width: 800, height: 600 } });
    const made = () => page.getAttribute("#lane", "data-made");
    const grown = (from) => page.waitForFunction((from) => document.getElementById("lane").dataset.made !== from, from, { timeout: 60_000 });
    const first = await made();
    await grown(first);
    check(Number(await made()) > Number(first), `${lane}: it is not brought up to date`);
    check((await page.evaluate(() => { window.scrollTo({ top: 400, behavior: "instant" }); return window.scrollY; })) >= 300, `${lane}: it is too short to be read on`);
    // Where the header above gets longer, the page makes up for it: what counts is what the reader sees.
    const top = () => page.evaluate(() => document.getElementById("lane").getBoundingClientRect().top);
    const second = await made(), before = await top();
    await page.waitForSelector("#fresh:not([hidden])", { timeout: 60_000 });
    const moved = (await top()) - before;
    check((await made()) === second && Math.abs(moved) < 1.5, `${lane}: it changes under its reader, by ${moved} pixels, from ${second} to ${await made()}`);
    check((await page.textContent("#fresh")) === "Updated: show", `${lane}: it does not say that there is more`);
    await page.click("#fresh");
    check(Number(await made()) > Number(second), `${lane}: the newer is not shown`);
    const dead = await page.$$eval("#lane a[href^='#']", (all) => all.map((link) => link.hash.slice(1)).filter((id) => !document.getElementById(decodeURIComponent(id))));
    check(dead.length === 0, `${lane}: ${dead.length} links lead nowhere, first ${dead[0]}`);
    await page.context().close();
  }
}

async function looks(chromium, address) {
  let views = 0;
  for (const colorScheme of ["light", "dark"]) for (const [width, height] of WIDTHS) {
    const context = await chromium.newContext({ reducedMotion: "reduce", colorScheme, viewport: { width, height } });
    let where = "";
    const page = await listening(context, () => where);
    for (const lane of LANES) {
      where = `live, ${lane}, ${width} wide, ${colorScheme}`;
      await page.goto(`${address}${CHAT}?lane=${lane}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(wide <= width, `${where}: the page is ${wide} wide and scrolls sideways`);
      const narrow = await page.evaluate(() => [...document.querySelectorAll(".notes")].filter((notes) => notes.offsetParent && notes.clientWidth < 150).length);
      check(narrow === 0, `${where}: ${narrow} remarks on posts are squeezed`);
      await page.screenshot({ path: path.join(shots, `live-${lane}-${width}-${colorScheme}.png`) });
      await page.evaluate(axeSource());
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, help, nodes } of found.violations) {
        check(false, `${where}: ${id}: ${help}: ${nodes.length} ×, first ${nodes[0].html.slice(0, 160)}`);
      }
      views += 1;
    }
    await context.close();
  }
  return views;
}

async function withoutScripts(chromium, address) {
  const page = await reader(chromium, address, "now", { javaScriptEnabled: false });
  check((await shown(page)).length > 10, "without JavaScript the live page shows no posts");
  check((await page.content()).includes('http-equiv="refresh"'), "without JavaScript the live page does not ask again");
  check(await page.locator("#pause").isHidden(), "without JavaScript there is a button that does nothing");
  await page.click(".lanes a:has-text('By question')");
  check((await page.locator(".lane").count()) > 0, "without JavaScript there are no lanes");
  await page.fill(".play input", "60");
  await page.click(".play button");
  check((await page.textContent("#facts")).includes("left"), "without JavaScript another minute cannot be played");
  await page.context().close();
}

/** When the evening ends, the page says so and its address is the record. */
async function itEnds(chromium) {
  const { server, address } = await start(program, ["demo", "--no-open", "--bind", "127.0.0.1:0", "--from", "89", "--speed", "200"]);
  try {
    const page = await reader(chromium, address, "now");
    await page.waitForSelector("#over:not([hidden])", { timeout: 60_000 });
    await page.click("#over a");
    await page.waitForSelector("#transcript");
    check((await page.locator(".post .said").count()) > 400, "the record does not hold the evening");
    await page.context().close();
  } finally { await stop(server); }
}

/** A server that goes away and comes back: nothing is lost, and nothing stands there twice. */
async function itResumes(chromium) {
  const archive = path.join(work, "archive"), file = path.join(work, "evening.jsonl");
  // Without the quiet days around the evening, which a recording does not pass over.
  const lines = fs.readFileSync(recording, "utf8").split("\n").filter((line) => !/"created_at":"2026-11-1(1T|2T19:0|3T)/.test(line));
  const at = lines.findIndex((line) => line.includes('"created_at":"2026-11-12T19:41:'));
  fs.writeFileSync(file, [...lines.slice(0, at), ...hostile(), ...lines.slice(at)].join("\n"));
  const follow = spawn(program, ["--archive", archive, "follow", "#lanternchat", "--on", `replay:${file}`, "--speed", "60"], { stdio: ["ignore", "pipe", "inherit"] });
  const followed = new Promise((resolve) => follow.on("exit", resolve));
  const serve = (port) => start(program, ["--archive", archive, "serve", "--bind", `127.0.0.1:${port}`]);
  await new Promise((resolve) => follow.stdout.on("data", resolve)); // the first post is there
  let { server, address } = await serve(0);
  try {
    const page = await reader(chromium, address, "all");
    while ((await page.locator("#live").count()) === 0) await page.reload();
    page.removeAllListeners("requestfailed");
    page.removeAllListeners("console"); // a server that is gone is told of there
    await page.waitForFunction(() => {
      document.getElementById("fresh").click();
      const stream = document.getElementById("stream");
      return stream.textContent.includes("<img src=x") && stream.children.length > 40;
    }, null, { timeout: 60_000 });
    await stop(server);
    await page.waitForSelector("#broken:not([hidden])");
    check((await page.textContent("#broken")).includes("Nothing will be missed"), "a lost connection is not told");
    ({ server, address } = await serve(new URL(address).port));
    await page.waitForSelector("#broken", { state: "hidden", timeout: 30_000 });
    follow.kill("SIGTERM");
    await followed;
    const kept = await (await fetch(`${address}${CHAT}?lane=all`)).text();
    const ids = [...kept.matchAll(/<li data-id="([^"]+)"/g)].map((found) => found[1]);
    await page.waitForFunction((n) => {
      document.getElementById("fresh").click();
      return document.querySelectorAll(".stream > li[data-id]").length >= n;
    }, ids.length, { timeout: 10_000 }).catch(() => {});
    const here = await shown(page);
    check(new Set(here).size === here.length, `${here.length - new Set(here).size} posts stand there twice`);
    const lost = ids.filter((id) => !here.includes(id));
    check(lost.length === 0, `${lost.length} of ${ids.length} posts were lost: ${lost.slice(0, 3)}`);
    check(here.join() === ids.join(), "the posts stand in another order than on the server's page");
    check((await page.evaluate(() => window.harmed)) === undefined, "foreign words ran as a script");
    check((await page.textContent("#stream")).includes("<img src=x"), "the hostile post is not shown as text");
    await page.context().close();
  } finally {
    if (follow.exitCode === null) follow.kill("SIGKILL");
    await stop(server);
  }
}

/** A post that tries what strangers try. */
function hostile() {
  const author = { uri: "https://harbour.example/users/mallory", network: "fediverse", handle: "@mallory@harbour.example", name: '"><script>window.harmed=1</script>' };
  const text = `A1 <img src=x onerror="window.harmed=1"> </script><svg onload=window.harmed=1> javascript:window.harmed=1 &#x3c;script> ' onmouseover='window.harmed=1 #lanternchat`;
  const post = { uri: "https://harbour.example/users/mallory/statuses/1", url: 'javascript:window.harmed=1', network: "fediverse", author, created_at: "2026-11-12T19:41:05Z", text, spans: [{ start: text.length - 12, end: text.length, tag: "lanternchat" }] };
  return [JSON.stringify({ post })];
}

fs.mkdirSync(shots, { recursive: true });
const { server, address } = await start(program, ["demo", "--no-open", "--bind", "127.0.0.1:0", "--speed", "20", "--from", "20"]);
let said = "";
try {
  const chromium = await browser();
  // They wait for posts most of the time: all at once.
  await Promise.all([
    ...WIDTHS.map((size) => nothingJumps(chromium, address, size)),
    itFollowsAndPauses(chromium, address), lanesGrow(chromium, address), itIsFoundOut(chromium, address), itEnds(chromium), itResumes(chromium),
  ]);
  const views = await looks(chromium, address);
  await withoutScripts(chromium, address);
  await chromium.close();
  said = `${views} live views`;
} finally {
  const seconds = await stop(server);
  said += `, ended in ${seconds.toFixed(1)} s`;
  fs.rmSync(work, { recursive: true, force: true });
}
finish(said);
