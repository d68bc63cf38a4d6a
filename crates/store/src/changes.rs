//! Every change of a record, numbered by the batch that it was committed with: what the search index
//! and live readers have yet to see.

use rusqlite::Connection;

use crate::StoreError;

/// Numbers the rows that a batch changed. A record whose row moved is written as its old row, twice, and
/// then the new one: so it is known as the one that it was.
pub(crate) fn note(db: &Connection, rows: &[i64]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let bytes: Vec<u8> = rows.iter().flat_map(|row| row.to_le_bytes()).collect();
    db.prepare_cached("insert into changes (records) values (?)")?.execute([bytes])?;
    Ok(())
}

/// The number of the last batch committed; 0 before the first.
pub(crate) fn last(db: &Connection) -> Result<i64, StoreError> {
    let mut select = db.prepare_cached("select coalesce(max(number), 0) from changes")?;
    Ok(select.query_row([], |row| row.get(0))?)
}

/// Calls `each` with the rows that every batch after number `seen` changed.
pub(crate) fn since(
    db: &Connection,
    seen: i64,
    mut each: impl FnMut(i64) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut select = db.prepare("select records from changes where number > ? order by number")?;
    let mut batches = select.query([seen])?;
    while let Some(batch) = batches.next()? {
        let bytes: Vec<u8> = batch.get(0)?;
        for row in bytes.as_chunks::<8>().0 {
            each(i64::from_le_bytes(*row))?;
        }
    }
    Ok(())
}

/// Calls `each` with the rows that every batch up to a number changed.
pub(crate) fn until(
    db: &Connection,
    number: i64,
    mut each: impl FnMut(i64),
) -> Result<(), StoreError> {
    let mut select = db.prepare("select records from changes where number <= ?")?;
    let mut batches = select.query([number])?;
    while let Some(batch) = batches.next()? {
        let bytes = batch.get_ref(0)?.as_blob().unwrap_or_default();
        bytes.as_chunks::<8>().0.iter().for_each(|row| each(i64::from_le_bytes(*row)));
    }
    Ok(())
}

/// The rows that the batches after number `seen` changed, batch by batch; at most `most` batches.
pub(crate) fn batches_since(
    db: &Connection,
    seen: u64,
    most: usize,
) -> Result<Vec<(u64, Vec<i64>)>, StoreError> {
    let mut select = db.prepare_cached(
        "select number, records from changes where number > ? order by number limit ?",
    )?;
    let bounds = (i64::try_from(seen).unwrap_or(i64::MAX), i64::try_from(most).unwrap_or(i64::MAX));
    let mut rows = select.query(bounds)?;
    let mut batches = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let records = bytes.as_chunks::<8>().0.iter().map(|row| i64::from_le_bytes(*row));
        batches.push((number.unsigned_abs(), records.collect()));
    }
    Ok(batches)
}
