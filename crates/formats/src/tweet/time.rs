//! Times as Twitter and its tools wrote them.

use chat::{Moment, Uri};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Until this day Twitter's archives know no hour and write midnight.
const LAST_DAY_WITHOUT_HOURS: (i16, i8, i8) = (2010, 11, 4);

/// When a post was said: as stated with an offset, else as its id tells.
///
/// The midnights that account archives state up to 4 November 2010 are days, not times.
pub(crate) fn moment(stated: &str, uri: &Uri) -> Option<Moment> {
    match stated_time(stated.trim()) {
        Some(Stated::At(at)) => Some(Moment::stated(at)),
        Some(Stated::On(date)) => Moment::of_uri(uri).or(Some(Moment::day(date))),
        None => Moment::of_uri(uri),
    }
}

/// A time stated with its offset, in any of Twitter's forms.
pub(crate) fn timestamp(stated: &str) -> Option<Timestamp> {
    match stated_time(stated.trim())? {
        Stated::At(at) => Some(at),
        Stated::On(_) => None,
    }
}

enum Stated {
    At(Timestamp),
    On(Date),
}

fn stated_time(text: &str) -> Option<Stated> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'0'..=b'9' => dashed(text),
        _ => with_names(bytes).map(Stated::At),
    }
}

/// `Thu Feb 16 18:00:01 +0000 2012`
fn with_names(text: &[u8]) -> Option<Timestamp> {
    let [_, _, _, b' ', month @ ..] = text else {
        return None;
    };
    let [m0, m1, m2, b' ', rest @ ..] = month else {
        return None;
    };
    let month = match &[*m0, *m1, *m2] {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    };
    let day = number(rest.get(..2)?)?;
    let clock = clock(rest.get(2..11)?)?;
    let offset = offset(rest.get(11..17)?)?;
    let year = number(rest.get(17..)?.strip_prefix(b" ")?)?;
    at(date(year, month, day)?, clock, offset)
}

/// `2010-11-04 00:00:00 +0000` and RFC 3339.
fn dashed(text: &str) -> Option<Stated> {
    let bytes = text.as_bytes();
    let [y @ .., b'-', m0, m1, b'-', d0, d1] = bytes.get(..10)? else {
        return None;
    };
    let day = date(number(y)?, number(&[*m0, *m1])?, number(&[*d0, *d1])?)?;
    if bytes.get(10) == Some(&b'T') {
        return text.parse().ok().map(Stated::At);
    }
    let time = clock(bytes.get(10..19)?)?;
    let offset = offset(bytes.get(19..)?)?;
    let (y, m, d) = LAST_DAY_WITHOUT_HOURS;
    if time == (0, 0, 0) && (day.year(), day.month(), day.day()) <= (y, m, d) {
        return Some(Stated::On(day));
    }
    at(day, time, offset).map(Stated::At)
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

type Clock = (i32, i32, i32);

/// ` 18:00:01`
fn clock(text: &[u8]) -> Option<Clock> {
    let [b' ', h0, h1, b':', m0, m1, b':', s0, s1] = text else {
        return None;
    };
    let two = |a: &u8, b: &u8| number(&[*a, *b]);
    Some((two(h0, h1)?, two(m0, m1)?, two(s0, s1)?))
}

/// ` +0000`, in seconds.
fn offset(text: &[u8]) -> Option<Offset> {
    let text = text.trim_ascii();
    let (sign, digits) = match text {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        b"Z" | b"UTC" | b"GMT" => return Some(Offset::UTC),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [h0, h1, m0, m1] | [h0, h1, b':', m0, m1] => ([*h0, *h1], [*m0, *m1]),
        _ => return None,
    };
    Offset::from_seconds(sign * (number(&hours)? * 3600 + number(&minutes)? * 60)).ok()
}

fn at(date: Date, (hour, minute, second): Clock, offset: Offset) -> Option<Timestamp> {
    let narrow = |n: i32| i8::try_from(n).ok();
    // A leap second is told as the second before it.
    let second = narrow(if second == 60 { 59 } else { second })?;
    let (hour, minute) = (narrow(hour)?, narrow(minute)?);
    let time = DateTime::new(date.year(), date.month(), date.day(), hour, minute, second, 0);
    offset.to_timestamp(time.ok()?).ok()
}

/// At most eight digits.
fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + i32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stated: &str) -> String {
        moment(stated, &Uri::tweet(7)).map_or("none".into(), |m| format!("{m} {:?}", m.basis()))
    }

    #[test]
    fn every_form_is_read() {
        for (stated, expected) in [
            ("Thu Feb 16 18:00:01 +0000 2012", "2012-02-16T18:00:01Z Stated"),
            ("Thu Feb 16 18:00:01 +0100 2012", "2012-02-16T17:00:01Z Stated"),
            ("2014-04-04 01:55:16 +0000", "2014-04-04T01:55:16Z Stated"),
            ("2014-04-04 01:55:16 UTC", "2014-04-04T01:55:16Z Stated"),
            ("2021-05-18T19:24:56.000Z", "2021-05-18T19:24:56Z Stated"),
            ("2010-10-31 00:00:00 +0000", "2010-10-31 Day"),
            ("2010-11-30 00:00:00 +0000", "2010-11-30T00:00:00Z Stated"),
            ("2010-10-31 18:00:00", "none"),
            ("Sat Jun 30 23:59:60 +0000 2012", "2012-06-30T23:59:59Z Stated"),
            ("Thu Feb 31 18:00:01 +0000 2012", "none"),
            ("yesterday", "none"),
            ("", "none"),
        ] {
            assert_eq!(told(stated), expected, "{stated}");
        }
    }

    #[test]
    fn an_id_helps_where_no_time_is_stated() {
        let uri = Uri::tweet(308_403_734_975_736_045);
        let told = moment("04/03/2013", &uri).unwrap();
        assert_eq!(told.to_string(), "2013-03-04T02:29:14Z");
        assert_eq!(told.basis(), chat::Basis::Id);
    }
}
