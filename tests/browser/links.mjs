// Follows every link of a published site: node links.mjs FOLDER [ADDRESS]. Each leads to a file that
// is there, each fragment to a place on its page, and nothing is loaded from elsewhere.
import fs from "node:fs";
import path from "node:path";
import { check, files, finish } from "./tools.mjs";

const [folder, address] = process.argv.slice(2);
const here = new Set(files(folder));
const ids = new Map();
let links = 0;

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
const plain = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|quot));/gi, (_, hex, decimal, name) =>
    name ? ENTITIES[name.toLowerCase()] : String.fromCodePoint(parseInt(hex ?? decimal, hex ? 16 : 10)));

// The elements of a page with their attributes. Enough for pages that the HTML checker has passed.
function elements(html) {
  const found = [];
  for (const [, name, rest] of html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[^\s=>"']+(?:="[^"]*"|='[^']*'|=[^\s>"']+)?)*)\s*\/?>/gi)) {
    const attributes = {};
    for (const [, key, double, single, bare] of rest.matchAll(/([^\s=>"'/]+)(?:="([^"]*)"|='([^']*)'|=([^\s>"']+))?/g)) {
      attributes[key.toLowerCase()] = plain(double ?? single ?? bare ?? "");
    }
    found.push({ name: name.toLowerCase(), attributes });
  }
  return found;
}

const pages = new Map();
for (const name of here) {
  if (!name.endsWith(".html")) continue;
  const all = elements(fs.readFileSync(path.join(folder, name), "utf8"));
  pages.set(name, all);
  const own = all.map((element) => element.attributes.id).filter((id) => id !== undefined);
  ids.set(name, new Set(own));
  check(ids.get(name).size === own.length, `${name}: an id stands there twice`);
}

// Where a link within the site leads: a file of the folder and a fragment.
function follow(link, from) {
  links += 1;
  const base = "http://site.invalid/";
  const to = new URL(link, base + from.split("/").map(encodeURIComponent).join("/"));
  if (to.origin + "/" !== base) return check(false, `${from}: ${link} leads out of the site`);
  let file = decodeURIComponent(to.pathname.slice(1));
  if (file === "" || file.endsWith("/")) file += "index.html";
  if (!here.has(file)) return check(false, `${from}: ${link} leads to ${file}, which is not there`);
  const part = decodeURIComponent(to.hash.slice(1));
  if (part && ids.has(file)) check(ids.get(file).has(part), `${from}: ${link} leads to no place on ${file}`);
}

const isAbsolute = (link) => /^[a-z][a-z0-9+.-]*:|^\/\//i.test(link);

function absolute(element, link, from) {
  const { rel = "" } = element.attributes;
  const told = element.name === "a" || (element.name === "link" && /\b(canonical|alternate)\b/.test(rel));
  check(told, `${from}: <${element.name}> takes ${link} from elsewhere`);
  check(/^(https?|mailto|at|dat):/i.test(link), `${from}: ${link} is no address to follow`);
  if (element.name === "link" && !address) check(false, `${from}: ${link} needs an address that was not given`);
  if (address && link.startsWith(address)) follow(link.slice(address.length).replace(/^\//, "") || "index.html", "index.html");
}

for (const [name, all] of pages) {
  for (const element of all) {
    const { href, src, srcset, action, poster, data, content, property, style } = element.attributes;
    for (const link of [href, src, action, poster, element.name === "object" ? data : undefined]) {
      if (link === undefined) continue;
      if (isAbsolute(link)) absolute(element, link, name);
      else follow(link, name);
    }
    for (const key of ["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"]) {
      for (const id of (element.attributes[key] ?? "").split(/\s+/).filter(Boolean)) {
        check(ids.get(name).has(id), `${name}: ${key}="${id}" names nothing on the page`);
      }
    }
    check(srcset === undefined && style === undefined, `${name}: <${element.name}> has srcset or style`);
    if (property === "og:url") {
      check(Boolean(address) && content.startsWith(address), `${name}: og:url ${content} is not at the site's address`);
      if (address) follow(content.slice(address.length).replace(/^\//, "") || "index.html", "index.html");
    }
  }
}
for (const name of here) {
  if (!name.endsWith(".css")) continue;
  const css = fs.readFileSync(path.join(folder, name), "utf8");
  for (const [, link] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) {
    if (!link.startsWith("data:") && !link.startsWith("#")) follow(link, name);
  }
  check(!/@import/.test(css), `${name}: @import loads from elsewhere`);
}
// What names whole addresses: the sitemap and the feeds.
for (const name of here) {
  if (!/^(sitemap.*|feed)\.(xml|json)$/.test(name)) continue;
  const text = plain(fs.readFileSync(path.join(folder, name), "utf8").replace(/\\\//g, "/"));
  const own = text.match(/https?:\/\/[^\s"'<>)]+/g)?.filter((link) => address && link.startsWith(address)) ?? [];
  check(own.length > 0, `${name}: names no address of the site`);
  for (const link of new Set(own)) follow(link.slice(address.length).replace(/^\//, "") || "index.html", "index.html");
}
check(pages.size > 0, `${folder} holds no page`);
finish(`${links} links on ${pages.size} pages`);
