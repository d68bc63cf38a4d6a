//! How hosts sign in: links that work once, and the sessions they begin.
//!
//! What is in a link or a cookie is known to its holder alone: the archive keeps its BLAKE3. Both are
//! 256 bits of chance, so that neither salt nor a slow hash adds anything.

use jiff::{SignedDuration, Timestamp};
use rusqlite::OptionalExtension;

use super::Host;
use crate::step::Step;
use crate::{Archive, StoreError};

/// For how long a link waits to be used.
const LINK: SignedDuration = SignedDuration::from_hours(1);
/// For how long a host stays signed in.
const SESSION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A host who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number, by which it is revoked.
    pub id: i64,
    /// The host's name.
    pub name: String,
    /// Since when.
    pub began_at: Timestamp,
    /// When the host last decided or looked.
    pub seen_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

/// What a session's forms carry, so that no other site's form passes for one of them.
#[must_use]
pub fn form_token(session: &str) -> String {
    let key = blake3::derive_key("chatkeep 2026 form of a host's session", session.as_bytes());
    blake3::Hash::from_bytes(key).to_hex().to_string()
}

fn digest(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

impl Host {
    /// Notes a link, which works once within an hour, for a host of this name. What ended before is
    /// forgotten.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_link(&mut self, secret: &str, name: &str, now: Timestamp) -> Result<(), StoreError> {
        for ended in ["host_links", "host_sessions"] {
            let sql = format!("delete from {ended} where ends_at < ?");
            self.db.execute(&sql, [now.as_millisecond()])?;
        }
        self.db.execute(
            "insert into host_links (digest, name, ends_at) values (?, ?, ?)",
            (digest(secret), name, (now + LINK).as_millisecond()),
        )?;
        Ok(())
    }

    /// Uses a link up, and begins a session known by `session`. Returns the host's name; `None` where
    /// the link was used, is too old, or was none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sign_in(
        &mut self,
        link: &str,
        session: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let transaction = Step::begin(&self.db)?;
        let at = now.as_millisecond();
        let name: Option<String> = transaction
            .query_row(
                "update host_links set used_at = ?1
                 where digest = ?2 and used_at is null and ends_at > ?1 returning name",
                (at, digest(link)),
                |row| row.get(0),
            )
            .optional()?;
        if let Some(name) = &name {
            transaction.execute(
                "insert into host_sessions (digest, name, began_at, seen_at, ends_at)
                 values (?1, ?2, ?3, ?3, ?4)",
                (digest(session), name, at, (now + SESSION).as_millisecond()),
            )?;
        }
        transaction.commit()?;
        Ok(name)
    }

    /// Notes that a host was here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn seen(&mut self, session: i64, now: Timestamp) -> Result<(), StoreError> {
        let sql = "update host_sessions set seen_at = ? where id = ?";
        self.db.execute(sql, (now.as_millisecond(), session))?;
        Ok(())
    }

    /// Ends a session; `false` where there is none of this number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn revoke(&mut self, session: i64) -> Result<bool, StoreError> {
        Ok(self.db.execute("delete from host_sessions where id = ?", [session])? > 0)
    }
}

impl Archive {
    /// Whether this link can still be used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn link_is_open(&self, secret: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut select = self.db.prepare_cached(
            "select 1 from host_links where digest = ? and used_at is null and ends_at > ?",
        )?;
        Ok(select.exists((digest(secret), now.as_millisecond()))?)
    }

    /// The session that is known by this, while it lasts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn session(&self, secret: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let found = self.sessions_where(
            "digest = ?1 and ends_at > ?2",
            (digest(secret), now.as_millisecond()),
        )?;
        Ok(found.into_iter().next())
    }

    /// Who is signed in, by the beginning of their sessions.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sessions(&self, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        self.sessions_where("ends_at > ?1", [now.as_millisecond()])
    }

    fn sessions_where(
        &self,
        clause: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "select id, name, began_at, seen_at, ends_at from host_sessions where {clause} order by id"
        );
        let mut select = self.db.prepare_cached(&sql)?;
        let time = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        let rows = select.query_map(values, |row| {
            Ok(Session {
                id: row.get(0)?,
                name: row.get(1)?,
                began_at: time(row.get(2)?),
                seen_at: time(row.get(3)?),
                ends_at: time(row.get(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
