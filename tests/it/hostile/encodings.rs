//! Encodings and characters: what is broken, what was read wrongly before, and what looks like something else.

use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;

const BROKEN: Fate = Fate::Refused("encoding-invalid");
const GARBLED: Fate = Fate::Refused("text-garbled");

/// The fixtures of point 5.
pub fn fixtures() -> Vec<Fixture> {
    let mut list = broken();
    list.extend(misread());
    list.extend(gb18030_kinds());
    list.extend(look_alikes());
    list
}

fn one(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::dictionary(5, name, bytes, fate)
}

fn edition(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::of(5, name, Upload::Edition, bytes, fate)
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// A list of diseases, long enough for a judgement.
const LIST: &str = "code,name\n01,霍乱\n02,伤寒和副伤寒\n03,细菌性痢疾\n04,鼠疫\n05,布鲁氏菌病\n06,急性上呼吸道感染\n";

fn broken() -> Vec<Fixture> {
    let mut few = LIST.as_bytes().to_vec();
    let place = few.len() - 4;
    few[place] = b'?';
    let mut half = gb18030("code,name\n01,霍乱\n02,伤寒");
    half.pop();
    let mut cut = LIST.as_bytes().to_vec();
    cut.truncate(cut.len() - 2);
    vec![
        one("utf-8-with-a-broken-character.csv", few, BROKEN),
        one("utf-8-cut-in-a-character.csv", cut, BROKEN),
        one("gbk-cut-in-a-character.csv", half, BROKEN),
        one(
            "bytes-of-no-encoding.csv",
            b"code,name\n01,\xFF\xFF\xFF\n".as_slice(),
            BROKEN,
        ),
    ]
}

/// What was read in the wrong encoding before and saved so.
fn misread() -> Vec<Fixture> {
    let as_gbk = encoding_rs::GBK
        .decode_without_bom_handling(LIST.as_bytes())
        .0
        .into_owned();
    let latin: String = LIST.bytes().map(char::from).collect();
    let windows = encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(LIST.as_bytes())
        .0
        .into_owned();
    let lost = "code,name\n01,锟斤拷锟斤拷\n02,\u{FFFD}\u{FFFD}\n";
    vec![
        one("utf-8-read-as-gbk.csv", as_gbk.clone(), GARBLED),
        one(
            "utf-8-read-as-gbk-saved-as-gbk.csv",
            gb18030(&as_gbk.replace('\u{FFFD}', "?")),
            BROKEN,
        ),
        one("utf-8-read-as-latin-1.csv", windows, GARBLED),
        one("characters-lost.csv", lost, GARBLED),
        edition(
            "edition-read-as-gbk.csv",
            as_gbk,
            Fate::Finding("rows-refused", "text-garbled"),
        ),
        edition(
            "edition-read-as-latin-1.csv",
            latin,
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        edition(
            "edition-with-lost-characters.csv",
            lost,
            Fate::Finding("rows-refused", "text-garbled"),
        ),
        one(
            "some-names-garbled.csv",
            LIST.replace("鼠疫", "榧犵柅"),
            Fate::Warned("text-garbled"),
        ),
    ]
}

fn gb18030_kinds() -> Vec<Fixture> {
    let mut list = vec![one("gb18030.csv", gb18030(LIST), Fate::Accepted(6))];
    let four = gb18030("code,name\n01,𠮷𪚥症\n02,㐀㐁\n");
    list.push(one("gb18030-four-bytes.csv", four, Fate::Accepted(2)));
    let private = "code,name\n01,霍\u{E5E5}乱\n";
    list.push(one("private-use.csv", private, Fate::Warned("text-garbled")));
    list.push(edition(
        "edition-private-use.csv",
        private,
        Fate::Warned("text-garbled"),
    ));
    // A character of three bytes lies across every place at which a reader could cut its pieces.
    for shift in 0..3 {
        let rows = (0..6_000).map(|row| format!("{row:05},霍乱\n"));
        let text = format!(
            "code,name\n{},霍乱\n{}",
            "x".repeat(shift + 1),
            rows.collect::<String>()
        );
        let name = format!("character-across-64-kilobytes-{shift}.csv");
        list.push(one(&name, text, Fate::Accepted(6_001)));
    }
    list
}

fn look_alikes() -> Vec<Fixture> {
    let invisible = "code,name\nA\u{200B}1,霍乱\n";
    let turned = "code,name\n01,霍\u{202E}乱\n";
    let wide = "code,name\nＡ０１,霍乱\n";
    let homoglyph = "code,name\nA01,霍乱\n\u{410}01,伤寒\nАO1,鼠疫\n";
    let forms = "code,name\n01,caf\u{E9}\n02,cafe\u{301}\n";
    let refused = Fate::Finding("rows-refused", "cell-invalid");
    vec![
        edition("edition-zero-width.csv", invisible, refused),
        edition("edition-turned-direction.csv", turned, refused),
        edition(
            "edition-full-width-code.csv",
            wide,
            Fate::Warned("full-width-characters"),
        ),
        edition("edition-homoglyphs.csv", homoglyph, Fate::Accepted(3)),
        edition("edition-nfc-and-nfd.csv", forms, Fate::Accepted(2)),
        one("zero-width.csv", invisible, Fate::Warned("invisible-characters")),
        one("turned-direction.csv", turned, Fate::Warned("invisible-characters")),
        one("full-width-code.csv", wide, Fate::Accepted(1)),
        one("homoglyphs.csv", homoglyph, Fate::Accepted(3)),
        one("nfc-and-nfd.csv", forms, Fate::Accepted(2)),
    ]
}
