//! Finds the word that somebody meant who typed one that no book has.
//!
//! It is asked only when nothing begins with what was typed. Words are compared by optimal string
//! alignment: a letter too many, one missing, another one, and two neighbours swapped are one error
//! each. The vocabulary is sorted, so words that begin alike stand together: what was found out
//! about their beginning is used again, and once a beginning has too many errors, every word that
//! shares it is passed over.

use std::cmp::Reverse;

/// From so many letters on, one error is forgiven, and two. Shorter words are too near to each other.
const ONE_ERROR: usize = 4;
const TWO_ERRORS: usize = 8;
/// So many letters of a word that long are enough, because one of the errors may be a missing letter.
const NEARLY_TWO_ERRORS: usize = TWO_ERRORS - 1;
/// No word is forgiven more errors.
const MOST: usize = 2;
/// From so many letters on, a word may still be unfinished.
const UNFINISHED: usize = 5;
/// Nobody types longer words, and no one would look for their errors.
const LONGEST: usize = 60;

/// The word, or the beginning of one, that is nearest to a folded word that was typed.
///
/// The vocabulary holds folded words, sorted, and in how many books they are; several vocabularies
/// may follow each other. Fewer errors win, then a whole word over a beginning, then the same first
/// letter, then errors that fingers and ears make, then more books.
pub(super) fn nearest<'a>(
    vocabulary: impl Iterator<Item = (&'a [u8], u32)>,
    typed: &str,
) -> Option<String> {
    let typed = Typed::new(typed)?;
    let mut walk = Walk::new(&typed);
    let mut best = Best::default();
    for (word, books) in vocabulary {
        if walk.step(word) {
            for near in walk.near().into_iter().flatten() {
                let meant = walk.letters.get(..near.length).unwrap_or_default();
                best.offer(&typed.letters, meant, &near, books);
            }
        }
    }
    best.rank.map(|_| best.meant.into_iter().collect())
}

/// The nearest word so far.
#[derive(Default)]
struct Best {
    rank: Option<Rank>,
    meant: Vec<char>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Errors, whether it is only a beginning, whether it begins with another letter.
    plain: (u8, bool, bool),
    slip: u32,
    books: Reverse<u32>,
}

impl Best {
    fn offer(&mut self, typed: &[char], meant: &[char], near: &Near, books: u32) {
        let plain = (near.errors, !near.is_whole, typed.first() != meant.first());
        let books = Reverse(books);
        // What a slip of the finger costs is only worth knowing when all else is equal.
        let slip = match &self.rank {
            Some(best) if best.plain < plain => return,
            Some(best) if best.plain == plain && self.meant == meant => best.slip,
            _ => slip(typed, meant),
        };
        let rank = Rank { plain, slip, books };
        if self.rank.as_ref().is_none_or(|best| rank < *best) {
            self.rank = Some(rank);
            self.meant.clear();
            self.meant.extend_from_slice(meant);
        }
    }
}

/// A word that was typed.
struct Typed {
    letters: Vec<char>,
    /// The errors that are forgiven.
    most: u8,
}

impl Typed {
    fn new(word: &str) -> Option<Self> {
        let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
        let most = match letters.len() {
            NEARLY_TWO_ERRORS..=LONGEST => 2,
            ONE_ERROR..NEARLY_TWO_ERRORS => 1,
            _ => return None,
        };
        // A wrong number is another number.
        if letters.iter().any(char::is_ascii_digit) {
            return None;
        }
        Some(Self { letters, most })
    }
}

/// A word or its beginning, as near as it was asked for.
struct Near {
    errors: u8,
    is_whole: bool,
    /// In letters.
    length: usize,
}

/// The distances from one beginning of a word to the beginnings of the typed word that are about as
/// long: cell 3 to the one of the same length, 1 and 5 to those two letters shorter and longer. The
/// cells at both ends are a border.
type Row = [u8; 2 * MOST + 3];

const MIDDLE: usize = MOST + 1;
/// More errors than are ever forgiven, however many more.
const FAR: u8 = 100;

