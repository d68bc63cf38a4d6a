// What the checks share: the packages that `cargo xtask browser` installed, Chromium, and a list of
// what is wrong, told at the end.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

// The packages are kept outside the checkout, where an import would not find them.
const require = createRequire(path.join(process.env.CHATKEEP_BROWSER_TOOLS ?? ".", "here.js"));

export const axeSource = () => fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const wrong = [];

/** Notes what is wrong unless `holds`. */
export function check(holds, sentence) {
  if (!holds) wrong.push(sentence);
}

/** Says what was looked at and what was wrong; the program's exit tells as well. */
export function finish(looked) {
  const shown = wrong.slice(0, 40);
  for (const sentence of shown) console.error(`  wrong: ${sentence}`);
  if (wrong.length > shown.length) console.error(`  … and ${wrong.length - shown.length} more`);
  console.error(`  ${looked}: ${wrong.length ? `${wrong.length} wrong` : "all as it should be"}`);
  process.exitCode = wrong.length ? 1 : 0;
}

/** Chromium, which asks nothing of the network beyond this machine. */
export async function browser() {
  const { chromium } = require("playwright-core");
  return chromium.launch({
    executablePath: process.env.CHATKEEP_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-dev-shm-usage", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1",
    ],
  });
}

/** A page that notes every complaint of the browser: errors, failed loads, broken policies. */
export async function listening(context, where) {
  const page = await context.newPage();
  page.on("pageerror", (error) => check(false, `${where()}: ${error.message}`));
  page.on("console", (message) => {
    const its = message.location().url;
    // The page that says there is none is answered with 404, as it should.
    const isItself = its === page.url() && message.text().includes("404");
    if (["error", "warning"].includes(message.type()) && !isItself) check(false, `${where()}: ${message.text()}`);
  });
  // Who leaves a page ends its stream of events, and what it still waited for.
  page.on("requestfailed", (request) => request.failure()?.errorText === "net::ERR_ABORTED" || check(false, `${where()}: ${request.url()} was not loaded`));
  return page;
}

/** All files below a folder, as paths within it. */
export function files(folder) {
  const found = [];
  (function walk(within) {
    for (const entry of fs.readdirSync(path.join(folder, within), { withFileTypes: true })) {
      const name = within ? `${within}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(name);
      else found.push(name);
    }
  })("");
  return found.sort();
}

/** One page of each kind, the longest where there are several. */
export function samples(folder) {
  const size = (name) => fs.statSync(path.join(folder, name)).size;
  const all = files(folder).filter((name) => name.endsWith(".html"));
  const longest = (pattern) => all.filter((name) => pattern.test(name)).sort((a, b) => size(b) - size(a))[0];
  return {
    home: "index.html",
    series: longest(/^chats\/[^/]+\/index\.html$/),
    chat: longest(/^chats\/[^/]+\/(?!index\.html)[^/]+\.html$/),
    post: longest(/^posts\//),
    author: longest(/^people\//),
    search: "search.html",
    "not found": "404.html",
  };
}

/** Starts a server; it says its address when it answers, and more with it. */
export function start(program, args) {
  const server = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => { server.kill("SIGKILL"); reject(new Error(`no address in 30 s: ${said}`)); }, 30_000);
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    server.stdout.on("data", (data) => {
      const found = (said += data).match(/http:\/\/[0-9.:]+\//);
      if (found) { clearTimeout(late); resolve({ server, address: found[0], said }); }
    });
  });
}

/** Tells a server to end, and says how many seconds it took. */
export async function stop(server) {
  const began = Date.now();
  const ended = new Promise((resolve) => server.removeAllListeners("exit").on("exit", resolve));
  const forced = setTimeout(() => server.kill("SIGKILL"), 10_000);
  server.kill("SIGTERM");
  const code = await ended;
  clearTimeout(forced);
  check(code === 0, `the server did not end by itself within 10 s of SIGTERM (exit ${code})`);
  return (Date.now() - began) / 1000;
}
