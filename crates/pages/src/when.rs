//! Dates and clocks in words, in a chat's zone.

use std::fmt;

use chat::Moment;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `12 November 2026`.
pub(crate) struct Day(pub(crate) Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.0.day(), month(self.0), self.0.year())
    }
}

/// `12 Nov`.
pub(crate) struct ShortDay(pub(crate) Date);

impl fmt::Display for ShortDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}{:.3}", self.0.day(), month(self.0))
    }
}

/// `Thursday 12 November 2026`.
pub(crate) struct LongDay(pub(crate) Date);

impl fmt::Display for LongDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weekday = match self.0.weekday() {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        };
        write!(f, "{weekday} {}", Day(self.0))
    }
}

/// `19:30`.
pub(crate) struct Clock(pub(crate) DateTime);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|m| MONTHS.get(m).copied()).unwrap_or_default()
}

/// A zone with the name that people give it.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    tz: TimeZone,
    place: String,
}

impl Zone {
    /// The zone of a series; UTC where none is known.
    pub(crate) fn of(series: Option<&chat::Series>) -> Self {
        series.map_or_else(|| Self::new(TimeZone::UTC), |s| Self::new(s.zone()))
    }

    fn new(tz: TimeZone) -> Self {
        let place = match tz.iana_name() {
            None | Some("UTC" | "Etc/UTC") => "UTC".to_owned(),
            Some(name) if name.contains('/') && !name.starts_with("Etc/") => {
                let city = name.rsplit('/').next().unwrap_or(name);
                format!("in {}", city.replace('_', " "))
            }
            Some(name) => name.to_owned(),
        };
        Self { tz, place }
    }

    /// `in London`, or `UTC`.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn is_utc(&self) -> bool {
        self.place == "UTC"
    }

    /// The date and clock there.
    pub(crate) fn civil(&self, at: Timestamp) -> DateTime {
        self.tz.to_datetime(at)
    }

    /// The date there; a bare day is the same day everywhere.
    pub(crate) fn date(&self, moment: &Moment) -> Date {
        if moment.has_time() {
            self.civil(moment.at()).date()
        } else {
            TimeZone::UTC.to_datetime(moment.at()).date()
        }
    }

    /// The clock in the margin: `19:51`; with the day where that is not the one told already; only
    /// the day where no more is known.
    pub(crate) fn clock_on(&self, moment: &Moment, told: Option<Date>) -> String {
        let date = self.date(moment);
        if !moment.has_time() {
            return ShortDay(date).to_string();
        }
        let clock = Clock(self.civil(moment.at()));
        match told {
            Some(told) if told != date => format!("{} {clock}", ShortDay(date)),
            _ => clock.to_string(),
        }
    }

    /// The clock in the margin where no day is told around it: `12 Nov 19:51`.
    pub(crate) fn day_and_clock(&self, moment: &Moment) -> String {
        self.clock_on(moment, Some(Date::ZERO))
    }

    /// `12 November 2026, 19:51`; without a clock where only the day is known.
    pub(crate) fn date_and_clock(&self, moment: &Moment) -> String {
        let day = Day(self.date(moment));
        if moment.has_time() {
            format!("{day}, {}", Clock(self.civil(moment.at())))
        } else {
            day.to_string()
        }
    }
}

/// A time as `datetime` wants it: to the second in UTC, or the bare day.
pub(crate) fn machine(moment: &Moment) -> String {
    if moment.has_time() { stamp(moment.at()) } else { moment.to_string() }
}

/// RFC 3339 in UTC, to the second.
pub(crate) fn stamp(at: Timestamp) -> String {
    let at = TimeZone::UTC.to_datetime(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year().max(0),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// `19:30 to 21:00`; with dates where it ends on another day.
pub(crate) fn span(from: DateTime, to: DateTime) -> String {
    if from.date() == to.date() {
        format!("{} to {}", Clock(from), Clock(to))
    } else {
        let (first, last) = (Day(from.date()), Day(to.date()));
        format!("{}, {first}, to {}, {last}", Clock(from), Clock(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_zone() {
        let mut series = chat::Series::new(chat::Tag::new("x").unwrap());
        series.timezone = Some("America/New_York".to_owned());
        let zone = Zone::of(Some(&series));
        let moment: Moment = "2026-11-12T00:30:00Z".parse().unwrap();
        assert_eq!(zone.place(), "in New York");
        assert_eq!(zone.date_and_clock(&moment), "11 November 2026, 19:30");
        assert_eq!(LongDay(zone.date(&moment)).to_string(), "Wednesday 11 November 2026");
        let day: Moment = "2026-11-12".parse().unwrap();
        assert_eq!(zone.date_and_clock(&day), "12 November 2026");
        assert_eq!(machine(&day), "2026-11-12");
        assert_eq!(ShortDay(zone.date(&day)).to_string(), "12\u{a0}Nov");
    }

    #[test]
    fn a_span_over_midnight_names_both_days() {
        let at = |s: &str| Zone::of(None).civil(s.parse().unwrap());
        assert_eq!(span(at("2026-11-12T19:30:00Z"), at("2026-11-12T21:00:00Z")), "19:30 to 21:00");
        assert_eq!(
            span(at("2026-11-12T23:30:00Z"), at("2026-11-13T01:00:00Z")),
            "23:30, 12 November 2026, to 01:00, 13 November 2026"
        );
    }
}
