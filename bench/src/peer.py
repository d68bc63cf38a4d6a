"""The same work in plain Python: parse, dedupe, store with the original, indices, full-text search."""
import json, sqlite3, sys, zlib
from datetime import datetime

path, out, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(out)
db.executescript("""
pragma journal_mode = wal; pragma synchronous = normal;
create table authors (id integer primary key, handle text, name text, bio text);
create table posts (id integer primary key, author integer, created integer, reply_to integer, text text, raw blob);
create table reposts (id integer primary key, author integer, created integer, of integer, raw blob);
create table post_tags (tag text, post integer, primary key (tag, post)) without rowid;
create index posts_author on posts (author);
create index posts_reply on posts (reply_to) where reply_to is not null;
create index reposts_of on reposts (of);
create virtual table words using fts5 (text, content='');
""")


def when(status):
    return int(datetime.strptime(status["created_at"], "%a %b %d %H:%M:%S %z %Y").timestamp())


def author(user):
    db.execute("insert or replace into authors values (?, ?, ?, ?)",
               (user["id"], user["screen_name"], user["name"], user["description"]))
    return user["id"]


def post(status, raw):
    done = db.execute("insert or ignore into posts values (?, ?, ?, ?, ?, ?)",
                      (status["id"], author(status["user"]), when(status), status["in_reply_to_status_id"],
                       status["full_text"], raw))
    if done.rowcount:
        db.execute("insert into words (rowid, text) values (?, ?)", (status["id"], status["full_text"]))
        db.executemany("insert or ignore into post_tags values (?, ?)",
                       [(tag["text"].lower(), status["id"]) for tag in status["entities"]["hashtags"]])


with open(path, encoding="utf-8") as lines:
    for number, line in enumerate(lines):
        if number == limit:
            break
        status, raw = json.loads(line), zlib.compress(line.encode(), 1)
        original = status.get("retweeted_status")
        if original:
            post(original, None)
            db.execute("insert or ignore into reposts values (?, ?, ?, ?, ?)",
                       (status["id"], author(status["user"]), when(status), original["id"], raw))
        else:
            post(status, raw)
        if number % 5000 == 4999:
            db.commit()
db.commit()
