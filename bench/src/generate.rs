//! Input: twarc-like v1.1 lines of about 4 KB, from a seed. 35 % reposts (the original nested), 30 %
//! replies, words and authors by Zipf.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Words and authors that there are, and how unevenly they are used.
const WORDS: usize = 200_000;
const AUTHORS: usize = 300_000;
const SKEW: f64 = 1.02;
/// Originals that may still be passed on or answered.
const RECENT: usize = 3_000;
/// 2019-01-01T00:00:00Z, in milliseconds.
const START_MS: u64 = 1_546_300_800_000;
const SNOWFLAKE_EPOCH_MS: u64 = 1_288_834_974_657;

/// A small random generator (splitmix64): the same seed, the same file.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap_or(0)
    }

    #[expect(clippy::cast_precision_loss, reason = "53 random bits are what a double holds")]
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn chance(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }
}

/// Ranks drawn by Zipf's law.
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    pub(crate) fn new(n: usize) -> Self {
        let mut sum = 0.0;
        let mut upto: Vec<f64> = (1..=n)
            .map(|rank| {
                sum += (rank as f64).powf(-SKEW);
                sum
            })
            .collect();
        for value in &mut upto {
            *value /= sum;
        }
        Self(upto)
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let at = random.unit();
        self.0.partition_point(|&upto| upto < at)
    }
}

/// The word of a rank: pronounceable, and another for each.
pub(crate) fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 40] = [
        "ba", "le", "mi", "to", "ru", "ka", "ne", "si", "po", "du", "fa", "ge", "vi", "lo", "mu",
        "ta", "re", "ni", "co", "bu", "za", "he", "li", "so", "pu", "da", "me", "ri", "no", "tu",
        "ga", "fe", "wi", "jo", "ku", "na", "te", "bi", "ro", "su",
    ];
    let mut rank = rank + 7;
    let mut word = String::new();
    while rank > 0 {
        word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
        rank /= SYLLABLES.len();
    }
    word
}

/// Writes a file of `n` lines, always the same.
pub(crate) fn file(path: &std::path::Path, n: usize) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    lines(n, 42, &mut out)?;
    out.flush()
}

