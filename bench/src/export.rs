//! A Goodreads export of any length: the same for everybody, and shaped like a real one.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::Outcome;

const HEADER: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,\
Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,\
Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";

const FIRST: [&str; 24] = [
    "Anna",
    "Bao",
    "Chinua",
    "Dorothea",
    "Émile",
    "Fyodor",
    "Gabriel",
    "Haruki",
    "Italo",
    "Jane",
    "Karel",
    "Lucía",
    "Margaret",
    "Natsume",
    "Olga",
    "Primo",
    "Rabindranath",
    "Selma",
    "Toni",
    "Ursula",
    "Virginia",
    "Wisława",
    "Yukio",
    "Zadie",
];
const SYLLABLES: [&str; 20] = [
    "ar", "bel", "cor", "dan", "el", "fen", "gor", "hal", "is", "jor", "kan", "lin", "mor", "nar",
    "os", "per", "quin", "ros", "stan", "vel",
];
const WORDS: [&str; 40] = [
    "night", "winter", "house", "river", "garden", "sea", "shadow", "light", "history", "war",
    "peace", "silence", "stone", "bread", "memory", "city", "mountain", "letters", "daughter",
    "king", "island", "winds", "machine", "mirror", "salt", "journey", "autumn", "bridge", "fire",
    "glass", "orchard", "music", "stranger", "train", "forest", "clock", "map", "road", "horse",
    "star",
];
const HAN: [&str; 8] = [
    "雪国",
    "三体",
    "心",
    "山の音",
    "金閣寺",
    "紅楼夢",
    "砂の女",
    "細雪",
];
const SHELVES: [&str; 12] = [
    "fiction",
    "history",
    "science-fiction",
    "poetry",
    "owned",
    "to-reread",
    "classics",
    "travel",
    "cooking",
    "biography",
    "mystery",
    "art",
];

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap_or_default()]
    }

    /// Small numbers often, large ones seldom, as authors have books.
    fn skewed(&mut self, limit: u64) -> u64 {
        let bits = 64 - limit.leading_zeros();
        let width = self.below(u64::from(bits)) + 1;
        self.below(1 << width) % limit
    }
}

/// The file with this many books, written when it is not there yet.
pub fn export(cache: &Path, books: u32) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = cache.join(format!("goodreads-v1-{books}.csv"));
    if !path.is_file() {
        let new = path.with_extension("new");
        write(&new, books)?;
        std::fs::rename(new, &path)?;
    }
    Ok(path)
}

fn write(path: &Path, books: u32) -> Outcome {
    let mut out = BufWriter::new(File::create(path)?);
    let mut dice = Dice::new(1);
    writeln!(out, "{HEADER}")?;
    for book in 0..books {
        let author = dice.skewed(u64::from(books / 4 + 10));
        let (first, last) = name(author);
        let title = title(&mut dice, book);
        let isbn = isbn13(u64::from(book) * 7 + 40_000_000);
        let year = 1900 + dice.below(125);
        let (read, shelf) = match dice.below(10) {
            0 => ("", "currently-reading"),
            1..=4 => ("", "to-read"),
            _ => ("2019/07/04", "read"),
        };
        let tag = dice.of(&SHELVES);
        let review = if dice.below(10) == 0 {
            review(&mut dice)
        } else {
            String::new()
        };
        writeln!(
            out,
            "{},\"{title}\",{first} {last},\"{last}, {first}\",,\"=\"\"\"\"\",\"=\"\"{isbn}\"\"\",{},3.{:02},{} Press,{},{},{year},{year},{read},\
             20{:02}/{:02}/{:02},\"{tag}, {shelf}\",\"{tag} (#{book})\",{shelf},\"{review}\",,,{},0",
            1_000_000 + u64::from(book),
            dice.below(6),
            dice.below(100),
            dice.of(&WORDS),
            dice.of(&[
                "Paperback",
                "Hardcover",
                "Kindle Edition",
                "Mass Market Paperback"
            ]),
            80 + dice.below(900),
            8 + dice.below(18),
            1 + dice.below(12),
            1 + dice.below(28),
            u8::from(shelf == "read"),
        )?;
    }
    Ok(out.flush()?)
}

fn name(author: u64) -> (&'static str, String) {
    let mut dice = Dice::new(author.wrapping_mul(7_919));
    let first = dice.of(&FIRST);
    let mut last: String = (0..3).map(|_| dice.of(&SYLLABLES)).collect();
    if let Some(initial) = last.get_mut(0..1) {
        initial.make_ascii_uppercase();
    }
    (first, last)
}

fn title(dice: &mut Dice, book: u32) -> String {
    if dice.below(20) == 0 {
        return format!("{} {book}", dice.of(&HAN));
    }
    let words: Vec<&str> = (0..2 + dice.below(3)).map(|_| dice.of(&WORDS)).collect();
    let series = if dice.below(4) == 0 {
        format!(" (The {} Cycle, #{})", dice.of(&WORDS), 1 + dice.below(9))
    } else {
        String::new()
    };
    format!("The {} of {book}{series}", words.join(" "))
}

fn review(dice: &mut Dice) -> String {
    (0..30 + dice.below(60))
        .map(|_| dice.of(&WORDS))
        .collect::<Vec<_>>()
        .join(" ")
}

fn isbn13(number: u64) -> String {
    let digits = format!("9780{number:08}");
    let sum: u32 = digits
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
