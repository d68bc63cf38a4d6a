//! Opening what is at a path.

use std::io::Write;

use super::limited::SMALL;
use super::*;

fn all(source: &Source) -> Result<String, ReadError> {
    let Contents::Stream(mut bytes, _) = source.contents()? else { panic!("a stream") };
    let mut text = String::new();
    bytes.read_to_string(&mut text)?;
    Ok(text)
}

fn zip_of(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn folders_zips_and_packed_files_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("b.json"), "plain").unwrap();
    std::fs::write(path("c.zst"), zstd::encode_all(&b"zstd"[..], 1).unwrap()).unwrap();
    let mut gz = flate2::write::GzEncoder::new(
        File::create(path("a.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    gz.write_all(b"gzip").unwrap();
    gz.finish().unwrap();
    zip_of(&path("d.zip"), &[("one.csv", b"1"), ("in/two.csv", b"2"), ("../out.csv", b"3")]);
    zip_of(&path("e.zip"), &[("data/tweets.js", b"window.YTD.tweets.part0 = []")]);

    let found = open(folder.path()).unwrap();
    let names: Vec<String> = found.iter().map(Source::name).collect();
    assert_eq!(
        names,
        [
            "a.gz",
            "b.json",
            "c.zst",
            "d.zip/one.csv",
            "d.zip/in/two.csv",
            "d.zip/../out.csv",
            "e.zip"
        ]
    );
    let texts: Vec<String> = found[..5].iter().map(|s| all(s).unwrap()).collect();
    assert_eq!(texts, ["gzip", "plain", "zstd", "1", "2"]);
    assert!(matches!(all(&found[5]), Err(ReadError::Refused(why)) if why.contains("climbs out")));
    assert!(matches!(found[6].contents().unwrap(), Contents::TwitterArchive(_)));
}

#[test]
fn account_archives_are_found_in_folders_of_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    let posts = b"window.YTD.tweets.part0 = []";
    zip_of(
        &path,
        &[
            ("ada/data/tweets.js", posts),
            ("ada/data/account.js", b"window.YTD.account.part0 = []"),
            ("bob/2013/data/js/tweets/2013_01.js", b"Grailbird.data.tweets_2013_01 = []"),
            ("notes/my-tweet.js", b"[]"),
        ],
    );
    let found = open(&path).unwrap();
    let names: Vec<String> = found.iter().map(Source::name).collect();
    assert_eq!(names, ["all.zip/ada", "all.zip/bob/2013", "all.zip/notes/my-tweet.js"]);
    let Contents::TwitterArchive(mut ada) = found[0].contents().unwrap() else { panic!("one") };
    assert_eq!(ada.names().unwrap(), ["data/account.js", "data/tweets.js"]);
    assert_eq!(ada.read("data/tweets.js").unwrap(), posts);
}

#[test]
fn a_bomb_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zst");
    let zeros = io::repeat(0).take(SMALL + (1 << 20));
    std::fs::write(&path, zstd::encode_all(zeros, 1).unwrap()).unwrap();
    let error = all(&open(&path).unwrap()[0]).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than"), "{error}");
}

#[test]
fn a_missing_file_is_an_error() {
    assert!(matches!(open(Path::new("/nowhere/at/all.csv")), Err(ReadError::Io(_))));
}

/// Reads a source as a user does; what was understood of it, and what was wrong.
fn told(source: &Source) -> (usize, String) {
    let (mut records, mut skipped) = (0, Vec::new());
    let read = crate::read(source, &crate::Options::default(), &mut |found| {
        match found {
            crate::Found::Record(_) => records += 1,
            crate::Found::Skipped { at, reason } => skipped.push(format!("{at}: {reason}")),
            _ => {}
        }
        true
    });
    skipped.extend(read.err().map(|error| error.to_string()));
    (records, skipped.join("; "))
}

const SHEET: &str = "id_str,from_user,text,created_at\n71,ada,tea,2014-04-04 01:55:16 +0000\n";

#[test]
fn a_damaged_file_does_not_stop_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.csv"), SHEET).unwrap();
    std::fs::write(path("z.csv"), SHEET).unwrap();
    zip_of(&path("m.zip"), &[("one.csv", SHEET.as_bytes()), ("two.csv", SHEET.as_bytes())]);
    let whole = std::fs::read(path("m.zip")).unwrap();
    let second = whole.windows(7).position(|name| name == b"two.csv").unwrap();
    std::fs::write(path("m.zip"), &whole[..second + 10]).unwrap();
    zip_of(&path("n.zip"), &[]);

    let found = open(folder.path()).unwrap();
    let names: Vec<String> = found.iter().map(Source::name).collect();
    assert_eq!(names, ["a.csv", "m.zip/one.csv", "m.zip", "z.csv"]);
    let told: Vec<(usize, String)> = found.iter().map(told).collect();
    let records: Vec<usize> = told.iter().map(|(records, _)| *records).collect();
    assert_eq!(records, [1, 1, 0, 1], "{told:?}");
    assert!(told[2].1.contains("the zip file is damaged"), "{told:?}");
}

#[test]
fn what_is_cut_gives_what_stands_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.csv.gz");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(format!("{SHEET}72,bob,milk,2014-04-04 01:56:16 +0000\n").as_bytes()).unwrap();
    let packed = gz.finish().unwrap();
    std::fs::write(&path, &packed[..packed.len() - 30]).unwrap();
    let (records, why) = told(&open(&path).unwrap()[0]);
    assert!(records >= 1 && why.contains("as far as it goes"), "{records} {why}");
}

#[test]
fn a_member_with_a_wrong_sum_is_read_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sum.zip");
    zip_of(&path, &[("one.csv", SHEET.as_bytes())]);
    let mut bytes = std::fs::read(&path).unwrap();
    // The sum of what is in it, where the list of members has it.
    let listed = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[listed + 16] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let (records, why) = told(&open(&path).unwrap()[0]);
    assert_eq!((records, why.contains("cut or damaged")), (1, true), "{why}");
}

#[test]
fn spreadsheets_unicode_text_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("unicode.txt");
    let sheet = format!("\u{feff}{}", SHEET.replace(',', "\t"));
    let little: Vec<u8> = sheet.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = sheet.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(told(&open(&path).unwrap()[0]), (1, String::new()));
    }
}

#[test]
fn a_zip_in_a_zip_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    zip_of(&path("in.zip"), &[("one.csv", SHEET.as_bytes())]);
    zip_of(&path("out.zip"), &[("in.zip", &std::fs::read(path("in.zip")).unwrap())]);
    let (records, why) = told(&open(&path("out.zip")).unwrap()[0]);
    assert_eq!((records, why.contains("unpack it first")), (0, true), "{why}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_from_its_first_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, SHEET).unwrap()
    });
    assert_eq!(told(&open(&path).unwrap()[0]), (1, String::new()));
    writer.join().unwrap();
}