/// Writes `n` lines.
fn lines(n: usize, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let (words, authors) = (Zipf::new(WORDS), Zipf::new(AUTHORS));
    let mut random = Random::new(seed);
    let mut ms = START_MS;
    let mut recent: VecDeque<(u64, String)> = VecDeque::new();
    for number in 0..n {
        ms += 1 + random.next() % 2_000;
        let id = (ms - SNOWFLAKE_EPOCH_MS) << 22 | (random.next() & 0x3F_FFFF);
        let author = authors.draw(&mut random);
        let line = if random.chance(35) && !recent.is_empty() {
            // Few posts are passed on often: the square favours the newest.
            let at = random.below(recent.len()).min(random.below(recent.len()));
            let (_, original) = &recent[at];
            status(id, ms, author, &repost_text(original), None, Some(original), &mut random)
        } else {
            let answers = random
                .chance(46)
                .then(|| recent.get(random.below(recent.len().max(1))).map(|r| r.0))
                .flatten();
            let text = text(number, &words, &mut random);
            let line = status(id, ms, author, &text, answers, None, &mut random);
            recent.push_front((id, line.clone()));
            recent.truncate(RECENT);
            line
        };
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn text(number: usize, words: &Zipf, random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..30 + random.below(16) {
        text.push_str(&word(words.draw(random)));
        text.push(' ');
    }
    if random.chance(60) {
        text.push_str("caf\\u00e9 \\ud83d\\ude00 ");
    }
    let _ = write!(
        text,
        "#chat{}",
        if random.chance(70) { String::new() } else { (number % 997).to_string() }
    );
    text
}

fn repost_text(original: &str) -> String {
    let words = original.split("\"full_text\":\"").nth(1).unwrap_or_default();
    let words = words.split('"').next().unwrap_or_default();
    let cut: String = words.chars().take(110).collect();
    // An escape is not cut in two.
    let cut = cut.rsplit_once('\\').map_or(cut.as_str(), |(whole, _)| whole);
    format!("RT @u1: {cut}")
}

fn status(
    id: u64,
    ms: u64,
    author: usize,
    text: &str,
    answers: Option<u64>,
    original: Option<&str>,
    random: &mut Random,
) -> String {
    let mut line = String::with_capacity(5_000);
    let reply = answers.map_or("null".to_owned(), |id| id.to_string());
    let reply_str = answers.map_or("null".to_owned(), |id| format!("\"{id}\""));
    let _ = write!(
        line,
        "{{\"created_at\":\"{}\",\"id\":{id},\"id_str\":\"{id}\",\"full_text\":\"{text}\",\"truncated\":false,\
         \"display_text_range\":[0,{}],\"metadata\":{{\"iso_language_code\":\"en\",\"result_type\":\"recent\"}},\"entities\":{{\"hashtags\":[{{\"text\":\"chat\",\"indices\":[10,15]}}],\
         \"symbols\":[],\"user_mentions\":[],\"urls\":[{{\"url\":\"https://t.co/{:x}\",\
         \"expanded_url\":\"https://example.org/{:x}\",\"display_url\":\"example.org\",\"indices\":[1,24]}}]}},\
         \"source\":\"<a href=\\\"https://example.org/app\\\" rel=\\\"nofollow\\\">A program</a>\",\
         \"in_reply_to_status_id\":{reply},\"in_reply_to_status_id_str\":{reply_str},\"in_reply_to_user_id\":null,\
         \"in_reply_to_screen_name\":null,\"user\":",
        date(ms),
        text.len(),
        id % 9973,
        id % 99_991,
    );
    user(&mut line, author);
    if let Some(original) = original {
        line.push_str(",\"retweeted_status\":");
        line.push_str(original);
    }
    let _ = write!(
        line,
        ",\"geo\":null,\"coordinates\":null,\"place\":null,\"contributors\":null,\"is_quote_status\":false,\
         \"retweet_count\":{},\"favorite_count\":{},\"favorited\":false,\"retweeted\":false,\"lang\":\"en\"}}",
        random.below(50),
        random.below(90),
    );
    line
}

fn user(line: &mut String, author: usize) {
    let id = 1_000 + author as u64 * 7;
    let name = word(author);
    let _ = write!(
        line,
        "{{\"id\":{id},\"id_str\":\"{id}\",\"name\":\"{name} the \\u00e9lder\",\"screen_name\":\"u{author}\",\
         \"location\":\"{name} on sea\",\"description\":\"Keeper of {name}, reader of charts, no relation to the other \
         {name}; opinions about shelving are my own and the tide's\",\"url\":null,\"entities\":{{\"description\":{{\"urls\":[]}}}},\
         \"protected\":false,\"followers_count\":{},\"friends_count\":{},\"listed_count\":4,\
         \"created_at\":\"Mon Apr 19 23:36:49 +0000 2010\",\"favourites_count\":4854,\"utc_offset\":28800,\
         \"time_zone\":\"London\",\"geo_enabled\":false,\"verified\":false,\"statuses_count\":5944,\"lang\":\"en\",\
         \"contributors_enabled\":false,\"is_translator\":false,\"is_translation_enabled\":false,\
         \"profile_background_color\":\"709397\",\"profile_background_image_url\":\"http://media.example.org/images/{id}/bg.png\",\
         \"profile_background_image_url_https\":\"https://media.example.org/images/{id}/bg.png\",\"profile_background_tile\":false,\
         \"profile_image_url\":\"http://media.example.org/profiles/{id}/face_normal.png\",\
         \"profile_image_url_https\":\"https://media.example.org/profiles/{id}/face_normal.png\",\
         \"profile_banner_url\":\"https://media.example.org/banners/{id}/1398\",\"profile_link_color\":\"FF3300\",\
         \"profile_sidebar_border_color\":\"86A4A6\",\"profile_sidebar_fill_color\":\"A0C5C7\",\"profile_text_color\":\"333333\",\
         \"profile_use_background_image\":true,\"default_profile\":false,\"default_profile_image\":false,\"following\":false,\
         \"follow_request_sent\":false,\"notifications\":false,\"translator_type\":\"none\",\"has_extended_profile\":false,\
         \"profile_location\":null,\"is_blocked_by\":false,\"muting\":false,\"blocking\":false,\"live_following\":false,\
         \"pinned_tweet_ids\":[],\"pinned_tweet_ids_str\":[],\"advertiser_account_type\":\"none\",\"profile_interstitial_type\":\"\",\
         \"business_profile_state\":\"none\",\"require_some_consent\":false,\"withheld_in_countries\":[],\
         \"profile_image_extensions\":{{\"mediaStats\":{{\"r\":{{\"missing\":null}},\"ttl\":-1}}}},\
         \"profile_banner_extensions\":{{\"mediaStats\":{{\"r\":{{\"missing\":null}},\"ttl\":-1}}}}}}",
        author % 9_000,
        author % 700,
    );
}

/// `Tue Jan 01 00:00:00 +0000 2019`
fn date(ms: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (seconds, days) = (ms / 1000 % 86_400, ms / 86_400_000);
    // Civil from days (Howard Hinnant), for days after 1970.
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let name = |names: &[&'static str], at: u64| {
        names.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or("")
    };
    format!(
        "{} {} {day:02} {:02}:{:02}:{:02} +0000 {year}",
        name(&DAYS, days % 7),
        name(&MONTHS, month - 1),
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
    )
}
