// Searches a published folder as somebody does who opened it from a disk: node files.mjs FOLDER.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { browser, check, files, finish, listening, samples } from "./tools.mjs";

const folder = path.resolve(process.argv[2]);
const at = (name) => pathToFileURL(path.join(folder, name)).href;
const chromium = await browser();
const context = await chromium.newContext();
let asked = "";
const page = await listening(context, () => asked);

/** Asks, and waits until the page has answered. */
async function search(q) {
  asked = `search for ${q}`;
  await page.goto(at("search.html"));
  await page.fill("#q", q);
  await page.press("#q", "Enter");
  await page.waitForFunction(() => {
    const said = document.querySelector("#found [role=status]").textContent;
    return location.search && said && !said.startsWith("Searching");
  });
  return page.evaluate(() => ({
    said: document.querySelector("#found [role=status]").textContent,
    hits: [...document.querySelectorAll("#found .hits > li")].map((hit) => ({
      text: hit.querySelector(".said").textContent,
      marks: [...hit.querySelectorAll("mark")].map((mark) => mark.textContent),
      links: [...hit.querySelectorAll("a")].map((link) => link.href),
    })),
  }));
}

const word = await search("mentor");
check(word.hits.length > 0, `a word that was said is not found: ${word.said}`);
for (const hit of word.hits) {
  check(hit.marks.some((mark) => /mentor/i.test(mark)), `found without a mark: ${hit.text}`);
  for (const link of hit.links) {
    const file = decodeURIComponent(new URL(link).pathname);
    check(fs.existsSync(file), `a post that was found links to ${file}, which is not there`);
  }
}
// A phrase is what stands together in the first post found.
const together = word.hits[0]?.text.match(/[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/)?.[0] ?? "";
const phrase = await search(`"${together}"`);
check(together && phrase.hits.length > 0, `the phrase “${together}” is not found: ${phrase.said}`);
for (const hit of phrase.hits) {
  check(hit.text.toLowerCase().includes(together.toLowerCase()), `“${together}” is not in ${hit.text}`);
}
const turned = together.split(" ").reverse().join(" ");
check((await search(`"${turned}"`)).hits.length === 0, `the phrase “${turned}” is found, and nobody said it`);
const miss = await search("zxqvbnm");
check(miss.hits.length === 0 && /no post/i.test(miss.said), `a miss is not told: ${miss.said}`);
const without = await search("mentor -mentor");
check(without.hits.length === 0, "-word leaves posts in that say the word");

// From page to page, as files.
asked = "reading";
await page.goto(at("index.html"));
await page.click("main ol.contents a");
await page.waitForLoadState("load");
check(page.url().startsWith("file:"), "the first chat does not open from the disk");
const kinds = samples(folder);
for (const [kind, name] of Object.entries(kinds)) {
  asked = kind;
  await page.goto(at(name));
  check((await page.locator("h1").count()) === 1, `${kind}: not one heading`);
}

// The picture of a chat plays by time, as a file too, and names the questions that were asked.
asked = "the picture";
const isLed = (name) => /^chats\/.*\.html$/.test(name) && fs.readFileSync(path.join(folder, name), "utf8").includes("<li data-at=");
const led = files(folder).find(isLed);
check(led, "no chat has a picture that plays, with questions");
await page.goto(at(led));
const shown = () => page.evaluate(() => ({
  people: document.querySelectorAll(".dots a:not(.later)").length,
  ties: document.querySelectorAll(".ties path:not(.later)").length,
  question: document.querySelector(".asked").textContent,
  said: document.querySelector(".replay input").getAttribute("aria-valuetext"),
}));
const whole = await shown();
await page.focus(".replay input");
await page.keyboard.press("Home");
const first = await shown();
check(whole.people > first.people && whole.ties > first.ties, `the picture begins whole: ${JSON.stringify(first)}`);
check(/^\d\d:\d\d, \d+ (person|people)$/.test(first.said), `the slider says “${first.said}”`);
for (let i = 0; i < 4; i++) await page.keyboard.press("PageUp");
const later = await shown();
check(later.people > first.people && later.people <= whole.people, "nobody comes as time goes on");
check(/^Q\d/.test(later.question), `no question is named in the middle of the chat, but “${later.question}”`);
await page.keyboard.press(" ");
await page.waitForFunction((said) => document.querySelector(".replay input").getAttribute("aria-valuetext") !== said, later.said);
check((await page.textContent(".replay button")) === "Pause", "the space bar does not play");
await page.keyboard.press("End");
check(JSON.stringify(await shown()) === JSON.stringify(whole), "at its end the picture is not whole");
check((await page.textContent(".replay button")) === "Play", "the slider does not stop what plays");

await chromium.close();
finish("reading, searching and playing from a disk");
