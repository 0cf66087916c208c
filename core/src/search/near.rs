//! Finds the word that somebody meant who typed one that no book has.
//!
//! It is asked only when nothing begins with what was typed. Words are compared by optimal string
//! alignment: a letter too many, one missing, another one, and two neighbours swapped are one error
//! each. The vocabulary is sorted, so words that begin alike stand together: what was found out
//! about their beginning is used again, and once a beginning has too many errors, every word that
//! shares it is passed over.

use std::{cmp::Reverse, panic, thread};

use super::postings::Postings;

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
/// So many words are worth a thread of their own; few in tests.
const SHARE: usize = if cfg!(test) { 8 } else { 8_192 };

/// Looks for the word, or the beginning of one, that is nearest to a folded word that was typed.
///
/// Fewer errors win, then a whole word over a beginning, then the same first letter, then errors
/// that fingers and ears make, then more books, then the alphabet.
pub(super) struct Nearest<'a> {
    walk: Walk<'a>,
    best: Best,
}

impl<'a> Nearest<'a> {
    /// None for a word whose errors are not forgiven.
    pub(super) fn to(typed: &str) -> Option<Self> {
        Some(Self {
            walk: Walk::new(Typed::new(typed)?),
            best: Best::default(),
        })
    }

    /// The same, with all words of some vocabularies looked at, each with a list of its books. Where
    /// there are many, each core looks at its share of them.
    pub(super) fn among(typed: &str, vocabularies: &[&'a Postings]) -> Option<Self> {
        let mut nearest = Self::to(typed)?;
        let words: usize = vocabularies.iter().map(|own| own.texts().len()).sum();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let shares = (words / SHARE).clamp(1, cores);
        thread::scope(|scope| {
            let others = (1..shares).map(|share| {
                scope.spawn(move || {
                    let mut own = Self::to(typed)?;
                    own.look_through(vocabularies, share, shares);
                    Some(own.best)
                })
            });
            let others: Vec<_> = others.collect();
            nearest.look_through(vocabularies, 0, shares);
            for other in others {
                match other.join() {
                    Ok(best) => nearest.best.or(best.unwrap_or_default()),
                    Err(panicked) => panic::resume_unwind(panicked),
                }
            }
        });
        Some(nearest)
    }

    /// Looks at one of so many shares of each vocabulary.
    fn look_through(&mut self, vocabularies: &[&'a Postings], share: usize, shares: usize) {
        for vocabulary in vocabularies {
            let words = vocabulary.texts();
            let end = words.len() * (share + 1) / shares;
            let mut place = words.len() * share / shares;
            while place < end
                && let Some(word) = words.get(place)
            {
                self.look_at(word, || vocabulary.lists().count(place));
                place = match self.walk.hopeless() {
                    Some(beginning) => words.past(place, beginning),
                    None => place + 1,
                };
            }
        }
    }

    /// Looks at one folded word. Those that begin alike are best given one after another.
    pub(super) fn look_at(&mut self, word: &'a [u8], books: impl FnOnce() -> u32) {
        let (walk, best) = (&mut self.walk, &mut self.best);
        if !walk.step(word) {
            return;
        }
        let mut near = walk.near().into_iter().flatten().peekable();
        if near.peek().is_none() {
            return;
        }
        let books = books();
        for near in near {
            let meant = walk.letters.get(..near.length).unwrap_or_default();
            best.offer(&walk.typed.letters, meant, &near, books);
        }
    }

    /// The nearest of all that was looked at.
    pub(super) fn found(self) -> Option<String> {
        self.best.rank?;
        Some(self.best.meant.into_iter().collect())
    }
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
        if self.is_worse_than(&rank, meant) {
            self.rank = Some(rank);
            self.meant.clear();
            self.meant.extend_from_slice(meant);
        }
    }

    fn is_worse_than(&self, rank: &Rank, meant: &[char]) -> bool {
        let worse = |own| (own, &*self.meant) > (rank, meant);
        self.rank.as_ref().is_none_or(worse)
    }

    /// Takes over what was found elsewhere, if it is better.
    fn or(&mut self, other: Self) {
        if other
            .rank
            .as_ref()
            .is_some_and(|rank| self.is_worse_than(rank, &other.meant))
        {
            *self = other;
        }
    }
}

/// A word that was typed.
struct Typed {
    letters: Vec<char>,
    /// The errors that are forgiven.
    most: u8,
    /// Where each letter stands: bit 1 for the first place.
    places: Places,
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
        let places = Places::of(&letters);
        Some(Self {
            letters,
            most,
            places,
        })
    }

