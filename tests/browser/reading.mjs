// Reads what is hard to read: node reading.mjs PROGRAM SHOTS. At 200 % zoom and 320 pixels nothing is cut
// off, right-to-left and East Asian posts stand as they should, endless names stay short, the keys
// do what is said of them, nothing moves for who wants that; and nothing that strangers write runs.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { browser, check, finish, listening, start, stop } from "./tools.mjs";
import { ADDRESSES, VECTORS } from "./vectors.mjs";

const [program, shots] = process.argv.slice(2);
const CHAT = "chats/deskchat/2026-11-12.html", HARBOUR = "chats/harbourchat/2026-11-12.html";
const work = fs.mkdtempSync(path.join(os.tmpdir(), "chatkeep-reading-"));

const minute = (n) => new Date(Date.UTC(2026, 10, 12, 19, 30, n * 20)).toISOString().replace(".000Z", "Z");
const author = (name, more) => ({ uri: `https://reef.example/users/${name}`, network: "fediverse", handle: `@${name}@reef.example`, name, ...more });

/** A post with its tag at the end. */
function post(tag, n, by, words, more) {
  const text = `${words} #${tag}`, end = Buffer.byteLength(text), start = end - Buffer.byteLength(`#${tag}`);
  return { post: { uri: `https://reef.example/posts/${tag}/${n}`, network: "fediverse", author: by, created_at: minute(n), text, spans: [{ start, end, tag }], ...more } };
}

const ARABIC = "هل تحتفظون بسجل مكتوب لكل جلسة؟ (نعم، منذ 2012!)";
const HEBREW = "שאלה 1: איפה אתם שומרים את הרשימות שלכם? ABC בסוף.";
const JAPANESE = "図書館員のための夜のおしゃべりです。毎週木曜日に、仕事の記録をどうやって続けるか、どこに残すか、誰に見せるかを話し合います。「続けること」が一番むずかしい、という声が多かったです。";
const CHINESE = "我们每周四晚上讨论图书馆工作记录的方法，包括如何保存、如何分享，以及怎样在很忙的时候坚持下去。大家都说最难的是坚持。";
const LONG = "LongestNameOfAll".repeat(6144);

/** A chat of one of each oddity, among enough others. */
function odd() {
  const of = (n) => `https://reef.example/posts/deskchat/${n}`;
  const lines = [
    post("deskchat", 0, author("ada"), "Q1 Where do you keep your log?"),
    post("deskchat", 1, author("layla", { name: "ليلى" }), ARABIC, { language: "ar", reply_to: of(0) }),
    post("deskchat", 2, author("noa", { name: "נועה" }), HEBREW, { language: "he", reply_to: of(1) }),
    post("deskchat", 3, author("yuki", { name: "雪" }), JAPANESE, { language: "ja" }),
    post("deskchat", 4, author("lin", { name: "林" }), CHINESE, { language: "zh", reply_to: of(3) }),
    post("deskchat", 5, author("long", { name: LONG, bio: LONG, url: `https://reef.example/${LONG}` }), "A1 In a drawer."),
    post("deskchat", 6, author("bob"), `A1 ${"Rindfleischetikettierungs".repeat(20)} https://reef.example/${"a/b".repeat(90)}`),
    post("deskchat", 7, author("dee", { name: "Zalgo " + "e\u0301\u0302\u0303\u0316\u0317".repeat(60) }), "A1 " + "o\u0301\u0302\u0303\u0316".repeat(80)),
  ];
  for (let n = 8; n < 48; n++) lines.push(post("deskchat", n, author(["ada", "bob", "cas", "dee"][n % 4]), n === 20 ? "Q2 And who reads it?" : `A${n < 20 ? 1 : 2} Line ${n}.`, n % 3 ? {} : { reply_to: of(n - 1) }));
  return lines;
}

