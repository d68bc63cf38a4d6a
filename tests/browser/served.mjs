// Looks at the served pages as readers do: node served.mjs PROGRAM ARCHIVE PUBLISHED SHOTS. They equal
// the published files, keep their content policy, are accessible at each width in light and dark,
// and work without JavaScript. The server ends when it is told to.
import fs from "node:fs";
import path from "node:path";
import { axeSource, browser, check, files, finish, listening, samples, start, stop } from "./tools.mjs";

const [program, archive, published, shots] = process.argv.slice(2);
const WIDTHS = [[360, 740], [768, 1024], [1440, 900]];
const SCHEMES = ["light", "dark"];

const url = (address, name) => address + name.split("/").map(encodeURIComponent).join("/");

async function equal(address) {
  const pages = files(published).filter((name) => /\.(html|css)$/.test(name) && name !== "404.html");
  const step = Math.max(1, Math.floor(pages.length / 30));
  const chosen = new Set([...pages.filter((_, i) => i % step === 0), ...Object.values(samples(published))]);
  chosen.delete("404.html");
  for (const name of chosen) {
    const answer = await fetch(url(address, name));
    const bytes = Buffer.from(await answer.arrayBuffer());
    check(answer.status === 200, `${name} is served with ${answer.status}`);
    check(bytes.equals(fs.readFileSync(path.join(published, name))), `${name} is not the same served as published`);
    check(answer.headers.has("content-security-policy"), `${name} is served without a content policy`);
  }
  const none = await fetch(`${address}no/such/page.html`);
  check(none.status === 404, `a page that is not there answers ${none.status}`);
  return chosen.size;
}

async function looks(chromium, address) {
  const context = await chromium.newContext();
  let where = "";
  const page = await listening(context, () => where);
  const axe = axeSource();
  const kinds = { ...samples(published), "not found": "no/such/page.html" };
  const all = { ...kinds, "search results": "search.html?q=mentor" };
  for (const [kind, name] of Object.entries(all)) {
    where = kind;
    await page.goto(name.includes("?") ? address + name : url(address, name));
    await page.evaluate(axe);
    for (const scheme of SCHEMES) for (const [width, height] of WIDTHS) {
      where = `${kind}, ${width} wide, ${scheme}`;
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(wide <= width, `${where}: the page is ${wide} wide and scrolls sideways`);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, help, nodes } of found.violations) {
        check(false, `${where}: ${id}: ${help}: ${nodes.length} ×, first ${nodes[0].html.slice(0, 160)}`);
      }
      await page.screenshot({ path: path.join(shots, `${kind.replace(" ", "-")}-${width}-${scheme}.png`) });
    }
  }
  await context.close();
  return Object.keys(all).length * SCHEMES.length * WIDTHS.length;
}

async function withoutScripts(chromium, address) {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await listening(context, () => "without JavaScript");
  await page.goto(url(address, samples(published).chat));
  check((await page.locator(".post .said").count()) > 10, "without JavaScript the chat shows no posts");
  await page.goto(`${address}search.html`);
  await page.locator("#q").fill("mentor");
  await page.locator("#q").press("Enter");
  await page.waitForURL(/q=mentor/);
  check((await page.locator(".hits > li").count()) > 0, "without JavaScript the search finds nothing");
  check((await page.locator(".hits mark").count()) > 0, "without JavaScript what was found is not marked");
  await context.close();
}

fs.mkdirSync(shots, { recursive: true });
const { server, address } = await start(program, ["--archive", archive, "serve", "--bind", "127.0.0.1:0"]);
let said = "";
try {
  const pages = await equal(address);
  const chromium = await browser();
  const views = await looks(chromium, address);
  await withoutScripts(chromium, address);
  await chromium.close();
  said = `${pages} served pages, ${views} views`;
} finally {
  const seconds = await stop(server);
  said += `, ended in ${seconds.toFixed(1)} s`;
}
finish(said);
