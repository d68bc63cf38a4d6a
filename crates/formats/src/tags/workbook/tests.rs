//! Small workbooks with the oddities of real ones.

use std::io::Write;

use proptest::prelude::*;

use crate::tags::read_xlsx;
use crate::{Found, Options, ReadError, Reading};

const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook of these sheets, each given as the inside of its `sheetData`.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let (mut names, mut relations) = (String::new(), String::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let n = index + 1;
        names.push_str(&format!(r#"<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>"#));
        relations.push_str(&format!(
            r#"<Relationship Id="r{n}" Type="{RELATED}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        ));
        add(
            &format!("xl/worksheets/sheet{n}.xml"),
            &format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        );
    }
    add(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{names}</sheets></workbook>"#
        ),
    );
    add(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="{RELATED}/styles" Target="styles.xml"/>{relations}</Relationships>"#
        ),
    );
    add(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="b" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    // Style 1 is a date and time.
    add(
        "xl/styles.xml",
        &format!(
            r#"<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
        ),
    );
    zip.finish().unwrap().into_inner()
}

/// A row of texts, from column A on.
fn row(number: usize, cells: &[&str]) -> String {
    let cell = |(column, text): (usize, &&str)| {
        let name = char::from(b'A' + u8::try_from(column).unwrap());
        match text.strip_prefix("n:") {
            Some(number_cell) => format!(r#"<c r="{name}{number}" t="n"><v>{number_cell}</v></c>"#),
            None => match text.strip_prefix("d:") {
                Some(day) => format!(r#"<c r="{name}{number}" s="1"><v>{day}</v></c>"#),
                None => {
                    format!(r#"<c r="{name}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
                }
            },
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn gives(book: &[u8]) -> Result<String, ReadError> {
    let (options, mut lines) = (Options::default(), Vec::new());
    let mut note = |found| {
        lines.push(match found {
            Found::Record(record) => format!(
                "{:?} {}",
                record.change.uri().as_str(),
                String::from_utf8(record.raw).unwrap()
            ),
            other => format!("{other:?}"),
        });
        true
    };
    read_xlsx(&mut &book[..], &mut Reading::new(&options, &mut note))?;
    Ok(lines.join("\n"))
}

fn sample() -> Vec<u8> {
    let settings = row(9, &["2. Enter term", "#Tea OR #milk -#coffee"]);
    let archive = [
        row(1, &["id_str", "from_user", "text", "created_at", "time", "status_url"]),
        row(
            2,
            &["1526830470828363421", "ada", "Tea?", "Wed May 18 07:42:06 +0000 2022", "d:44699.36"],
        ),
        row(
            3,
            &[
                "n:1.526830434334795e18",
                "bob",
                "Milk!",
                "d:44699.36",
                "",
                "https://twitter.com/bob/status/1526830434334795142",
            ],
        ),
        row(5, &["n:1.526830434334795e18", "bob", "Sugar"]),
        row(6, &["n:1256027845", "eve", "Old", "", "d:39815.5"]),
        row(7, &["", "", " "]),
    ];
    let summary = row(1, &["id_str", "from_user", "text"]);
    workbook(&[
        ("Summary", &summary),
        ("ReadmeSettings", &settings),
        ("Archive", &archive.concat()),
    ])
}

#[test]
fn posts_are_in_one_sheet_and_the_search_in_another() {
    insta::assert_snapshot!(gives(&sample()).unwrap(), @r#"
    Named(Tag("tea"))
    Named(Tag("milk"))
    "https://twitter.com/i/web/status/1526830470828363421" ["1526830470828363421","ada","Tea?","Wed May 18 07:42:06 +0000 2022","2022-05-18 08:38:24"]
    "https://twitter.com/i/web/status/1526830434334795142" ["1.526830434334795e18","bob","Milk!","2022-05-18 08:38:24","","https://twitter.com/bob/status/1526830434334795142"]
    Skipped { at: "row 5", reason: "a spreadsheet rounded its id, and there is no status_url to repair it from" }
    "https://twitter.com/i/web/status/1256027845" ["1256027845","eve","Old","","2009-01-02 12:00:00"]
    "#);
}

#[test]
fn the_right_header_makes_a_sheet_and_not_its_name() {
    let book = workbook(&[
        ("Archive", &row(1, &["nothing", "of ours"])),
        (
            "Saved",
            &[
                row(1, &["Twitter Query: #Tea", ""]),
                row(3, &["ID", "Posted at", "Screen name", "Text"]),
                row(4, &["452226788781858816", "2014-04-04 23:30:43 +0000", "ada", "Tea"]),
            ]
            .concat(),
        ),
    ]);
    insta::assert_snapshot!(gives(&book).unwrap(), @r#"
    Named(Tag("tea"))
    "https://twitter.com/i/web/status/452226788781858816" ["452226788781858816","2014-04-04 23:30:43 +0000","ada","Tea"]
    "#);
    let none = workbook(&[("Archive", &row(1, &["nothing", "of ours"]))]);
    assert!(gives(&none).unwrap_err().to_string().contains("no sheet"));
}

#[test]
fn a_lone_cell_far_away_costs_nothing() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>"#;
    let rows = row(1, &["id_str", "from_user", "text"]) + far;
    assert_eq!(gives(&workbook(&[("Archive", &rows)])).unwrap(), "");
}

proptest! {
    #[test]
    fn no_workbook_makes_the_reader_panic(
        at in any::<prop::sample::Index>(),
        with in any::<u8>(),
        cut in any::<prop::sample::Index>(),
        cell in "[A-Z]{0,4}[0-9]{0,11}",
        value in "[-+0-9.eE]{0,24}",
    ) {
        let mut book = sample();
        let place = at.index(book.len());
        book[place] = with;
        let _ = gives(&book);
        book.truncate(cut.index(book.len()));
        let _ = gives(&book);
        let rows = format!(r#"<row r="1"><c r="{cell}" s="1"><v>{value}</v></c></row>"#);
        let _ = gives(&workbook(&[("Archive", &(row(1, &["id_str", "from_user", "text"]) + &rows))]));
    }
}
