//! Turns that come back, neighbours that are one, and crowds.

use super::*;

const ADA: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9));

#[test]
fn who_asks_without_end_is_served_at_the_rate() {
    let limits = Limits::default();
    let start = Instant::now();
    let at = |ms: u64| start + Duration::from_millis(ms);
    let served = (0..100).filter(|_| limits.ask(Kind::SignIn, ADA, at(0)).wait.is_none()).count();
    assert_eq!(served, 10);
    let refused = limits.ask(Kind::SignIn, ADA, at(0));
    assert_eq!((refused.remaining, refused.wait), (0, Some(Duration::from_secs(6))));
    // A turn comes back every six seconds, and all after a minute.
    assert!(limits.ask(Kind::SignIn, ADA, at(5_999)).wait.is_some());
    assert!(limits.ask(Kind::SignIn, ADA, at(6_000)).wait.is_none());
    assert!(limits.ask(Kind::SignIn, ADA, at(6_001)).wait.is_some());
    let rested = limits.ask(Kind::SignIn, ADA, at(70_000));
    assert_eq!((rested.limit, rested.remaining, rested.wait), (10, 9, None));
    // Nobody else is concerned, nor anything else.
    assert_eq!(limits.ask(Kind::SignIn, [203, 0, 113, 10].into(), at(0)).remaining, 9);
    assert_eq!(limits.ask(Kind::Api, ADA, at(0)).remaining, 299);
}

#[test]
fn neighbours_of_one_line_are_one() {
    let network = |text: &str| network_of(text.parse().unwrap());
    assert_eq!(network("2001:db8:1:2:3::1"), network("2001:db8:1:2:ffff::9"));
    assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    assert_eq!(network("::ffff:203.0.113.9"), ADA);
}

#[test]
fn a_crowd_takes_no_memory_without_bounds() {
    let limits = Limits::default();
    let now = Instant::now();
    for nth in 0..3 * ADDRESSES as u32 {
        let who = IpAddr::from(nth.to_be_bytes());
        assert!(limits.ask(Kind::Api, who, now).wait.is_none());
    }
    assert!(limits.api.lock().unwrap().len() <= ADDRESSES);
}

#[test]
fn what_is_asked_for_is_told_by_its_path() {
    let kind = |path: &str| Kind::of(&Method::GET, path);
    assert_eq!(kind("/chats/lanternchat/"), Some(Kind::Page));
    assert_eq!(kind("/search.html"), Some(Kind::Search));
    assert_eq!(kind("/api/v2/search"), Some(Kind::Search));
    assert_eq!(kind("/api/v1/timelines/tag/lanternchat"), Some(Kind::Api));
    assert_eq!((kind("/assets/chatkeep.css"), kind("/media/x.jpg")), (None, None));
    assert_eq!(Kind::of(&Method::POST, "/host/sign-in/x"), Some(Kind::SignIn));
    assert_eq!(Kind::of(&Method::OPTIONS, "/api/v1/instance"), None);
}
