//! What the checker looks for: upward and sideways imports, third-party code outside its fence, shapeless files.

use super::tokens;
use super::tokens::Token;

/// A module, another one, and a reason.
pub struct Peer(pub &'static str, pub &'static str, pub &'static str);

/// Names of crates, or paths such as `std::fs`, and the places where alone they may stand.
pub struct Fence(pub &'static [&'static str], pub &'static [&'static str]);

/// A file: its path below `src` with `/`, and its text.
pub struct Source {
    /// Its path.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// The rules.
pub struct House {
    /// Modules by floor, from the ground.
    pub floors: &'static [&'static [&'static str]],
    /// Who may use a neighbour on the same floor.
    pub peers: &'static [Peer],
    /// Who may not use a lower floor after all.
    pub bans: &'static [Peer],
    /// Third-party code and its places.
    pub fences: &'static [Fence],
    /// The most lines of a file.
    pub longest_file: usize,
}

/// A use of another module of this crate.
struct Use {
    module: String,
    line: usize,
}

impl Source {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Its path without `.rs`: its place in the tree of modules.
    fn place(&self) -> &str {
        self.path.strip_suffix(".rs").unwrap_or(&self.path)
    }

    /// The module of the crate that it belongs to.
    fn module(&self) -> &str {
        let place = self.place();
        place.split_once('/').map_or(place, |(module, _)| module)
    }

    fn is_inside(&self, place: &str) -> bool {
        let rest = self.place().strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Its tokens.
    pub fn tokens(&self) -> Vec<Token> {
        tokens::tokens(&self.text)
    }
}

impl House {
    /// The floor of a module.
    pub fn floor(&self, module: &str) -> Option<usize> {
        self.floors.iter().position(|floor| floor.contains(&module))
    }

    /// Everything that is wrong, a line each.
    pub fn findings(&self, sources: &[Source]) -> Vec<String> {
        let mut list = Vec::new();
        for source in sources {
            let tokens = source.tokens();
            self.check_shape(source, &mut list);
            self.check_floors(source, &tokens, &mut list);
            self.check_fences(source, &tokens, &mut list);
        }
        list
    }

    /// Permissions between neighbours that nothing needs.
    pub fn unused_peers(&self, sources: &[Source]) -> Vec<String> {
        let is_used = |peer: &&Peer| {
            let mut own = sources.iter().filter(|source| source.module() == peer.0);
            own.any(|source| {
                let (uses, _) = uses_of(source, &source.tokens());
                uses.iter().any(|found| found.module == peer.1)
            })
        };
        let unused = self.peers.iter().filter(|peer| !is_used(peer));
        unused
            .map(|peer| format!("{} no longer uses {}: take the permission back", peer.0, peer.1))
            .collect()
    }

    fn check_shape(&self, source: &Source, list: &mut Vec<String>) {
        let path = &source.path;
        if !source.text.starts_with("//! ") {
            list.push(format!("{path}:1: begins without a //! line that says what it is"));
        }
        let lines = source.text.lines().count();
        if lines > self.longest_file {
            list.push(format!("{path}:{lines}: has more than {} lines", self.longest_file));
        }
    }

    fn check_floors(&self, source: &Source, tokens: &[Token], list: &mut Vec<String>) {
        let (path, module) = (&source.path, source.module());
        let Some(floor) = self.floor(module) else {
            list.push(format!("{path}:1: the module {module} has no floor"));
            return;
        };
        let (imports, groups) = uses_of(source, tokens);
        for line in groups {
            list.push(format!(
                "{path}:{line}: name one module of the crate in each use, without {{…}} and *"
            ));
        }
        for found in imports.iter().filter(|found| found.module != module) {
            let (line, used) = (found.line, &found.module);
            let Some(used_floor) = self.floor(used) else {
                list.push(format!("{path}:{line}: {module} uses {used}, which has no floor"));
                continue;
            };
            let ban = self.bans.iter().find(|ban| ban.0 == module && ban.1 == used);
            let is_top = floor + 1 == self.floors.len();
            let is_permitted = is_top || self.peers.iter().any(|peer| peer.0 == module && peer.1 == used);
            if let Some(ban) = ban {
                list.push(format!("{path}:{line}: {module} may not use {used}: {}", ban.2));
            } else if used_floor > floor {
                list.push(format!(
                    "{path}:{line}: {module} (floor {floor}) may not use {used} (floor {used_floor})"
                ));
            } else if used_floor == floor && !is_permitted {
                list.push(format!(
                    "{path}:{line}: {module} may not use its neighbour {used} on floor {floor}"
                ));
            }
        }
    }

