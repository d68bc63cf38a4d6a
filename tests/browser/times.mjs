// Times the live page as a reader has it: node times.mjs PROGRAM. How soon its largest part is painted on
// a slow phone. Nothing is judged here.
import { browser, start, stop } from "./tools.mjs";

const [program] = process.argv.slice(2);
const LANES = ["now", "questions", "conversations", "catch-up", "unanswered", "people", "time", "topics", "summary"];
/** Slow 4G as Chromium's own audits have it: 1.6 Mbit/s down, 150 ms there and back. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
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

const chromium = await browser();
await paints(chromium);
await chromium.close();