/** Every field that a stranger fills, filled with each vector. */
function hostile() {
  return VECTORS.map((vector, n) => {
    const address = ADDRESSES[n % ADDRESSES.length];
    const by = { uri: `https://reef.example/users/m${n}`, network: "fediverse", handle: `@${vector}`, name: vector, bio: vector, url: address, avatar: address };
    const line = post("harbourchat", n, by, `${n === 0 ? "Q1" : "A1"} kettle ${vector}`, {
      url: address, content_warning: n % 7 === 3 ? vector : undefined, language: vector, application: vector,
      reply_to: n ? `https://reef.example/posts/harbourchat/${n - 1}` : undefined, reply_to_handle: vector,
      media: [{ url: address, kind: ["image", "video", "audio", "other"][n % 4], alt: vector }],
      edited_at: n % 5 ? undefined : minute(n + 1),
    });
    const spans = line.post.spans;
    // The first words lead to an address that is none.
    spans.unshift({ start: 3, end: 9, link: address });
    return line;
  });
}

function archive() {
  const chat = (tag, title) => ({ chat: { chat: `${tag}/2026-11-12`, title, starts_at: minute(0), ends_at: minute(200) } });
  const lines = [
    { chatkeep: 1 }, { series: { tag: "deskchat", title: "Desk chat" } }, { series: { tag: "harbourchat", title: VECTORS[1] } },
    chat("deskchat", "Odd and long"), chat("harbourchat", VECTORS[19]), ...odd(), ...hostile(),
  ];
  const file = path.join(work, "posts.jsonl"), dir = path.join(work, "archive");
  fs.writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  const imported = spawnSync(program, ["--archive", dir, "import", file, "--json"], { encoding: "utf8" });
  check(imported.status === 0, `the posts are not taken: ${imported.stderr}`);
  const { records, added } = JSON.parse(imported.stdout).files[0];
  check(records === added, `of ${records} posts ${added} are taken: ${imported.stdout.slice(0, 800)}`);
  return { dir, file };
}

