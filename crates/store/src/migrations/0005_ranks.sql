-- The rank we saw: what servers' own lists of trends said of our tags, with the proof.

-- One answer of one list.
create table rank_answers (
    id       integer primary key,
    list     text not null,             -- whose list: the server's host, or bluesky
    asked_at integer not null,
    proof    blob not null              -- the answer, zstd
) strict;

-- The place of each tag that was looked for; null where it was not in the list.
create table ranks (
    answer integer not null references rank_answers on delete cascade,
    tag    text not null,
    rank   integer,
    primary key (tag, answer)
) strict, without rowid;
