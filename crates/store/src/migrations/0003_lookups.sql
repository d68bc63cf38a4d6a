-- What is asked for without reading all records.

-- An author's records by kind and standing, so that posts and people are counted from the index
-- alone.
drop index records_by_author;
create index records_by_author on records (author, kind, standing) where author is not null;

-- What is gone: few, and asked for at each opening.
create index records_gone on records (key) where standing = 2;

-- Which post a post quotes, so that what repeats a removed one is found without reading them all.
create table quotes (
    record integer primary key references records,
    quoted text not null                -- uri of the post
) strict;
create index quotes_by_quoted on quotes (quoted);
insert into quotes (record, quoted)
    select id, json_extract(details, '$.quote_of') from records
    where details like '%"quote_of":%' and standing <> 2;
