// Searches a published copy. The index is plain scripts (they work from file:// too), loaded in
// parts and only when somebody searches. What it finds, and marks, is what a server would: words
// folded as crates/chat/src/words.rs folds them, every word, "phrases", -exclusions.
(function () {
  "use strict";
  const K1 = 1.2, B = 0.75, A_PAGE = 20;
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const script = typeof document === "undefined" ? null : document.currentScript;
  const base = script ? script.src.replace(/search\.js.*$/, "search/") : "";
  const waiting = {}, parts = {};

  // --- the parts of the index ---

  function take(name, part) {
    if (waiting[name]) waiting[name](part);
  }

  function add(name) {
    return new Promise(function (resolve, reject) {
      waiting[name] = resolve;
      const part = document.createElement("script");
      part.src = base + name + ".js";
      part.onerror = function () { reject(new Error("assets/search/" + name + ".js is missing")); };
      document.head.appendChild(part);
    });
  }

  function load(name) {
    if (!parts[name]) parts[name] = search.add(name);
    return parts[name];
  }

  // --- words, as crates/chat/src/words.rs has them ---

  const LETTER = /^[\p{Alphabetic}\p{N}]$/u, ALPHABETIC = /^\p{Alphabetic}$/u, MARK = /^\p{M}$/u;
  const UNSPACED = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\u{20000}-\u{3ffff}]$/u;
  const PLAIN = { "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "ı": "i" };

  function unmarked(text) {
    return Array.from(text.normalize("NFKD")).filter(function (c) { return !MARK.test(c); });
  }

  function fold(c) {
    return PLAIN[c] || unmarked(c.toLowerCase()).join("");
  }

  function words(text) {
    const found = [];
    let folded = "", start = 0, at = 0;
    function end(here) {
      if (folded) found.push({ folded: folded, start: start, end: here });
      folded = "";
    }
    for (const c of text) {
      const next = at + c.length;
      const joins = (c === "'" || c === "’") && folded &&
        ALPHABETIC.test(String.fromCodePoint(text.codePointAt(next) || 0));
      if (!joins) {
        for (const part of c < "\x80" ? [c] : unmarked(c)) {
          const letter = LETTER.test(part), alone = UNSPACED.test(part);
          if (alone || !letter) end(at);
          if (!folded) start = at;
          if (letter) folded += fold(part);
          if (alone) end(next);
        }
      }
      at = next;
    }
    end(text.length);
    return found;
  }

  function folded(text) {
    return words(text).map(function (word) { return word.folded; });
  }

  function tagOf(written) {
    const plain = written.trim().replace(/^[#＃]+/, "").normalize("NFKC").toLowerCase().normalize("NFC");
    return Array.from(plain).map(function (c) {
      const first = c.normalize("NFD")[0];
      return PLAIN[c] && PLAIN[c].length === 1 ? PLAIN[c] : /[a-z]/.test(first) ? first : c;
    }).join("");
  }

  // --- a question ---

  function phrases(q) {
    const asked = { wanted: [], unwanted: [] };
    const pattern = /(-?)(?:"([^"]*)"?|(\S+))/g;
    for (let m; (m = pattern.exec(q)); ) {
      const phrase = folded(m[2] === undefined ? m[3] : m[2]);
      if (phrase.length) (m[1] ? asked.unwanted : asked.wanted).push(phrase);
    }
    return asked;
  }

  function ranges(text, wanted) {
    const said = words(text), marked = said.map(function () { return false; });
    wanted.forEach(function (phrase) {
      for (let i = 0; i + phrase.length <= said.length; i++) {
        if (phrase.every(function (word, j) { return said[i + j].folded === word; })) marked.fill(true, i, i + phrase.length);
      }
    });
    const found = [];
    said.forEach(function (word, i) {
      const last = found[found.length - 1];
      if (marked[i] && last && last[1] >= word.start) last[1] = Math.max(last[1], word.end);
      else if (marked[i]) found.push([word.start, word.end]);
    });
    return found;
  }

  // --- where words stand: crates/pages/src/search_index/postings.rs ---

  function shardOf(word, shards) {
    let hash = 0x811c9dc5;
    new TextEncoder().encode(word).forEach(function (byte) { hash = Math.imul(hash ^ byte, 0x01000193); });
    return (hash >>> 0) & (shards - 1);
  }

  function decode(written) {
    const posts = new Map();
    let at = 0, post = 0;
    function number() {
      let n = 0, scale = 1, digit;
      while ((digit = DIGITS.indexOf(written[at++])) >= 32) { n += (digit - 32) * scale; scale *= 32; }
      return n + digit * scale;
    }
    while (at < written.length) {
      const gap = number(), times = gap % 2 ? number() : 1, places = [];
      post += Math.floor(gap / 2);
      for (let i = 0, place = 0; i < times; i++) places.push(place += number());
      posts.set(post, places);
    }
    return posts;
  }

  async function standing(word, head) {
    const shard = await load("words-" + shardOf(word, head.shards));
    return Object.prototype.hasOwnProperty.call(shard, word) ? decode(shard[word]) : new Map();
  }

  // How often each post says a phrase.
  async function saying(phrase, head) {
    const stand = await Promise.all(phrase.map(function (word) { return standing(word, head); }));
    const times = new Map();
    stand[0].forEach(function (places, post) {
      const rest = stand.slice(1).map(function (posts) { return posts.get(post); });
      if (!rest.every(Boolean)) return;
      const whole = places.filter(function (place) {
        return rest.every(function (others, i) { return others.includes(place + i + 1); });
      });
      if (whole.length) times.set(post, whole.length);
    });
    return times;
  }

  async function by(author, head) {
    const written = author.trim().replace(/^@/, "").toLowerCase();
    const handle = await standing("@" + written, head);
    return handle.size ? handle : standing("@" + folded(author).join(" "), head);
  }

  // The posts of a span of days, as the first number and the one after the last. The days are those of
  // the series that is looked in.
  function span(query, head) {
    const tag = tagOf(query.tag || ""), zone = head.zones.find(function (zone) { return zone[0] === tag; });
    const days = head.days[zone ? zone[1] : 0];
    const after = function (keeps) { const day = days.find(keeps); return day ? day[1] : head.posts; };
    return [
      query.since ? after(function (day) { return day[0] >= query.since; }) : 0,
      query.until ? after(function (day) { return day[0] > query.until; }) : head.posts,
    ];
  }

  function lengthOf(post, head) {
    const digit = DIGITS.indexOf(head.lengths[post]);
    return digit < 32 ? digit : (digit - 31) * 32;
  }

  // All posts that answer the question: their numbers, in the order asked for.
  async function find(query) {
    const head = await load("index"), asked = phrases(query.q || "");
    if ((query.q || "").trim() && !asked.wanted.length && !asked.unwanted.length) return { head: head, wanted: [], hits: [] };
    const filters = [];
    if (query.tag) filters.push(await standing("#" + tagOf(query.tag), head));
    if (query.author) filters.push(await by(query.author, head));
    const terms = await Promise.all(asked.wanted.map(function (phrase) { return saying(phrase, head); }));
    const without = await Promise.all(asked.unwanted.map(function (phrase) { return saying(phrase, head); }));
    const bounds = span(query, head);
    const all = terms.concat(filters).sort(function (a, b) { return a.size - b.size; });
    const numbers = all.length ? Array.from(all[0].keys()) : Array.from({ length: head.posts }, function (_, i) { return i; });
    const mean = terms.length ? Array.from({ length: head.posts }, function (_, i) { return lengthOf(i, head); })
      .reduce(function (sum, n) { return sum + n; }, 0) / head.posts || 1 : 1;
    const hits = numbers.filter(function (post) {
      return post >= bounds[0] && post < bounds[1] &&
        all.every(function (posts) { return posts.has(post); }) &&
        !without.some(function (posts) { return posts.has(post); });
    }).map(function (post) {
      return [post, terms.reduce(function (score, times) {
        const tf = times.get(post), rare = Math.log(1 + (head.posts - times.size + 0.5) / (times.size + 0.5));
        return score + rare * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengthOf(post, head) / mean));
      }, 0)];
    });
    const newest = query.order === "newest";
    hits.sort(function (a, b) { return (newest ? 0 : b[1] - a[1]) || b[0] - a[0]; });
    return { head: head, wanted: asked.wanted, hits: hits.map(function (hit) { return hit[0]; }) };
  }

  async function shown(post, head) {
    const part = await load("posts-" + Math.floor(post / head.part));
    return part[post % head.part];
  }

  const search = { take: take, add: add, words: folded, find: find, shown: shown, ranges: ranges, tagOf: tagOf };
  globalThis.chatkeepSearch = search;

  // --- the page ---

  const found = script && document.getElementById("found");
  if (!found || found.hasAttribute("data-answered")) return;
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const form = document.querySelector("form.find");
  ["q", "tag", "author", "since", "until", "order"].forEach(function (name) {
    const field = form.elements[name], value = (query[name] || "").trim();
    query[name] = value;
    if (name === "tag" && value) {
      query.tag = tagOf(value);
      if (!Array.from(field.options).some(function (option) { return option.value === query.tag; })) field.add(new Option("#" + query.tag, query.tag));
    }
    if (value) field.value = query[name];
  });
  const status = found.querySelector("[role=status]");
  if (!query.q && !query.tag && !query.author && !query.since && !query.until) return;
  status.textContent = "Searching …";
  find(query).then(show).catch(function (error) { status.textContent = "The search failed: " + error.message + "."; });

  function make(name, className, content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    (Array.isArray(content) ? content : [content]).forEach(function (child) { if (child) element.append(child); });
    return element;
  }

  function link(href, className, content) {
    const element = make("a", className, content);
    element.href = href;
    return element;
  }

  // Characters that turn the direction of what follows are left out, as on all pages.
  function plain(text) {
    return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  }

  function name(text) {
    return make("bdi", "", plain(text));
  }

  function marked(text, wanted) {
    const lines = document.createElement("p"), pieces = [], number = /^[QAqa]\d{1,2}(?![\p{L}\p{N}-])/u.exec(text);
    let at = 0;
    if (number && !ranges(number[0], wanted).length) {
      lines.append(make("b", "q", number[0]));
      at = number[0].length;
    }
    ranges(text, wanted).forEach(function (range) {
      pieces.push([text.slice(at, range[0]), false], [text.slice(range[0], range[1]), true]);
      at = range[1];
    });
    pieces.push([text.slice(at), false]);
    pieces.forEach(function (piece) {
      if (piece[1]) return lines.append(make("mark", "", plain(piece[0])));
      piece[0].split(/\n+/).forEach(function (line, i) {
        if (i) lines.append(document.createElement("br"));
        lines.append(plain(line));
      });
    });
    return lines;
  }

  // The run of tags at the end, as crates/pages/src/text.rs sets it: small, without the chat's own.
  function spoken(text, wanted, own) {
    const run = /(?:\s*[#＃][\p{L}\p{N}\p{M}_]+)+\s*$/u.exec(text);
    const tags = run && run.index ? run[0].match(/[#＃][^\s#＃]+/gu) : [];
    const before = tags.length ? text.slice(0, run.index) : text;
    if (!own || !tags.length) return marked(text, wanted);
    const kept = tags.length === 1 && /[\p{L}\p{N},&\/-]$/u.test(before) && !/^\s*\n/.test(run[0]);
    const lines = marked(before, wanted), last = make("span", "last-tags", []);
    tags.filter(function (tag) { return kept || tagOf(tag) !== own; }).forEach(function (tag) {
      last.append(" ", link("search.html?tag=" + encodeURIComponent(tagOf(tag)), "tag", name(tag)));
    });
    if (last.firstChild) lines.append(" ", last);
    return lines;
  }

  function entry(post, head, wanted) {
    const [slug, machine, clock, day, who, person, network, symbol, handle, text, lang, warning, chat] = post;
    const time = make("time", "", clock), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    time.dateTime = machine;
    svg.setAttribute("class", "net");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", network);
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    svg.firstChild.setAttribute("href", "#net-" + symbol);
    const by = make("p", "by", [link("posts/" + slug + ".html", "time", time), link("people/" + person + ".html", "author", name(who)), svg, handle && make("bdi", "handle", plain(handle))]);
    const place = head.chats[chat];
    const said = make("div", "said", spoken(text, wanted, place && place[2]));
    said.dir = "auto";
    if (lang) said.lang = lang;
    const body = warning ? make("details", "cw", [make("summary", "", [make("b", "", "Content warning"), " ", name(warning)]), said]) : said;
    const notes = make("ul", "notes", make("li", "", place ? [link(place[0] + "#" + slug, "", name(place[1])), ", ", make("span", "date", day)] : link("posts/" + slug + ".html", "", day)));
    return make("li", "", make("div", "post", [by, make("div", "body", body), notes]));
  }

  function address(changes) {
    const fields = Object.entries(Object.assign({}, query, changes)).filter(function (field) { return field[1]; });
    return "search.html?" + new URLSearchParams(fields);
  }

  function sentence(total) {
    const q = query.q, n = total.toLocaleString("en"), quoted = "“" + q + "”";
    let text = !total ? (q ? "No post says " + quoted : "No post was found") : q ? n + (total === 1 ? " post says " : " posts say ") + quoted : n + (total === 1 ? " post found" : " posts found");
    if (query.tag) text += ", under #" + query.tag;
    if (query.author) text += ", by " + query.author;
    if (query.since) text += ", since " + query.since;
    if (query.until) text += ", until " + query.until;
    return text + ".";
  }

  async function show(answer) {
    const page = Math.max(1, parseInt(query.page, 10) || 1), first = (page - 1) * A_PAGE;
    const numbers = answer.hits.slice(first, first + A_PAGE);
    const posts = await Promise.all(numbers.map(function (post) { return shown(post, answer.head); }));
    const other = query.order === "newest" ? "best" : "newest";
    if (query.q) document.title = "“" + query.q + "” · " + document.title;
    status.replaceChildren(sentence(answer.hits.length) + " ", answer.hits.length > 1 ? link(address({ order: other, page: "" }), "", other + " first") : "");
    const list = make("ol", "posts hits", posts.map(function (post) { return entry(post, answer.head, answer.wanted); }));
    list.start = first + 1;
    found.append(list);
    const turns = make("nav", "turns", [
      page > 1 && make("p", "", [make("span", "", "Before"), " ", link(address({ page: page - 1 }), "", "Previous page")]),
      answer.hits.length > first + A_PAGE && make("p", "", [make("span", "", "After"), " ", link(address({ page: page + 1 }), "", "Next page")]),
    ]);
    turns.setAttribute("aria-label", "Pages of what was found");
    if (turns.firstChild) found.append(turns);
  }
})();
