//! Common passwords, by rule rather than by list: whatever is put together of common words, keyboard runs, repetitions and
//! years, in any case and with look-alike digits and signs, is common.

/// Words that people choose: English, pinyin, names of systems. Digits that stand for love are words too.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passcode",
    "pass",
    "pwd",
    "secret",
    "letmein",
    "welcome",
    "hello",
    "login",
    "logon",
    "signin",
    "admin",
    "administrator",
    "root",
    "super",
    "superuser",
    "system",
    "sysadmin",
    "manager",
    "master",
    "user",
    "guest",
    "test",
    "tester",
    "demo",
    "default",
    "change",
    "changeme",
    "temp",
    "public",
    "private",
    "oracle",
    "mysql",
    "postgres",
    "server",
    "database",
    "data",
    "linux",
    "windows",
    "huawei",
    "kylin",
    "euler",
    "computer",
    "internet",
    "monkey",
    "dragon",
    "tiger",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "shadow",
    "michael",
    "iloveyou",
    "love",
    "lovely",
    "forever",
    "baby",
    "angel",
    "flower",
    "freedom",
    "whatever",
    "trustno",
    "starwars",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "october",
    "december",
    "monday",
    "friday",
    "china",
    "beijing",
    "shanghai",
    "zhongguo",
    "henan",
    "zhengzhou",
    "guangdong",
    "guangzhou",
    "shenzhen",
    "sichuan",
    "wuhan",
    "woaini",
    "woaiwojia",
    "wodemima",
    "mima",
    "mimashi",
    "aini",
    "ainima",
    "woshishui",
    "nihao",
    "nihaoma",
    "dajia",
    "xiexie",
    "haha",
    "hehe",
    "baobao",
    "baobei",
    "laopo",
    "laogong",
    "mama",
    "baba",
    "jiating",
    "xingfu",
    "kuaile",
    "pingan",
    "jiankang",
    "facai",
    "gongxi",
    "xinnian",
    "shengri",
    "tianshi",
    "wangluo",
    "diannao",
    "yisheng",
    "hushi",
    "yiyuan",
    "hospital",
    "doctor",
    "nurse",
    "health",
    "medical",
    "clinic",
    "zhiyu",
    "weijian",
    "weijianwei",
    "wjw",
    "yixue",
    "bingren",
    "huanzhe",
    "zhang",
    "wang",
    "zhao",
    "chen",
    "yang",
    "huang",
    "zhou",
    "liu",
    "wei",
    "ming",
    "hong",
    "xiao",
    "hua",
    "jing",
    "ying",
    "abc",
    "xyz",
    "aaa",
    "asd",
    "zxc",
    "qwe",
    "1314",
    "520",
    "521",
    "5201314",
    "7758521",
    "147258369",
    "159357",
    "168",
    "666",
    "888",
    "2008",
];
/// Keys that lie side by side, and the columns of a keyboard; each is a run backwards as well.
const RUNS: &[&str] = &[
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
    "!qaz@wsx#edc$rfv",
    "qazwsxedcrfvtgbyhnujm",
    "147258369",
    "789456123",
];
/// The fewest characters of a run or a repetition that count as one piece.
const SHORTEST_RUN: usize = 3;
/// How many characters that are no piece may stand between the pieces.
const MOST_OTHERS: usize = 4;
/// The longest piece that is looked for.
const LONGEST_PIECE: usize = 40;
/// Longer passwords are not made of pieces by chance; the work is bounded.
const LONGEST_LOOKED_AT: usize = 64;

/// Whether the password is put together of common pieces, with few other characters.
pub fn is_common(password: &str) -> bool {
    let characters: Vec<char> = password.to_lowercase().chars().collect();
    if characters.len() > LONGEST_LOOKED_AT {
        return false;
    }
    fewest_others(&characters).is_some_and(|others| others <= MOST_OTHERS)
}

/// The fewest characters that are no piece, over all ways to cut; `None` without any piece.
fn fewest_others(characters: &[char]) -> Option<usize> {
    // The best cut of each beginning: others alone, and with at least one piece.
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None)];
    for end in 1..=characters.len() {
        let (plain, pieced) = best.last().copied().unwrap_or_default();
        let mut with_piece = pieced.map(|others| others + 1);
        let first = end.saturating_sub(LONGEST_PIECE);
        for start in first..end {
            let is_found = characters.get(start..end).is_some_and(is_piece);
            let before = best.get(start).filter(|_| is_found);
            if let Some((plain, pieced)) = before {
                let others = pieced.map_or(*plain, |others| others.min(*plain));
                with_piece = Some(with_piece.map_or(others, |known| known.min(others)));
            }
        }
        best.push((plain + 1, with_piece));
    }
    best.last().and_then(|(_, pieced)| *pieced)
}

fn is_piece(piece: &[char]) -> bool {
    is_word(piece) || is_repetition(piece) || is_run(piece) || is_year(piece)
}

fn is_word(piece: &[char]) -> bool {
    WORDS.iter().any(|word| {
        word.len() == piece.len()
            && word
                .chars()
                .zip(piece)
                .all(|(wanted, found)| looks_like(*found, wanted))
    })
}

/// Whether somebody writes the character for the letter.
fn looks_like(found: char, letter: char) -> bool {
    found == letter
        || match letter {
            'a' => matches!(found, '@' | '4'),
            'b' => found == '8',
            'e' => found == '3',
            'g' => matches!(found, '9' | '6'),
            'i' | 'l' => matches!(found, '1' | '!' | '|'),
            'o' => found == '0',
            's' => matches!(found, '$' | '5'),
            't' => matches!(found, '7' | '+'),
            'z' => found == '2',
            _ => false,
        }
}

fn is_repetition(piece: &[char]) -> bool {
    piece.len() >= SHORTEST_RUN && piece.first().is_some_and(|first| piece.iter().all(|c| c == first))
}

fn is_run(piece: &[char]) -> bool {
    if piece.len() < SHORTEST_RUN {
        return false;
    }
    let forward: String = piece.iter().collect();
    let backward: String = piece.iter().rev().collect();
    RUNS.iter().any(|run| run.contains(&forward) || run.contains(&backward))
}

fn is_year(piece: &[char]) -> bool {
    let text: String = piece.iter().collect();
    let is_one = |text: &str| text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1940..=2049).contains(&year));
    is_one(&text)
}
