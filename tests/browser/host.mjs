// Hosts a chat as a host does: node host.mjs PROGRAM SHOTS. A link signs in once; what is hidden goes
// from another reader's screen and comes back; a mark moves, a pin stands above, new people wait; and
// nobody else can do any of it.
import path from "node:path";
import fs from "node:fs";
import { axeSource, browser, check, finish, listening, start, stop } from "./tools.mjs";

const [program, shots] = process.argv.slice(2);
const CHAT = "chats/lanternchat/2026-11-12.html", NAME = "lanternchat/2026-11-12";
const SIZES = [[360, 740], [768, 1024], [1440, 900]];
const HOSTILE = `"><script>window.harmed=1</script><img src=x onerror=window.harmed=1> javascript:window.harmed=1`;
/** How long a reader may wait to see what a host decided, in milliseconds. */
const SOON = 1000;

const calm = { reducedMotion: "reduce", viewport: { width: 1440, height: 900 } };

/** The link works once, and not for who comes from elsewhere. */
async function signIn(chromium, address, link) {
  const away = await fetch(link, { method: "POST", headers: { Origin: "https://evil.example" } });
  check(away.status === 403, `a link used from another site is answered with ${away.status}`);
  const host = await chromium.newContext(calm);
  const page = await listening(host, () => "host");
  await page.goto(link);
  await page.reload(); // a look uses nothing up
  await Promise.all([page.waitForURL(`${address}host/`), page.click("main button")]);
  check((await page.textContent("main")).includes("signed in as host"), "the link does not sign in");
  const [cookie] = await host.cookies();
  check(cookie.httpOnly && cookie.sameSite === "Strict", `the cookie is open: ${JSON.stringify(cookie)}`);
  const again = await fetch(link, { method: "POST", headers: { Origin: new URL(address).origin } });
  check(again.status === 403, `the link works twice: ${again.status}`);
  return { host, page, cookie };
}

/** Without a session, from elsewhere, or with another's form nothing is done. */
async function nobodyElse(address, cookie, page) {
  const token = await page.getAttribute("input[name=token]", "value");
  const origin = new URL(address).origin;
  const asked = async (place, headers, form) => {
    const body = new URLSearchParams(form);
    return (await fetch(address + place, { method: "POST", headers, body, redirect: "manual" })).status;
  };
  const signed = { Cookie: `${cookie.name}=${cookie.value}` };
  const hold = { deed: "hold", token };
  const act = `host/act/${NAME}`;
  check((await asked(act, { Origin: origin }, hold)) === 403, "without a session a host's form is taken");
  check((await asked(act, { ...signed, Origin: "https://evil.example" }, hold)) === 403, "a form from another site is taken");
  check((await asked(act, { ...signed }, hold)) === 403, "a form from nowhere is taken");
  check((await asked(act, { ...signed, Origin: origin }, { deed: "hold", token: "x" })) === 403, "a form without its token is taken");
  for (const place of [`host/desk/${NAME}`, "host/"]) {
    check((await fetch(address + place)).status === 403, `anybody can read ${place}`);
  }
  const refused = await asked(`host/undo/${NAME}`, { Origin: origin }, { id: 1, token });
  check(refused === 403, "without a session something is undone");
}

const shown = (page, id) => page.locator(`.stream > li[data-id="${id}"]`);

/** Opens what can be done with a post, on the live page. */
async function deeds(page, id) {
  const item = shown(page, id);
  await item.locator(".deeds-of").click();
  await item.locator(".deeds").waitFor();
  return item.locator(".deeds");
}

/** The reason is text wherever it stands. */
async function hideAndUndo(address, page, reader) {
  await page.goto(`${address}${CHAT}?lane=all`);
  // The last but a few: those that only stand there for what answers them are not decided about.
  const id = await page.evaluate(() => [...document.querySelectorAll(".stream > li[data-by]")].at(-4).dataset.id);
  check((await shown(reader, id).count()) === 1, "the other reader does not see the post that is to be hidden");
  const panel = await deeds(page, id);
  await panel.locator("[name=reason]").fill(HOSTILE);
  const began = Date.now();
  await panel.locator(".hide button").click();
  await shown(reader, id).waitFor({ state: "detached", timeout: 10_000 });
  const seconds = Date.now() - began;
  check(seconds < SOON, `what was hidden went after ${seconds} ms`);
  await shown(page, id).waitFor({ state: "detached" });
  await page.goto(`${address}host/desk/${NAME}`);
  check((await page.textContent("#log + .acts q")) === HOSTILE, "the reason is not shown as text");
  await page.fill(".times [name=title]", HOSTILE);
  await Promise.all([page.waitForNavigation(), page.click(".times button")]);
  check((await page.inputValue(".times [name=title]")) === HOSTILE, "the title is not kept");
  const set = page.locator("#log + .acts li:not(.undone)", { hasText: "Set the title" });
  await Promise.all([page.waitForNavigation(), set.locator("button").click()]);
  check((await page.inputValue(".times [name=title]")) !== HOSTILE, "an undone title still stands");
  await page.fill(".times [name=title]", HOSTILE);
  await Promise.all([page.waitForNavigation(), page.click(".times button")]);
  const back = Date.now();
  await Promise.all([page.waitForNavigation(), page.click("#log + .acts li:not(.undone):has-text('Hid ') button")]);
  await reader.waitForFunction((id) => document.querySelector(`li[data-id="${id}"]`) || document.querySelector("#fresh:not([hidden])"), id, { timeout: 10_000 });
  check(Date.now() - back < SOON * 2, `what was undone came back after ${Date.now() - back} ms`);
  await reader.evaluate(() => document.getElementById("fresh").click());
  await shown(reader, id).waitFor({ timeout: 10_000 });
  await page.goto(`${address}${CHAT}?lane=all`);
  check((await page.content()).includes("&#60;script&#62;") || (await page.content()).includes("&lt;script&gt;"), "the title is not shown as text");
  for (const each of [page, reader]) check((await each.evaluate(() => window.harmed)) === undefined, "a host's words ran as a script");
}