/** The pages of one kind each; those of posts and people are found on the chat's. */
async function places(address) {
  const chat = await (await fetch(address + CHAT)).text();
  const post = [...chat.matchAll(/href="..\/..\/(posts\/[^"#]+)"/g)].map((found) => found[1]);
  const people = [...new Set([...chat.matchAll(/href="..\/..\/(people\/[^"#]+)"/g)].map((found) => found[1]))];
  return { home: "", series: "chats/deskchat/", chat: CHAT, hostile: HARBOUR, search: "search.html?q=line", posts: post.slice(0, 8), people: people.slice(0, 8) };
}

/** 1280 pixels at 400 % are 320 (WCAG 1.4.10), 640 at 200 % too; endless words do not make endless pages. */
async function reflows(chromium, address, all) {
  const page = await listening(await chromium.newContext({ viewport: { width: 320, height: 640 } }), () => "320 wide");
  for (const place of Object.values(all).flat()) {
    await page.goto(address + place);
    const { wide, tall, cut } = await page.evaluate(() => {
      // What ends in an ellipsis is short on purpose.
      const clipped = (each) => each !== document.body && (getComputedStyle(each).textOverflow === "ellipsis" || clipped(each.parentElement));
      return {
      wide: document.documentElement.scrollWidth,
      tall: document.documentElement.scrollHeight,
      cut: [...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest("pre,.strip,.hidden,.lanes") && !clipped(each)).map((each) => each.parentElement.outerHTML.slice(0, 200)).at(-1),
      };
    });
    check(wide <= 320, `${place}: at 320 it is ${wide} wide: ${cut}`);
    check(!cut, `${place}: at 320 this is cut off: ${cut}`);
    check(tall < 60_000, `${place}: the page is ${tall} tall`);
    await page.screenshot({ path: path.join(shots, `reading-320-${place.replace(/\W+/g, "-")}.png`) });
  }
  await page.context().close();
}

/** Who writes from right to left starts on the right, and so do the marks of what is answered. */
async function scripts(chromium, address) {
  for (const width of [360, 1440]) {
    const page = await listening(await chromium.newContext({ viewport: { width, height: 900 } }), () => "scripts");
    await page.goto(address + CHAT);
    const read = (lang) => page.evaluate((lang) => {
      const said = document.querySelector(`.said[lang=${lang}]`), words = said.querySelector("p") ?? said, range = document.createRange();
      range.selectNodeContents(words);
      const lines = [...range.getClientRects()], box = words.getBoundingClientRect(), style = getComputedStyle(words);
      return { direction: style.direction, dir: said.matches(":dir(rtl)"), first: Math.max(...lines.filter((line) => line.top < lines[0].bottom).map((line) => line.right)), box: box.right, left: box.left, wide: Math.max(...lines.map((line) => line.right)) - box.right, lines: box.height / parseFloat(style.lineHeight), font: style.fontFamily, breaks: style.lineBreak };
    }, lang);
    for (const lang of ["ar", "he"]) {
      const found = await read(lang);
      check(found.dir && Math.abs(found.first - found.box) < 3, `${lang}, ${width}: it does not start on the right: ${JSON.stringify(found)}`);
    }
    for (const lang of ["ja", "zh"]) {
      const found = await read(lang);
      check(!found.dir && found.wide <= 1, `${lang}, ${width}: it runs over the edge by ${found.wide}`);
      check(/Mincho|Songti|Serif CJK/.test(found.font), `${lang}: its face is ${found.font}`);
      // Where there is no face for them, their stand-ins are narrow.
      if (width < 400) check(found.lines > 1.5, `${lang}, ${width}: it is not broken into lines: ${found.lines}`);
    }
    await page.screenshot({ path: path.join(shots, `reading-scripts-${width}.png`), fullPage: false });
    await page.locator(".said[lang=ar]").first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: path.join(shots, `reading-rtl-${width}.png`) });
    await page.context().close();
  }
}

/** A name that has no end is short, and whole where one asks for it. */
async function longNames(chromium, address, all) {
  const page = await listening(await chromium.newContext({ viewport: { width: 1440, height: 900 } }), () => "a long name");
  await page.goto(address + CHAT);
  const link = await page.locator(".author", { hasText: "LongestName" }).first();
  const box = await link.boundingBox();
  check(box.height < 40, `a long name is ${box.height} tall in the transcript`);
  await Promise.all([page.waitForNavigation(), link.click()]);
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  check(tall < 3_000, `the page of a long name is ${tall} tall`);
  await page.screenshot({ path: path.join(shots, "reading-long-name.png") });
  check((await page.locator("details.whole").count()) === 1, "the whole name cannot be had");
  check((await page.locator("details.whole").textContent()).includes(LONG), "the whole name is not whole");
  await page.context().close();
}

/** The chapters of a chat are in sight, or it is in sight that there are more. */
async function sections(chromium, address) {
  const page = await listening(await chromium.newContext({ viewport: { width: 360, height: 740 } }), () => "the bar");
  await page.goto(address + CHAT);
  const cut = await page.$$eval(".bar a", (all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth - 15).map((each) => each.textContent));
  check(cut.length === 0, `of the bar these are cut off at 360: ${cut}`);
  await page.locator(".bar").screenshot({ path: path.join(shots, "reading-bar-360.png") });
  await page.context().close();
}

/** With a keyboard alone every link is reached in order, and seen. */
async function keyboard(chromium, address) {
  const page = await listening(await chromium.newContext({ reducedMotion: "reduce", viewport: { width: 1440, height: 900 } }), () => "keyboard");
  await page.goto(address + CHAT);
  await page.keyboard.press("Tab");
  check((await page.evaluate(() => document.activeElement.className)) === "skip", "the first key does not offer to skip");
  await page.keyboard.press("Enter");
  check((await page.evaluate(() => document.activeElement.id)) === "main", "skipping does not lead to the text");
  let before = -1;
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const each = document.activeElement, box = each.getBoundingClientRect();
      return { what: each.outerHTML.slice(0, 90), shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight, outline: getComputedStyle(each).outlineStyle !== "none" || getComputedStyle(each).boxShadow !== "none", main: document.querySelector("main").contains(each), at: [...document.querySelectorAll("*")].indexOf(each) };
    });
    check(seen.shown && seen.outline, `what has the focus is not seen: ${seen.what}`);
    check(seen.at > before, `the focus goes back: ${seen.what}`);
    before = seen.at;
  }
  await page.context().close();
}

/** Who wants no motion gets none. */
async function stillness(chromium, address) {
  const page = await listening(await chromium.newContext({ reducedMotion: "reduce" }), () => "stillness");
  for (const place of [CHAT, "search.html"]) {
    await page.goto(address + place);
    const moves = await page.evaluate(() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
    }).map((each) => each.outerHTML.slice(0, 90)));
    check(moves.length === 0, `${place}: ${moves.length} things move, first ${moves[0]}`);
  }
  await page.context().close();
}

