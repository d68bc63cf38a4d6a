-- Posts that a bridge carried to another network, and what they are copies of.

create table copies (
    copy     blob primary key,  -- key of the copy
    named    text not null,     -- how it names its original: by its uri, or by the address of its page
    original blob               -- key of the original that it is folded into; null while that is not here
) strict, without rowid;
create index copies_by_original on copies (original) where original is not null;

-- The pages of posts of the fediverse, by which a copy on Bluesky names its original. Those of posts
-- that were taken back too: a copy of one may come later.
create table pages (
    page text not null,
    key  blob not null,         -- of the post
    primary key (page, key)
) strict, without rowid;

insert or ignore into pages (page, key)
    select json_extract(details, '$.url'), key from records
    where kind = 0 and uri is not null and uri not like 'at://%' and details like '%"url":%'
      and json_extract(details, '$.url') is not null;

-- The name of a copy in the fediverse tells its original.
update records set details = json_set(coalesce(details, '{}'), '$.copy_of',
                                      substr(uri, length('https://bsky.brid.gy/convert/ap/') + 1))
    where kind = 0 and standing <> 2 and uri glob 'https://bsky.brid.gy/convert/ap/at://*';
insert into copies (copy, named)
    select key, substr(uri, length('https://bsky.brid.gy/convert/ap/') + 1) from records
    where standing <> 2 and uri glob 'https://bsky.brid.gy/convert/ap/at://*';
