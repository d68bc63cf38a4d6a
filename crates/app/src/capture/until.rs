//! When a capture is to stop by itself, and from when on it takes in what was said before.

use std::time::Duration;

use anyhow::{Result, bail};
use jiff::{Timestamp, civil, tz::TimeZone};

/// Waits for a time; for ever where there is none.
pub(super) async fn it_is(time: Option<Timestamp>) {
    let Some(time) = time else { return std::future::pending().await };
    loop {
        // Not all of it at once: the clock may be set meanwhile.
        let left = time.duration_since(crate::clock::now());
        if left.is_negative() || left.is_zero() {
            return;
        }
        let left = Duration::try_from(left).unwrap_or_default();
        tokio::time::sleep(left.min(Duration::from_secs(10))).await;
    }
}

/// When to stop: a time of day that comes next, a local time, or one with its offset.
///
/// # Errors
/// When the text is no time, or one that is over.
pub(crate) fn end(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let at = match read(text, zone)? {
        When::At(at) => at,
        When::Daily(time) => {
            let today = zone.to_datetime(now).date();
            let at = zone.to_timestamp(today.to_datetime(time))?;
            if at > now { at } else { zone.to_timestamp(today.tomorrow()?.to_datetime(time))? }
        }
    };
    if at <= now {
        bail!("{at} is over");
    }
    Ok(at)
}

/// When to begin what was not followed before: a time of day that was last, a local time, or one with its
/// offset.
///
/// # Errors
/// When the text is no time, or one that is yet to come.
pub(crate) fn beginning(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let at = match read(text, zone)? {
        When::At(at) => at,
        When::Daily(time) => {
            let today = zone.to_datetime(now).date();
            let at = zone.to_timestamp(today.to_datetime(time))?;
            if at <= now { at } else { zone.to_timestamp(today.yesterday()?.to_datetime(time))? }
        }
    };
    if at > now {
        bail!("{at} is yet to come");
    }
    Ok(at)
}

/// A time, as somebody writes it.
enum When {
    At(Timestamp),
    Daily(civil::Time),
}

fn read(text: &str, zone: &TimeZone) -> Result<When> {
    let text = text.trim();
    let time = civil::Time::strptime("%H:%M", text);
    match (text.parse::<Timestamp>(), time, text.parse::<civil::DateTime>()) {
        (Ok(at), ..) => Ok(When::At(at)),
        (_, Ok(time), _) => Ok(When::Daily(time)),
        (.., Ok(local)) => Ok(When::At(zone.to_timestamp(local)?)),
        _ => {
            let form = "write 20:30, \"2026-12-03 20:30\" or 2026-12-03T20:30:00Z";
            bail!("“{text}” is no time: {form}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_the_next_one() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let at = |text: &str| {
            let now = "2026-12-03T19:00:00Z".parse().unwrap();
            end(text, now, &zone).map(|at| at.to_string()).map_err(|e| format!("{e:#}"))
        };
        assert_eq!(at("20:30").unwrap(), "2026-12-03T20:30:00Z");
        assert_eq!(at("18:30").unwrap(), "2026-12-04T18:30:00Z");
        assert_eq!(at("2026-12-05 20:30").unwrap(), "2026-12-05T20:30:00Z");
        assert_eq!(at("2026-12-03T20:30:00+01:00").unwrap(), "2026-12-03T19:30:00Z");
        assert!(at("2026-12-01 20:30").unwrap_err().contains("is over"));
        assert!(at("later").unwrap_err().contains("is no time"));
    }

    #[test]
    fn a_beginning_is_the_last_one() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let at = |text: &str| {
            let now = "2026-12-03T19:40:00Z".parse().unwrap();
            beginning(text, now, &zone).map(|at| at.to_string()).map_err(|e| format!("{e:#}"))
        };
        assert_eq!(at("19:00").unwrap(), "2026-12-03T19:00:00Z");
        assert_eq!(at("20:00").unwrap(), "2026-12-02T20:00:00Z");
        assert_eq!(at("2026-12-03T20:30:00+01:00").unwrap(), "2026-12-03T19:30:00Z");
        assert!(at("2026-12-04 20:30").unwrap_err().contains("yet to come"));
    }
}