/** A mark moves a post to its lane, and a pin stands above for all. */
async function markAndPin(address, page, reader) {
  await page.goto(`${address}${CHAT}?lane=all`);
  const id = await page.evaluate(() => [...document.querySelectorAll(".stream > li[data-by]")].at(-3).dataset.id);
  await (await deeds(page, id)).locator("text=Pin above the chat").click();
  await reader.waitForSelector("#pins li", { timeout: 10_000 });
  const panel = await deeds(page, id);
  await panel.locator("[name=number]").fill("9");
  await panel.locator("form:has([name=number]) button").click();
  await shown(reader, id).and(reader.locator("[data-part=asks][data-q='9']")).waitFor({ timeout: 10_000 });
  await reader.goto(`${address}${CHAT}?lane=questions`);
  check((await reader.locator(".lane[data-q='9']").count()) === 1, "a marked question has no lane");
}

/** Held, nobody new is read; let in, they are. Without JavaScript, as all of the desk. */
async function holdAndLetIn(chromium, address, cookie, reader) {
  const plain = await chromium.newContext({ ...calm, javaScriptEnabled: false });
  await plain.addCookies([cookie]);
  const page = await listening(plain, () => "the desk without JavaScript");
  await page.goto(`${address}host/desk/${NAME}`);
  await page.click("button[value=hold]");
  check(page.url().includes("/host/desk/"), `holding leads to ${page.url()}`);
  let waits = 0;
  for (let look = 0; look < 200 && !waits; look++) {
    await page.reload();
    waits = await page.locator("button[value='let in author']").count();
    if (!waits) await page.waitForTimeout(250);
  }
  check(waits > 0, "nobody new waits");
  const uri = await page.getAttribute(".acts [name=post]", "value");
  const held = await (await fetch(`${address}${CHAT}?lane=all`)).text();
  const words = (await page.textContent("#waits + .acts span[dir]")).slice(0, 40);
  check(!held.includes(words.replaceAll("&", "&amp;")), `what waits is shown: ${uri}`);
  await page.screenshot({ path: path.join(shots, "host-waiting.png") });
  await page.click("button[value='let in author']");
  await reader.goto(`${address}${CHAT}?lane=all`);
  check((await reader.textContent("#stream")).includes(words), `who was let in is not shown: ${words}`);
  await page.fill("#word", "lamps");
  await page.click("button[value=word]");
  check((await page.textContent("#rough + .acts")).includes("lamps"), "a word does not get onto the list");
  await plain.close();
}

/** How the desk and a post's page look, and what axe says of them. */
async function looks(chromium, address, cookie) {
  for (const colorScheme of ["light", "dark"]) for (const [width, height] of SIZES) {
    const context = await chromium.newContext({ ...calm, colorScheme, viewport: { width, height } });
    await context.addCookies([cookie]);
    let where = "";
    const page = await listening(context, () => where);
    const places = { desk: `host/desk/${NAME}`, home: "host/", live: `${CHAT}?lane=now`, kept: `${CHAT}?kept=1` };
    for (const [name, place] of Object.entries(places)) {
      where = `host, ${name}, ${width} wide, ${colorScheme}`;
      await page.goto(address + place);
      if (name === "kept") await page.locator(".deeds-of").first().click().then(() => page.locator(".deeds").waitFor());
      if (name === "live") await page.locator(".deeds-of").last().click().then(() => page.locator(".deeds").waitFor());
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      const out = await page.evaluate((width) => [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1).at(-1)?.outerHTML.slice(0, 160), width);
      check(wide <= width, `${where}: the page is ${wide} wide and scrolls sideways: ${out}`);
      await page.screenshot({ path: path.join(shots, `host-${name}-${width}-${colorScheme}.png`), fullPage: name === "desk" });
      await page.evaluate(axeSource());
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, help, nodes } of found.violations) {
        check(false, `${where}: ${id}: ${help}: ${nodes.length} ×, first ${nodes[0].html.slice(0, 160)}`);
      }
    }
    await context.close();
  }
}

fs.mkdirSync(shots, { recursive: true });
const { server, address, said } = await start(program, ["demo", "--no-open", "--bind", "127.0.0.1:0", "--speed", "20", "--from", "10"]);
try {
  const link = /http:\S+sign-in\S+/.exec(said)[0];
  const chromium = await browser();
  const { page, cookie } = await signIn(chromium, address, link);
  await nobodyElse(address, cookie, page);
  const reader = await listening(await chromium.newContext(calm), () => "a reader");
  await reader.goto(`${address}${CHAT}?lane=all`);
  await reader.selectOption("#pace select", "flow");
  await hideAndUndo(address, page, reader);
  await markAndPin(address, page, reader);
  await holdAndLetIn(chromium, address, cookie, reader);
  await looks(chromium, address, cookie);
  await page.goto(`${address}host/`);
  await Promise.all([page.waitForNavigation(), page.click("text=Sign out")]);
  check((await fetch(`${address}host/`, { headers: { Cookie: `${cookie.name}=${cookie.value}` } })).status === 403, "who signed out is still signed in");
  await chromium.close();
} finally {
  await stop(server);
}
finish("hosting");
