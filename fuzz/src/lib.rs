//! What every target does with its bytes: read them, and look at what comes out.

use std::io::BufRead;

use chat::{Change, Text};
use formats::{Found, Options, ReadError, Reading};

/// A reader of `formats`.
pub type Reader = fn(&mut dyn BufRead, &mut Reading<'_>) -> Result<(), ReadError>;

/// Reads bytes with one reader. It may refuse them, and may neither panic nor hand over a text
/// whose pieces are not the text.
pub fn read(mut bytes: &[u8], reader: Reader) {
    let options = Options::default();
    let _ = reader(&mut bytes, &mut Reading::new(&options, &mut look));
}

/// Reads bytes as a file: opened, unpacked, recognised by content.
///
/// # Panics
/// When the file cannot be written.
pub fn read_file(bytes: &[u8]) {
    // In memory where there is such a place: the file is written anew for each input.
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let path = folder.join(format!("chatkeep-fuzz-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    for source in formats::open::open(&path).unwrap_or_default() {
        let _ = formats::read(&source, &Options::default(), &mut look);
    }
    let _ = std::fs::remove_file(&path);
}

/// Reads bytes as the HTML of a post and of a name.
pub fn read_html(bytes: &[u8]) {
    let html = String::from_utf8_lossy(bytes);
    look_at(&Text::from_html(&html));
    let _ = chat::text::plain_from_html(&html);
}

fn look(found: Found) -> bool {
    match found {
        Found::Record(record) => match &record.change {
            Change::Posted(post) => look_at(&post.body.text),
            Change::Reposted(repost) => repost.text.iter().for_each(look_at),
            Change::Deleted(_) | Change::AuthorGone { .. } => {}
        },
        Found::Context(post) => look_at(&post.body.text),
        _ => {}
    }
    true
}

fn look_at(text: &Text) {
    let pieces: String = text.pieces().map(|(piece, _)| piece).collect();
    assert_eq!(pieces, text.plain, "the pieces of a text are the text");
}
