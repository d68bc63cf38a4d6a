-- What hosts decide, and how they sign in.

-- A decision, in force until it is undone: the log and what holds in one table.
create table acts (
    id        integer primary key,
    chat      text,                     -- the chat it is for; null for the whole archive
    deed      text not null,            -- store::host::Deed
    target    text not null,            -- a uri, a handle, a server, a word; empty where there is none
    number    integer not null,         -- of the question; for what waits the last row before it
    reason    text not null,
    host      text not null,            -- who decided
    at        integer not null,
    undone_at integer,
    undone_by text
) strict;
create index acts_in_force on acts (deed) where undone_at is null;

-- Links that sign a host in, once. Of what is in them only the BLAKE3 is kept.
create table host_links (
    id      integer primary key,
    digest  blob not null unique,
    name    text not null,
    ends_at integer not null,
    used_at integer
) strict;
create table host_sessions (
    id       integer primary key,
    digest   blob not null unique,
    name     text not null,
    began_at integer not null,
    seen_at  integer not null,
    ends_at  integer not null
) strict;
