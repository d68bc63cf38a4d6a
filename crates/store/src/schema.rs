//! The schema and its versions.

use rusqlite::Connection;

use crate::{OpenError, StoreError};

/// One script a version, never changed once it was published.
const MIGRATIONS: [&str; 7] = [
    include_str!("migrations/0001_archive.sql"),
    include_str!("migrations/0002_live.sql"),
    include_str!("migrations/0003_lookups.sql"),
    include_str!("migrations/0004_hosts.sql"),
    include_str!("migrations/0005_ranks.sql"),
    include_str!("migrations/0006_pictures.sql"),
    include_str!("migrations/0007_copies.sql"),
];

/// `CKEP`: marks the file as an archive of ours (SQLite's `application_id`).
const APPLICATION: i32 = 0x434B_4550;

/// The version that this program writes.
pub(crate) const VERSION: usize = MIGRATIONS.len();

/// Checks that a database is ours and not of a newer program.
pub(crate) fn check(db: &Connection) -> Result<usize, OpenError> {
    let pragma =
        |name: &str| db.query_row(&format!("pragma {name}"), [], |row| row.get::<_, i32>(0));
    let (application, version) = (
        pragma("application_id").map_err(StoreError::from)?,
        pragma("user_version").map_err(StoreError::from)?,
    );
    let version = usize::try_from(version).unwrap_or(0);
    let tables: i64 = db
        .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
        .map_err(StoreError::from)?;
    if application != APPLICATION && (version > 0 || tables > 0) {
        return Err(OpenError::NotAnArchive);
    }
    if version > VERSION {
        return Err(OpenError::Newer { theirs: version, ours: VERSION });
    }
    Ok(version)
}

/// Brings an archive to our version, each step in a transaction of its own. Returns the version that it
/// had.
pub(crate) fn migrate(db: &mut Connection) -> Result<usize, OpenError> {
    let from = check(db)?;
    for (index, script) in MIGRATIONS.iter().enumerate().skip(from) {
        let transaction = db.transaction().map_err(StoreError::from)?;
        transaction.execute_batch(script).map_err(StoreError::from)?;
        transaction
            .execute_batch(&format!(
                "pragma application_id = {APPLICATION}; pragma user_version = {}",
                index + 1
            ))
            .map_err(StoreError::from)?;
        transaction.commit().map_err(StoreError::from)?;
    }
    Ok(from)
}
