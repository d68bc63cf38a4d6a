-- Posts, who wrote them, who saw them, and what the host said of series and chats.
-- Every table is the plural of its type; times are milliseconds since the Unix epoch.

create table authors (
    id      integer primary key,
    key     blob not null unique,       -- 16 bytes of the uri's BLAKE3
    uri     text not null,
    handle  text,                       -- lower case, with '@'
    detail  integer not null,           -- chat::Author::detail, to compare without reading profile
    as_of   integer,
    same_as integer references authors, -- the account that this bare handle turned out to be
    profile text not null               -- chat::Author as JSON
) strict;
create index authors_by_handle on authors (handle) where handle is not null;
create index authors_by_account on authors (same_as) where same_as is not null;

-- Posts and reposts. The id is the time (ms << 20) with 20 bits to tell neighbours apart, so that
-- the table is in the order of time and paging needs no other index.
create table records (
    id       integer primary key,
    key      blob not null unique,      -- store::key: the native id, in the order of time where it has one
    kind     integer not null,          -- 0 post, 1 repost
    standing integer not null,          -- 0 context, 1 record, 2 gone
    author   integer references authors,
    basis    integer not null,          -- chat::Basis: how well the time is known
    target   blob,                      -- key of what it replies to or passes on
    uri      text,                      -- null where the key tells it (Twitter)
    text     text,
    details  text                       -- store::row::Details as JSON
) strict;
create index records_by_author on records (author) where author is not null;
create index records_by_target on records (target) where target is not null;

create table tags (
    id  integer primary key,
    tag text not null unique
) strict;
create table record_tags (
    tag    integer not null references tags,
    record integer not null references records,
    primary key (tag, record)
) strict, without rowid;

-- A source showed us a record, with the original as it did.
create table sources (
    id   integer primary key,
    name text not null unique
) strict;
create table sightings (
    record   integer not null references records,
    source   integer not null references sources,
    original integer not null,          -- block << 20 | place in it; 0 for none
    at       integer,                   -- when, if the source says
    primary key (record, source, original)
) strict, without rowid;
create table originals (
    id    integer primary key,
    bytes blob not null                 -- zstd; store::originals
) strict;

-- Every change of a record, numbered by the batch it was committed with: what the search index and
-- live readers have yet to see. A batch is the row ids, 8 bytes each.
create table changes (
    number  integer primary key,
    records blob not null
) strict;

create table series (
    tag      text primary key,
    timezone text,
    title    text,
    posts    integer not null default 0,
    people   integer not null default 0
) strict, without rowid;
create table chats (
    tag       text not null references series,
    date      text not null,            -- of the start, in the series' zone
    nth       integer not null,         -- which of that day's
    starts_at integer not null,
    ends_at   integer not null,
    opens_at  integer,                  -- when the talk itself began and ended, without reminders
    closes_at integer,
    title     text,
    by_host   integer not null,         -- 1: set by a host, and never moved by us
    posts     integer not null default 0,
    people    integer not null default 0,
    reposts   integer not null default 0,
    primary key (tag, date, nth)
) strict, without rowid;

-- Counted at the end of every writing, for the first page: counting a million takes half a second.
create table totals (
    id     integer primary key check (id = 1),
    posts  integer not null,
    people integer not null
) strict;

-- The host's two lists: who asked to be left out, who agreed to be kept. Lower case uri or handle.
create table lists (
    account text primary key,
    list    text not null check (list in ('left out', 'agreed'))
) strict, without rowid;
