//! Opening what is at a path.

use std::io::Write;

use super::limited::SMALL;
use super::*;

fn all(source: &Source) -> Result<String, ReadError> {
    let Contents::Stream(mut bytes) = source.contents()? else { panic!("a stream") };
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
