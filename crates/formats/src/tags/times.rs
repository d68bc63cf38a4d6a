//! Times as spreadsheets show them: local, without a zone, in the order of somebody's country.

use chat::{Basis, Moment};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Which of day and month comes first, where the numbers do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `16/02/2012`, as TAGS writes.
    DayFirst,
    /// `2/16/2012`, as Twitter Archiver writes.
    MonthFirst,
}

/// Reads `2/16/2012 18:00:01`, `2012-02-16 18:00`, or the day alone.
pub(super) fn local(cell: &str, order: Order, zone: Option<&TimeZone>) -> Option<Moment> {
    let cell = cell.trim();
    let (day, time) = match cell.split_once([' ', 'T']) {
        Some((day, time)) => (day.trim_end_matches(','), time.trim()),
        None => (cell, ""),
    };
    let date = date(day, order)?;
    if time.is_empty() {
        return Some(Moment::day(date));
    }
    let local = DateTime::from_parts(date, clock(time)?);
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    let at = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(Moment::known(at, Basis::Local))
}

fn date(day: &str, order: Order) -> Option<Date> {
    let mut parts = day.splitn(3, ['/', '-', '.']);
    let mut next = || parts.next()?.parse::<i16>().ok();
    let (a, b, c) = (next()?, next()?, next()?);
    let (year, month, day) = match order {
        _ if a > 31 => (a, b, c),
        Order::MonthFirst if a <= 12 => (c, a, b),
        Order::DayFirst if b > 12 => (c, a, b),
        _ => (c, b, a),
    };
    let year = if year < 100 { year + 2000 } else { year };
    // Twitter began in 2006.
    if year < 2006 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `18:00`, `18:00:01`, `6:00:01 PM`, `18:00:01.000`
fn clock(time: &str) -> Option<Time> {
    let upper = time.to_ascii_uppercase();
    let (time, afternoon) = match upper.strip_suffix("PM") {
        Some(time) => (time, Some(true)),
        None => match upper.strip_suffix("AM") {
            Some(time) => (time, Some(false)),
            None => (upper.as_str(), None),
        },
    };
    let mut parts = time.trim().splitn(3, ':');
    let hour: i8 = parts.next()?.trim().parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map(|s| s.split('.').next().unwrap_or(s));
    let second = second.map_or(Ok(0), str::parse).ok()?;
    let hour = match (afternoon, hour) {
        (Some(true), 1..=11) => hour + 12,
        (Some(false), 12) => 0,
        _ => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_are_read_in_the_zone_named() {
        let eastern = TimeZone::get("America/New_York").unwrap();
        for (cell, order, expected) in [
            ("2/5/2021 14:12:22", Order::MonthFirst, "2021-02-05T19:12:22Z Local"),
            ("2/5/2021 2:12 PM", Order::MonthFirst, "2021-02-05T19:12:00Z Local"),
            ("7/4/2021 14:12:22", Order::MonthFirst, "2021-07-04T18:12:22Z Local"),
            ("16/02/2012 00:30:00", Order::MonthFirst, "2012-02-16T05:30:00Z Local"),
            ("04/03/2013 02:29:14", Order::DayFirst, "2013-03-04T07:29:14Z Local"),
            ("02/16/2012", Order::DayFirst, "2012-02-16 Day"),
            ("2012-02-16T18:00:00.000", Order::DayFirst, "2012-02-16T23:00:00Z Local"),
            ("1/3/2020", Order::MonthFirst, "2020-01-03 Day"),
        ] {
            let told = local(cell, order, Some(&eastern)).unwrap();
            assert_eq!(format!("{told} {:?}", told.basis()), expected, "{cell}");
        }
        for cell in ["", "View", "1/2", "13/13/2012", "2/5/2021 25:00", "2/5/2021 x", "999/1/1"] {
            assert_eq!(local(cell, Order::MonthFirst, None), None, "{cell}");
        }
    }
}