/// Goes along the vocabulary with the rows of all beginnings of the present word.
struct Walk<'a, 't> {
    typed: &'t Typed,
    word: &'a [u8],
    /// The letters of the word up to where it was looked at, where each ends, and its row.
    letters: Vec<char>,
    ends: Vec<usize>,
    rows: Vec<Row>,
    /// How much of the word has too many errors to become any other word.
    lost: Option<usize>,
    is_whole: bool,
}

impl<'a, 't> Walk<'a, 't> {
    fn new(typed: &'t Typed) -> Self {
        let mut empty = [FAR; 2 * MOST + 3];
        let reach = usize::from(typed.most) + 1;
        for (errors, cell) in empty.iter_mut().skip(MIDDLE).take(reach).zip(0..) {
            *errors = cell;
        }
        Self {
            typed,
            word: &[],
            letters: Vec::with_capacity(LONGEST + MOST),
            ends: Vec::with_capacity(LONGEST + MOST),
            rows: vec![empty],
            lost: None,
            is_whole: false,
        }
    }

    /// Goes on to a word, and tells whether it may be near.
    fn step(&mut self, word: &'a [u8]) -> bool {
        if let Some(lost) = self.lost {
            if word.get(..lost) == self.word.get(..lost) {
                return self.has_beginnings();
            }
            self.lost = None;
        }
        let same = word
            .iter()
            .zip(self.word)
            .take_while(|(one, other)| one == other);
        let same = same.count();
        let keep = self.ends.partition_point(|end| *end <= same);
        self.letters.truncate(keep);
        self.ends.truncate(keep);
        self.rows.truncate(keep + 1);
        self.word = word;
        let mut end = self.ends.last().copied().unwrap_or(0);
        let rest = word.get(end..).unwrap_or_default();
        let Ok(rest) = std::str::from_utf8(rest) else {
            return false;
        };
        let most = usize::from(self.typed.most);
        // Longer beginnings cannot be near.
        let room = (self.typed.letters.len() + most).saturating_sub(keep);
        for letter in rest.chars().take(room) {
            end += letter.len_utf8();
            if !self.push(letter, end) {
                self.lost = Some(end);
                self.is_whole = false;
                return self.has_beginnings();
            }
        }
        self.is_whole = end == word.len();
        true
    }

    /// Whether the letters looked at are enough for a beginning that may be near.
    fn has_beginnings(&self) -> bool {
        self.letters.len() + usize::from(self.typed.most) >= self.typed.letters.len()
    }

    /// Takes the next letter of the word. False when there are too many errors now.
    #[expect(
        clippy::indexing_slicing,
        reason = "cells 1 to 5 of 7, with a border on both sides"
    )]
    fn push(&mut self, letter: char, end: usize) -> bool {
        let most = usize::from(self.typed.most);
        let typed = self.typed.letters.as_slice();
        let border = [FAR; 2 * MOST + 3];
        let depth = self.letters.len();
        let above = self.rows.get(depth).copied().unwrap_or(border);
        let before = match depth.checked_sub(1) {
            Some(before) => self.rows.get(before).copied().unwrap_or(border),
            None => border,
        };
        let letter_before = self.letters.last().copied();
        let mut row = border;
        let mut least = FAR;
        for cell in MIDDLE - most..=MIDDLE + most {
            // So many letters of the typed word.
            let Some(count) = (depth + 1 + cell).checked_sub(MIDDLE) else {
                continue;
            };
            if count > typed.len() {
                break;
            }
            let mut errors = above[cell + 1].min(row[cell - 1]) + 1;
            if let Some(own) = count.checked_sub(1).and_then(|last| typed.get(last)) {
                errors = errors.min(above[cell] + u8::from(*own != letter));
                if letter_before == Some(*own)
                    && count.checked_sub(2).and_then(|last| typed.get(last)) == Some(&letter)
                {
                    errors = errors.min(before[cell] + 1);
                }
            }
            row[cell] = errors.min(FAR);
            least = least.min(errors);
        }
        self.letters.push(letter);
        self.ends.push(end);
        self.rows.push(row);
        // Swapping goes on from the row before the last.
        let least_above = above.iter().copied().min().unwrap_or(FAR);
        least <= self.typed.most || least_above < self.typed.most
    }

    /// The present word, and its nearest beginning.
    fn near(&self) -> [Option<Near>; 2] {
        let count = self.typed.letters.len();
        let near = |length: usize| {
            let cell = (count + MIDDLE).checked_sub(length)?;
            let errors = *self.rows.get(length)?.get(cell)?;
            let two = count.max(length) >= TWO_ERRORS;
            (errors <= self.typed.most.min(1 + u8::from(two))).then_some(Near {
                errors,
                is_whole: self.is_whole && length == self.letters.len(),
                length,
            })
        };
        // Of beginnings as near, the one as long as what was typed, then the longer one.
        let beginning = (count.saturating_sub(MOST)..=count + MOST)
            .filter_map(near)
            .filter(|near| !near.is_whole && count >= UNFINISHED)
            .min_by_key(|near| {
                (
                    near.errors,
                    near.length.abs_diff(count),
                    Reverse(near.length),
                )
            });
        let whole = near(self.letters.len()).filter(|near| near.is_whole);
        [whole, beginning]
    }
}

