//! Takes apart what was typed to be found by its words.

use super::words::{
    Piece, compound, is_initial, is_number, isbn10_digits, joined, pairs_or_letter, pieces,
};
use crate::fold::fold_with_hyphens;

/// One thing that a book must have in the fields where it is looked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// A word that begins so.
    Word(String),
    /// The same, where nothing began as it was typed.
    Corrected(String),
    /// All these words, or the one they make: `spider-man` is `spiderman`, `j. r. r.` is `jrr`.
    Joined(Vec<String>, String),
    /// A run of letters without spaces; all its pairs in one field.
    Run(Vec<String>),
    /// Groups of digits in a row: the parts of one ISBN, or just numbers, each of them to be found.
    Digits(Vec<String>),
}

/// What a typed text asks for. No needs means every book.
pub(super) fn needs(text: &str) -> Vec<Need> {
    let folded = fold_with_hyphens(text);
    let mut needs = Vec::new();
    let mut digits: Vec<String> = Vec::new();
    let mut initials: Vec<String> = Vec::new();
    for piece in pieces(&folded) {
        match piece {
            Piece::Word(word) => {
                if let Some(whole) = compound(word) {
                    needs.extend(digits_need(&mut digits));
                    needs.extend(initials_need(&mut initials));
                    let parts = word.split('-').map(joined);
                    let parts = parts.filter(|part| !part.is_empty()).collect();
                    needs.push(Need::Joined(parts, joined(&whole)));
                    continue;
                }
                for word in word.split('-').map(joined).filter(|word| !word.is_empty()) {
                    let length: usize = digits.iter().map(String::len).sum();
                    if is_number(&word) || word == "x" && length == 9 {
                        needs.extend(initials_need(&mut initials));
                        digits.push(word);
                        continue;
                    }
                    needs.extend(digits_need(&mut digits));
                    if isbn10_digits(&word).is_some() {
                        digits.push(word);
                        needs.extend(digits_need(&mut digits));
                    } else if is_initial(&word) {
                        initials.push(word);
                    } else {
                        needs.extend(initials_need(&mut initials));
                        needs.push(Need::Word(word));
                    }
                }
            }
            Piece::Run(run) => {
                needs.extend(digits_need(&mut digits));
                needs.extend(initials_need(&mut initials));
                needs.push(Need::Run(pairs_or_letter(run).collect()));
            }
        }
    }
    needs.extend(digits_need(&mut digits));
    needs.extend(initials_need(&mut initials));
    needs
}

fn initials_need(initials: &mut Vec<String>) -> Option<Need> {
    let letters = std::mem::take(initials);
    match letters.as_slice() {
        [] => None,
        [letter] => Some(Need::Word(letter.clone())),
        _ => {
            let whole = letters.concat();
            Some(Need::Joined(letters, whole))
        }
    }
}

fn digits_need(groups: &mut Vec<String>) -> Option<Need> {
    (!groups.is_empty()).then(|| Need::Digits(std::mem::take(groups)))
}

/// How the ISBN-13 begins that an ISBN-10, whole or begun, became in the index.
pub(super) fn isbn13_prefix(number: &str) -> Option<String> {
    let digits = match number.len() {
        ..10 => number,
        _ => isbn10_digits(number)?,
    };
    Some(format!("978{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_typed_text_becomes_needs() {
        assert_eq!(needs(" …! "), []);
        assert_eq!(needs("L'Étr"), [Need::Word("letr".to_owned())]);
        let joined = |parts, whole: &str| Need::Joined(strings(parts), whole.to_owned());
        assert_eq!(
            needs("Spider-Man"),
            [joined(&["spider", "man"], "spiderman")]
        );
        assert_eq!(
            needs("j. r.r. tol"),
            [
                joined(&["j", "r", "r"], "jrr"),
                Need::Word("tol".to_owned())
            ]
        );
        assert_eq!(needs("夢"), [Need::Run(strings(&["夢"]))]);
        assert_eq!(needs("สี่"), [Need::Run(strings(&["สี่"]))]);
        assert_eq!(needs("紅樓夢"), [Need::Run(strings(&["紅樓", "樓夢"]))]);
        assert_eq!(
            needs("978-0-441-4 le"),
            [
                Need::Digits(strings(&["978", "0", "441", "4"])),
                Need::Word("le".to_owned())
            ]
        );
    }

    #[test]
    fn an_isbn_10_is_looked_for_as_the_isbn_13_it_became() {
        for typed in ["0-8044-2957-X", "080442957x", "0 8044 2957 x"] {
            let found = needs(typed);
            assert!(
                matches!(&*found, [Need::Digits(groups)]
                    if isbn13_prefix(&groups.concat()).as_deref() == Some("978080442957")),
                "{typed}"
            );
        }
        assert_eq!(isbn13_prefix("04414"), Some("97804414".to_owned()));
        assert_eq!(isbn13_prefix("0441478120"), None);
        assert_eq!(isbn13_prefix("97804414781"), None);
    }
}
