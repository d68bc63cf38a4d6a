-- Pictures that posts show, each fetched once. The files lie beside the database, in `media`.
create table pictures (
    post   blob not null,     -- key of the post
    url    blob not null,     -- 16 bytes of the BLAKE3 of its address
    width  integer,           -- in pixels; null where there is none
    height integer,
    bytes  integer not null,  -- of the file; less than 0 where it is to be removed
    tries  integer not null,  -- how often it was asked for in vain
    why    text,              -- why there is none
    primary key (post, url)
) strict, without rowid;
create index pictures_to_remove on pictures (post) where bytes < 0;
