-- An author's records by kind and standing, so that posts and people are counted from the index
-- alone.
drop index records_by_author;
create index records_by_author on records (author, kind, standing) where author is not null;