/// How unlikely it is that one word became the other under somebody's fingers.
///
/// The same distance with finer weights: a neighbouring key, a letter that sounds like the other
/// one, a doubled letter or one of two left out, and two letters swapped are all easily done.
fn slip(typed: &[char], meant: &[char]) -> u32 {
    const DOUBLE: u32 = 1;
    const EASY: u32 = 2;
    const LETTER: u32 = 3;
    const OTHER: u32 = 4;
    // A letter more or less, next to the letter before it.
    let extra = |letter: char, before: Option<char>| {
        if before == Some(letter) {
            DOUBLE
        } else {
            LETTER
        }
    };
    let mut before: Vec<u32> = Vec::new();
    let mut above: Vec<u32> = vec![0];
    let mut last = None;
    for &letter in meant {
        above.push(above.last().copied().unwrap_or(0) + extra(letter, last));
        last = Some(letter);
    }
    let mut typed_before = None;
    for &letter in typed {
        let mut row = vec![above.first().copied().unwrap_or(0) + extra(letter, typed_before)];
        let mut meant_before = None;
        for (column, &own) in meant.iter().enumerate() {
            let at = |row: &[u32], column: Option<usize>| {
                column
                    .and_then(|column| row.get(column))
                    .copied()
                    .unwrap_or(u32::MAX / 2)
            };
            let other = match own == letter {
                true => 0,
                false if is_alike(own, letter) => EASY,
                false => OTHER,
            };
            let mut cost = (at(&above, Some(column)) + other)
                .min(at(&above, Some(column + 1)) + extra(letter, typed_before))
                .min(at(&row, Some(column)) + extra(own, meant_before));
            if typed_before == Some(own) && meant_before == Some(letter) {
                cost = cost.min(at(&before, column.checked_sub(1)) + EASY);
            }
            row.push(cost);
            meant_before = Some(own);
        }
        before = std::mem::replace(&mut above, row);
        typed_before = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

/// The rows of a keyboard. Each key touches the one above it and the one to the right of that.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Letters that are written for one another.
const SOUNDS: [&str; 6] = ["aeiouy", "ckqx", "sz", "vw", "bp", "dt"];

/// Whether two letters are neighbours on a keyboard, or sound alike.
fn is_alike(one: char, other: char) -> bool {
    let sounds = |group: &&str| group.contains(one) && group.contains(other);
    if SOUNDS.iter().any(sounds) {
        return true;
    }
    let place = |letter| {
        let rows = KEYS.iter().zip(0_i32..);
        rows.flat_map(|(keys, row)| keys.chars().zip(0_i32..).map(move |key| (key, row)))
            .find_map(|((key, column), row)| (key == letter).then_some((row, column)))
    };
    let (Some((row, column)), Some((other_row, other_column))) = (place(one), place(other)) else {
        return false;
    };
    matches!(
        (other_row - row, other_column - column),
        (0, -1 | 1) | (-1, 0 | 1) | (1, 0 | -1)
    )
}