    /// The bits of all its beginnings; those above them mean nothing.
    fn beginnings(&self) -> u64 {
        (2 << self.letters.len()) - 1
    }
}

/// The places of letters in a word, as bits.
struct Places {
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
}

impl Places {
    fn of(letters: &[char]) -> Self {
        let mut ascii = [0; 128];
        let mut others = Vec::new();
        for (letter, place) in letters.iter().zip(1..u64::BITS) {
            match ascii.get_mut(*letter as usize) {
                Some(places) => *places |= 1 << place,
                None => others.push((*letter, 1 << place)),
            }
        }
        Self { ascii, others }
    }

    fn get(&self, letter: char) -> u64 {
        let own = |(other, place): &(char, u64)| if *other == letter { *place } else { 0 };
        match self.ascii.get(letter as usize) {
            Some(places) => *places,
            None => self
                .others
                .iter()
                .map(own)
                .fold(0, |all, place| all | place),
        }
    }
}

/// A word or its beginning, as near as it was asked for.
struct Near {
    errors: u8,
    is_whole: bool,
    /// In letters.
    length: usize,
}

/// For no error, one and two: to which beginnings of the typed word one beginning of another comes
/// with as many errors at most. Bit 3 is the beginning of three letters. (Wu and Manber 1992.)
type Row = [u64; MOST + 1];

/// Goes along the vocabulary with the rows of all beginnings of the present word.
struct Walk<'a> {
    typed: Typed,
    word: &'a [u8],
    /// The letters of the word up to where it was looked at, where each ends, and its row.
    letters: Vec<char>,
    ends: Vec<usize>,
    rows: Vec<Row>,
    /// How much of the word has too many errors to become any other word.
    lost: Option<usize>,
    is_whole: bool,
}

impl<'a> Walk<'a> {
    fn new(typed: Typed) -> Self {
        Self {
            typed,
            word: &[],
            letters: Vec::with_capacity(LONGEST + MOST),
            ends: Vec::with_capacity(LONGEST + MOST),
            // Nothing becomes a letter with one error, and two letters with two.
            rows: vec![[0b1, 0b11, 0b111]],
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

    /// A beginning of the present word with which no word is near, and of which none is itself.
    fn hopeless(&self) -> Option<&'a [u8]> {
        let lost = self.lost.filter(|_| !self.has_beginnings())?;
        self.word.get(..lost)
    }

    /// Whether the letters looked at are enough for a beginning that may be near.
    fn has_beginnings(&self) -> bool {
        self.letters.len() + usize::from(self.typed.most) >= self.typed.letters.len()
    }

    /// Takes the next letter of the word. False when there are too many errors now.
    fn push(&mut self, letter: char, end: usize) -> bool {
        let [above, before] = match self.rows.as_slice() {
            [.., before, above] => [*above, *before],
            [above] => [*above, Row::default()],
            [] => return false,
        };
        let own = self.typed.places.get(letter);
        let swapped = match self.letters.last() {
            Some(last) => (own << 1) & self.typed.places.get(*last),
            None => 0,
        };
        let [above0, above1, above2] = above;
        let same = |above: u64| (above << 1) & own;
        // One error more: a letter too many, another one, one missing, or two swapped.
        let error = |above: u64, now: u64, before: u64| {
            above | (above << 1) | (now << 1) | ((before << 2) & swapped)
        };
        let row0 = same(above0);
        let row1 = same(above1) | error(above0, row0, before[0]);
        let row2 = same(above2) | error(above1, row1, before[1]);
        self.letters.push(letter);
        self.ends.push(end);
        self.rows.push([row0, row1, row2]);
        // Swapping goes on from the row before the last.
        let alive = match self.typed.most {
            1 => row1 | above0,
            _ => row2 | above1,
        };
        alive & self.typed.beginnings() != 0
    }

    /// The present word, and its nearest beginning.
    fn near(&self) -> [Option<Near>; 2] {
        let count = self.typed.letters.len();
        let near = |length: usize| {
            let row = self.rows.get(length)?;
            let (_, errors) = row
                .iter()
                .zip(0_u8..)
                .find(|(row, _)| *row >> count & 1 == 1)?;
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
