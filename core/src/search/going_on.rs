//! The letters that words go on with.

use std::cmp::Reverse;

use super::index::Index;
use super::sorted::Sorted;
use super::words::TextField;

/// Where people look for most of what they type.
const VOCABULARIES: [TextField; 2] = [TextField::Title, TextField::People];

impl Index {
    /// The letters that a folded beginning of a word is likely to go on with in titles and names, the
    /// likeliest first; a space where a word ends. Books that changed since the base was made are not
    /// looked at: too few to make a letter likely.
    pub fn likely_letters(&self, begun: &str) -> Vec<char> {
        let mut likely: Vec<(char, usize)> = Vec::new();
        for field in VOCABULARIES {
            let words = self.base.words(field).texts();
            for (letter, share) in next_letters(words, begun) {
                match likely.iter_mut().find(|(own, _)| *own == letter) {
                    Some((_, shares)) => *shares += share,
                    None => likely.push((letter, share)),
                }
            }
        }
        likely.sort_by_key(|(_, shares)| Reverse(*shares));
        likely.into_iter().map(|(letter, _)| letter).collect()
    }
}

/// The letters that at least one in a hundred of the words that begin so goes on with, rising, and how many in a
/// thousand do. A word that ends there goes on with a space; it is one of many, and yet likely.
pub(super) fn next_letters(words: &Sorted, begun: &str) -> impl Iterator<Item = (char, usize)> {
    let all = words.with_prefix(begun.as_bytes());
    let count = all.len();
    let mut next = all.start;
    let letters = std::iter::from_fn(move || {
        if next >= all.end {
            return None;
        }
        let word = str::from_utf8(words.get(next)?).ok()?;
        let Some(letter) = word.get(begun.len()..)?.chars().next() else {
            next += 1;
            return Some((' ', 1));
        };
        let first = next;
        next = words.past(first, format!("{begun}{letter}").as_bytes());
        Some((letter, next - first))
    });
    letters
        .filter(move |(letter, own)| *letter == ' ' || own * 100 >= count)
        .map(move |(letter, own)| (letter, own * 1000 / count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[impl AsRef<str>]) -> Sorted {
        let mut table = Sorted::default();
        for word in words {
            table.push(word.as_ref().as_bytes());
        }
        table
    }

    #[test]
    fn words_go_on_with_letters_or_end() {
        let table = words(&["the", "them", "then", "thorn", "tin", "été"]);
        let after = |begun| next_letters(&table, begun).collect::<Vec<_>>();
        assert_eq!(after("th"), [('e', 750), ('o', 250)]);
        assert_eq!(after("the"), [(' ', 333), ('m', 333), ('n', 333)]);
        assert_eq!(after("é"), [('t', 1000)]);
        assert_eq!(after("them"), [(' ', 1000)]);
        assert_eq!(after("x"), []);
    }

    #[test]
    fn rare_letters_are_left_out() {
        let mut all: Vec<String> = (0..98).map(|number| format!("a{number:02}")).collect();
        all.extend(["é", "夢", "夢見"].map(str::to_owned));
        let table = words(&all);
        let letters = next_letters(&table, "").map(|(letter, _)| letter);
        assert_eq!(letters.collect::<String>(), "a夢");
    }
}
