//! Maps and lists of changes: to themselves, in a ring, to too many, to what is withdrawn, from after to before.

use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;

const HEADER: &str = "source_code,source_name,target_code,target_name,relationship,comment\n";
const REFUSED: Fate = Fate::Finding("rows-refused", "map-code-unknown");

/// The fixtures of point 11.
pub fn fixtures() -> Vec<Fixture> {
    let map = |name: &str, rows: &str, fate| Fixture::of(11, name, Upload::Map, [HEADER, rows].concat(), fate);
    let fan = |count: usize| {
        let rows: Vec<String> = (0..count)
            .map(|target| format!("01,a,{target:06},x,broader,\n"))
            .collect();
        rows.concat()
    };
    let changes = "kind,date,old_code,old_name,valid_from,new_codes,new_names\n";
    let list = |name: &str, rows: &str, fate| Fixture::of(11, name, Upload::Succession, [changes, rows].concat(), fate);
    vec![
        map("to-codes-that-are-not.csv", "01,霍乱,99,x,equivalent,\n", REFUSED),
        map("one-to-100000.csv", &fan(100_000), REFUSED),
        map(
            "row-twice.csv",
            "01,霍乱,01,霍乱,,\n01,霍乱,01,霍乱,,\n",
            Fate::Finding("rows-refused", "map-row-repeated"),
        ),
        map(
            "some-and-none.csv",
            "01,霍乱,01,霍乱,,\n01,霍乱,,,,\n",
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        Fixture::of(
            11,
            "parents-in-a-ring.csv",
            Upload::Edition,
            "code,name,parent,status,assignable,aliases\n01,a,02,,,\n02,b,03,,,\n03,c,01,,,\n",
            Fate::Finding("rows-refused", "parent-cycle"),
        ),
        Fixture::of(
            11,
            "parent-of-itself.csv",
            Upload::Edition,
            "code,name,parent,status,assignable,aliases\n01,a,01,,,\n",
            Fate::Finding("rows-refused", "parent-cycle"),
        ),
        list(
            "ends-before-it-begins.csv",
            "re-code,1980,419001,义马市,1987,411281,义马市\n",
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        list(
            "of-itself.csv",
            "re-code,1990,419001,义马市,1987,419001,义马市\n",
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        map("to-a-withdrawn-code.csv", "01,霍乱,03,鼠疫,,\n", Fate::Accepted(1)),
        Fixture::of(
            11,
            "to-itself.csv",
            Upload::SelfMap,
            [HEADER, "01,霍乱,01,霍乱,,\n02,伤寒,01,霍乱,broader,\n"].concat(),
            Fate::Accepted(2),
        ),
    ]
}
