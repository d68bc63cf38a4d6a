// Other people's programs against a running demo: masto.js, as Phanpy and Elk use it, and Redocly's
// validator over the description of the API. Usage: node programs.mjs CHATKEEP
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// The packages are kept outside the checkout, where an import would not find them.
const packages = process.env.CHATKEEP_PROGRAMS ?? ".";
const require = createRequire(path.join(packages, "here.js"));
const { createRestAPIClient, createStreamingAPIClient } = await import(pathToFileURL(require.resolve("masto")));

const wrong = [];
const check = (holds, sentence) => { if (!holds) wrong.push(sentence); };
const status = (asked) => asked.then(() => 200, (error) => error.statusCode);

/** Starts the demo in the middle of its evening; resolves to its address. */
async function demo(program, archive) {
  const args = ["--archive", archive, "demo", "--no-open", "--bind", "127.0.0.1:0", "--from", "20", "--speed", "60"];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`it ended early: ${said}`)));
    child.stdout.on("data", (words) => {
      said += words;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
  });
  return { child, address };
}

/** What clients do who read a tag without an account. */
async function masto(url) {
  const client = createRestAPIClient({ url });
  const instance = await client.v2.instance.fetch();
  check(instance.version.includes("chatkeep"), "the instance does not say what it is");
  const known = [];
  for await (const page of client.v1.timelines.tag.$select("lanternchat").list({ limit: 40 })) known.push(...page);
  check(known.length > 100, `the tag's timeline has ${known.length} posts`);
  check(new Set(known.map((one) => one.id)).size === known.length, "a page repeats what one before it had");
  const other = await client.v1.timelines.tag.$select("nobodysaidthis").list({ any: ["lanternchat"], limit: 5 });
  check(other.length === 5, "`any` finds nothing");
  const asked = known.reduce((most, one) => (one.repliesCount > most.repliesCount ? one : most));
  const { descendants } = await client.v1.statuses.$select(asked.id).context.fetch();
  const direct = descendants.filter((one) => one.inReplyToId === asked.id).length;
  check(direct >= asked.repliesCount && asked.repliesCount > 0, `${direct} answers, ${asked.repliesCount} counted`);
  const account = await client.v1.accounts.lookup({ acct: asked.account.acct });
  check(account.id === asked.account.id, "an account is not found by its name");
  const theirs = await client.v1.accounts.$select(account.id).statuses.list({ limit: 40 });
  check(theirs.some((one) => one.id === asked.id), "an account's posts lack one");
  const found = await client.v2.search.list({ q: "mentor", type: "statuses", limit: 5 });
  check(found.statuses.length > 0, "a search finds nothing");
  check((await client.v1.tags.$select("LanternChat").fetch()).name === "lanternchat", "a tag is not folded");
  check(await status(client.v1.timelines.home.list()) === 401, "a home timeline is not refused");
  check(await status(client.v1.statuses.$select("1").fetch()) === 404, "a post that is not here is found");
  check(await status(client.v1.statuses.create({ status: "x" })) === 403, "a post is not refused");
  const streams = createStreamingAPIClient({ streamingApiUrl: instance.configuration.urls.streaming });
  let heard = 0;
  for await (const event of streams.hashtag.subscribe({ tag: "lanternchat" })) {
    check(event.stream[0] === "hashtag", "an event is of no stream");
    if (event.event === "update" && ++heard === 3) break;
  }
  streams.close();
}

/** The description of the API, under a validator. */
async function described(url, folder) {
  const answer = await fetch(`${url}/api/chatkeep/v1/openapi.json`);
  const file = path.join(folder, "openapi.json");
  fs.writeFileSync(file, await answer.text());
  const config = path.join(path.dirname(fileURLToPath(import.meta.url)), "redocly.yaml");
  const redocly = path.join(packages, "node_modules/.bin/redocly");
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const lint = spawnSync(redocly, ["lint", "--config", config, "--format=json", file], { env, encoding: "utf8" });
  const { problems } = JSON.parse(lint.stdout);
  for (const one of problems) check(false, `openapi.json: ${one.message} (${one.ruleId})`);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chatkeep-programs-"));
const { child, address } = await demo(process.argv[2], path.join(folder, "archive"));
try {
  await masto(address);
  await described(address, folder);
} catch (error) {
  check(false, error.stack);
} finally {
  child.removeAllListeners("exit");
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  fs.rmSync(folder, { recursive: true, force: true });
}
for (const sentence of wrong.slice(0, 40)) console.error(`  wrong: ${sentence}`);
console.error(`  masto.js and a validator: ${wrong.length ? `${wrong.length} wrong` : "all as it should be"}`);
process.exit(wrong.length ? 1 : 0);