    fn check_fences(&self, source: &Source, tokens: &[Token], list: &mut Vec<String>) {
        for Fence(names, places) in self.fences {
            if places.iter().any(|place| source.is_inside(place)) {
                continue;
            }
            for name in *names {
                let parts: Vec<&str> = name.split("::").collect();
                for line in lines_naming(tokens, &parts) {
                    let path = &source.path;
                    list.push(format!("{path}:{line}: {name} stays inside {}", places.join(", ")));
                }
            }
        }
    }
}

fn text(tokens: &[Token], at: Option<usize>) -> &str {
    at.and_then(|at| tokens.get(at)).map_or("", |token| token.text.as_str())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_type(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

/// The modules of the crate that a file names, by `crate::`, by `zhiyu::` or by climbing with `super::`, and the lines
/// where several are named at once.
fn uses_of(source: &Source, tokens: &[Token]) -> (Vec<Use>, Vec<usize>) {
    let depth = source.place().split('/').count();
    let (mut uses, mut groups) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = text(tokens, at.checked_sub(1));
        let mut next = at + 1;
        let starts_path = before != "::" && text(tokens, Some(next)) == "::";
        let reaches_root = match token.text.as_str() {
            "crate" | "zhiyu" => starts_path,
            "super" if starts_path => {
                let mut steps = 1;
                while text(tokens, Some(next + 1)) == "super" && text(tokens, Some(next + 2)) == "::" {
                    steps += 1;
                    next += 2;
                }
                steps >= depth
            }
            _ => false,
        };
        if reaches_root {
            let named = text(tokens, Some(next + 1));
            // In an inline module `super::…` may mean an item of the file itself.
            let climbs = token.text == "super";
            let is_own = climbs && (named == "*" || is_type(named) || is_own_item(tokens, named));
            let (module, line) = (named.to_owned(), token.line);
            match (is_own, is_name(named)) {
                (true, _) => {}
                (false, true) => uses.push(Use { module, line }),
                (false, false) => groups.push(line),
            }
        }
        at = next;
    }
    (uses, groups)
}

/// Whether the file itself has an item of this name, which `super::name` of an inline module then means.
fn is_own_item(tokens: &[Token], name: &str) -> bool {
    tokens.windows(2).any(|pair| {
        let is_keyword = |word: &str| matches!(word, "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static");
        matches!(pair, [keyword, item] if is_keyword(&keyword.text) && item.text == name)
    })
}

/// The lines where a path begins with these parts: a crate such as `csv`, or `std::fs`, or a call such as `Utc::now`.
fn lines_naming(tokens: &[Token], parts: &[&str]) -> Vec<usize> {
    let [first, rest @ ..] = parts else {
        return Vec::new();
    };
    let is_crate = rest.is_empty();
    if is_crate && has_local_module(tokens, first) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.text == *first) {
        let before = text(tokens, at.checked_sub(1));
        let owner = text(tokens, at.checked_sub(2));
        let is_inner = before == "::" && (is_name(owner) || owner == ">");
        let follows = |(place, part): (usize, &&str)| {
            text(tokens, Some(at + 2 * place + 1)) == "::" && text(tokens, Some(at + 2 * place + 2)) == *part
        };
        let is_path = text(tokens, Some(at + 1)) == "::";
        let is_import = matches!(before, "use") || before == "crate" && owner == "extern";
        let opens_group = rest.len() == 1 && first == &"std" && is_path && text(tokens, Some(at + 2)) == "{";
        let is_named = if is_crate {
            !is_inner && (is_path || is_import)
        } else {
            rest.iter().enumerate().all(follows) || opens_group
        };
        if is_named {
            lines.push(token.line);
        }
    }
    lines
}

/// Whether the file declares or imports a module of the crate that has the name of a third-party crate.
fn has_local_module(tokens: &[Token], name: &str) -> bool {
    tokens.windows(3).any(|three| {
        let [one, two, three] = three else {
            return false;
        };
        let declares = one.text == "mod" && two.text == name && three.text == ";";
        let imports = matches!(one.text.as_str(), "::") && two.text == name && three.text == ";";
        declares || imports
    })
}