/** Nothing that a stranger wrote runs: not on any page, not when it is clicked, hovered or focused. */
async function nothingRuns(chromium, address, extra) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } });
  let where = "";
  const page = await context.newPage();
  page.on("dialog", (dialog) => { check(false, `${where}: a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("pageerror", (error) => check(false, `${where}: ${error.message}`));
  page.on("console", (message) => /Content.Security.Policy/.test(message.text()) && check(false, `${where}: only the policy kept it: ${message.text().slice(0, 200)}`));
  const chat = await (await fetch(address + HARBOUR)).text();
  const linked = (kind) => [...new Set([...chat.matchAll(new RegExp(`href="../../(${kind}/[^"#]+)"`, "g"))].map((found) => found[1]))];
  const places = [HARBOUR, "", "chats/harbourchat/", "search.html?q=kettle", ...linked("posts"), ...linked("people"), ...extra];
  places.push(...VECTORS.slice(0, 70).map((vector) => `search.html?q=${encodeURIComponent(vector)}`));
  places.push(...VECTORS.slice(0, 12).map((vector) => encodeURIComponent(vector)), `search.html?author=${encodeURIComponent(VECTORS[49])}&tag=${encodeURIComponent(VECTORS[48])}`);
  for (const place of places) {
    where = place;
    await page.goto(address + place);
    const found = await page.evaluate(() => {
      for (const each of document.querySelectorAll("main *")) for (const kind of ["mouseover", "focus", "toggle", "error"]) each.dispatchEvent(new Event(kind));
      const attributes = [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes].filter((one) => /^on/i.test(one.name) || (/^(href|src|action|formaction|data|xlink:href)$/i.test(one.name) && /^\s*(javascript|data|vbscript|blob):/i.test(one.value))).map((one) => `${one.name}=${one.value}`));
      const scripts = [...document.scripts].filter((each) => !each.src && each.type !== "application/ld+json" && !each.closest("noscript"));
      return { ran: window.__xss, attributes, scripts: scripts.length, strange: [...document.querySelectorAll("iframe,object,embed,base,marquee,math,isindex,xmp")].length };
    });
    check(found.ran === undefined, `${place}: it ran`);
    check(found.attributes.length === 0, `${place}: ${found.attributes[0]}`);
    check(found.scripts === 0 && found.strange === 0, `${place}: foreign elements stand there: ${JSON.stringify(found)}`);
  }
  await context.close();
  return places.length;
}

/** The same while it happens: a recording of it is followed, and shown live and on the wall. */
async function liveToo(chromium, file) {
  const dir = path.join(work, "live");
  const { server, address } = await start(program, ["--archive", dir, "serve", "--bind", "127.0.0.1:0", "--config", config(dir, file)]);
  try {
    const began = Date.now();
    while (!(await (await fetch(address + HARBOUR)).text()).includes('id="live"') && Date.now() - began < 30_000) await new Promise((resolve) => setTimeout(resolve, 100));
    const lanes = ["now", "all", "questions", "conversations", "catch-up", "unanswered", "people", "wall"];
    return await nothingRuns(chromium, address, lanes.map((lane) => `${HARBOUR}?lane=${lane}`));
  } finally { await stop(server); }
}

function config(dir, file) {
  spawnSync(program, ["--archive", dir, "import", file]);
  const recording = path.join(work, "recording.jsonl"), name = path.join(work, "chatkeep.toml");
  fs.writeFileSync(recording, fs.readFileSync(file, "utf8").split("\n").filter((line) => !line.includes("deskchat")).join("\n"));
  fs.writeFileSync(name, `[[series]]\ntags = ["harbourchat"]\non = ["replay:${recording}"]\n`);
  return name;
}

fs.mkdirSync(shots, { recursive: true });
const { dir, file } = archive();
const { server, address } = await start(program, ["--archive", dir, "serve", "--bind", "127.0.0.1:0"]);
let said = "";
try {
  const chromium = await browser();
  const all = await places(address);
  await reflows(chromium, address, all);
  await scripts(chromium, address);
  await longNames(chromium, address, all);
  await sections(chromium, address);
  await keyboard(chromium, address);
  await stillness(chromium, address);
  const pages = await nothingRuns(chromium, address, []) + await liveToo(chromium, file);
  await chromium.close();
  said = `${VECTORS.length} vectors on ${pages} pages`;
} finally {
  await stop(server);
  fs.rmSync(work, { recursive: true, force: true });
}
finish(said);
