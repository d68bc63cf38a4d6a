// Weighs the live page as a reader's first visit does: node budget.mjs PROGRAM. Everything that comes
// over the wire before pictures, compressed as `serve` sends it, stays under its limit in every view.
import { browser, check, finish, listening, start, stop } from "./tools.mjs";

const [program] = process.argv.slice(2);
const LIMIT = 60_000;
const LANES = ["now", "questions", "conversations", "catch-up", "unanswered", "people", "time", "topics", "summary", "wall"];
const CHAT = "chats/lanternchat/2026-11-12.html";
const WEIGHED = ["Document", "Stylesheet", "Script", "Font"];

/** The bytes of a first visit, headers included, by kind. */
async function weigh(chromium, url, lane) {
  const context = await chromium.newContext();
  const page = await listening(context, () => `weighing ${lane}`);
  const devtools = await context.newCDPSession(page);
  const kinds = new Map(), weights = {};
  devtools.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (WEIGHED.includes(kind)) weights[kind] = (weights[kind] ?? 0) + encodedDataLength;
  });
  await devtools.send("Network.enable");
  await page.goto(url, { waitUntil: "load" });
  await context.close();
  return weights;
}

// Late in the evening, when there is most to show.
const { server, address } = await start(program, ["demo", "--no-open", "--bind", "127.0.0.1:0", "--speed", "1", "--from", "80"]);
const told = [];
try {
  const chromium = await browser();
  for (const lane of LANES) {
    const weights = await weigh(chromium, `${address}${CHAT}?lane=${lane}`, lane);
    const sum = Object.values(weights).reduce((a, b) => a + b, 0);
    check(weights.Document > 0 && weights.Stylesheet > 0 && weights.Script > 0, `${lane}: not everything was weighed: ${JSON.stringify(weights)}`);
    check(sum < LIMIT, `${lane}: ${sum} bytes before pictures, more than ${LIMIT}: ${JSON.stringify(weights)}`);
    told.push(`${lane} ${(sum / 1000).toFixed(1)}`);
  }
  await chromium.close();
} finally { await stop(server); }
finish(`kB of a first visit: ${told.join(", ")}`);
