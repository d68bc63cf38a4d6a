//! Words of the command line as values, and what is said of those that are none.

use std::net::SocketAddr;
use std::path::PathBuf;

use chat::Tag;

/// What a tag is, where something else was named.
pub(crate) const NO_TAG: &str = "a tag is one word of letters and digits, like #chartership";

pub(super) fn tag(written: &str) -> Result<Tag, String> {
    Tag::named(written).ok_or_else(|| NO_TAG.to_owned())
}

pub(super) fn token(written: &str) -> Result<(String, PathBuf), String> {
    match written.split_once('=') {
        Some((host, file)) if !host.is_empty() && !file.is_empty() => {
            let host = host.trim_start_matches("https://").trim_end_matches('/');
            Ok((host.to_owned(), file.into()))
        }
        _ => Err("name the server and the file that holds its token: your.server=token.txt".into()),
    }
}

pub(super) fn speed(written: &str) -> Result<networks::Speed, String> {
    if written == "max" {
        return Ok(networks::Speed::AtOnce);
    }
    let times = written.parse::<f64>().ok().filter(|times| times.is_finite() && *times > 0.0);
    times.map(networks::Speed::Times).ok_or_else(|| "a speed looks like 60, or max".to_owned())
}

pub(super) fn date(written: &str) -> Result<String, String> {
    let known = written.parse::<jiff::Timestamp>().is_ok()
        || written.parse::<jiff::civil::DateTime>().is_ok()
        || written.parse::<jiff::civil::Date>().is_ok();
    let wrong = || "a date looks like 2012-02-16, a time like 2012-02-16T18:30:00Z".to_owned();
    known.then(|| written.to_owned()).ok_or_else(wrong)
}

pub(super) fn address(written: &str) -> Result<SocketAddr, String> {
    written.parse().map_err(|_| "an address looks like 127.0.0.1:8417 or [::1]:8417".to_owned())
}

pub(super) fn timezone(name: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err("no such zone; one looks like Europe/London or America/New_York".to_owned()),
    }
}

/// An address of a site.
pub(super) fn web_address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.filter(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err("an address looks like https://chats.example.org".to_owned()),
    }
}
