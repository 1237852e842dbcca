//! Words with what they stand for; at each place of a text the longest word counts.

/// Words by their first character, the longest first.
#[derive(Debug)]
pub struct Longest<T> {
    groups: Vec<(char, Vec<(String, T)>)>,
}

/// A word found in a text.
#[derive(Debug)]
pub struct Found<'t, T> {
    /// Where it begins, in bytes.
    pub start: usize,
    /// The word, as the text has it.
    pub word: &'t str,
    /// What it stands for.
    pub value: &'t T,
}

impl<T> Default for Longest<T> {
    fn default() -> Self {
        Self { groups: Vec::new() }
    }
}

impl<T> Longest<T> {
    /// Takes words in normalised spelling; of a word that is there twice the first counts.
    pub fn new(words: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut words: Vec<(char, (String, T))> = words
            .into_iter()
            .filter_map(|(word, value)| Some((word.chars().next()?, (word, value))))
            .collect();
        words.sort_by(|(first, (word, _)), (other_first, (other, _))| {
            first.cmp(other_first).then(other.len().cmp(&word.len()))
        });
        let mut groups: Vec<(char, Vec<(String, T)>)> = Vec::new();
        for (first, entry) in words {
            match groups.last_mut() {
                Some((same, list)) if *same == first => list.push(entry),
                _ => groups.push((first, vec![entry])),
            }
        }
        Self { groups }
    }

    /// The longest word that a text begins with.
    pub fn beginning(&self, text: &str) -> Option<(&str, &T)> {
        let group = self.group(text.chars().next()?)?;
        let (word, value) = group.iter().find(|(word, _)| text.starts_with(word.as_str()))?;
        Some((word, value))
    }

    /// Whether any word begins with this character.
    pub fn has_beginning(&self, c: char) -> bool {
        self.group(c).is_some()
    }

    /// Every word of a text from left to right; a place counts once.
    pub fn find<'t>(&'t self, text: &'t str) -> Vec<Found<'t, T>> {
        let mut found = Vec::new();
        let mut start = 0;
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let hit = self.beginning(rest);
            if let Some((word, value)) = hit {
                let word = rest.get(..word.len()).unwrap_or_default();
                found.push(Found { start, word, value });
            }
            start += hit.map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |(word, _)| word.len());
        }
        found
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|(_, words)| words.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    fn group(&self, c: char) -> Option<&[(String, T)]> {
        let at = self.groups.binary_search_by_key(&c, |(first, _)| *first).ok()?;
        self.groups.get(at).map(|(_, words)| words.as_slice())
    }
}
