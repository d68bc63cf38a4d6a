-- Following live: where each source stands, and when it could not see.

-- One source under one topic: the tags it is followed for, sorted, a space between. A cursor holds
-- for its topic alone, since what came before it was read for those tags only.
create table followings (
    id        integer primary key,
    source    integer not null references sources,
    topic     text not null,
    address   text not null,            -- as it was named after --on
    cursor    text,                     -- where to go on, in the source's own words
    state     text not null,            -- store::live::State
    reason    text,                     -- why it does not see
    since     integer not null,         -- since when it is in this state
    heard_at  integer,                  -- its last sign of life
    posted_at integer,                  -- when it last showed a post
    unique (source, topic)
) strict;

-- The gap ledger: times in which a source could not see.
create table gaps (
    id        integer primary key,
    following integer not null references followings,
    began_at  integer not null,
    ended_at  integer,                  -- null while it lasts
    reason    text not null,
    repaired  integer not null default 0  -- 1: what was said meanwhile was read afterwards
) strict;
create index gaps_by_following on gaps (following, began_at);
