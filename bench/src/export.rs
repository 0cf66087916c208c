//! A Goodreads export of any length: the same for everybody, and shaped like a real one.

use std::{
    collections::HashSet,
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    Outcome,
    dice::Dice,
    words::{self, Person, Words},
};

const HEADER: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,\
Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,\
Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";

/// Real books: language, author, title, series, year. The queries are about them, so they are in every
/// library; their authors are its most prolific ones. The first stands last when sorted by date added.
pub const BOOKS: &str = include_str!("../data/books.txt");

const TAGS: &str = "fiction to-reread owned classics history science-fiction fantasy poetry non-fiction mystery biography \
    travel cooking art philosophy favourites short-stories crime historical-fiction essays science young-adult children \
    religion politics psychology memoir nature comics music economics horror romance thriller drama mythology \
    20th-century 19th-century translated library-book lent-to-ana signed gift holiday book-club school work kindle \
    wishlist beautiful boring long dystopia magic-realism feminism war sea mountains gardens cats trains maps letters";
/// Tags besides these are two of them, such as `war-letters`.
const TAG_COUNT: u64 = 1_500;
const BINDINGS: [&str; 9] = [
    "Paperback",
    "Paperback",
    "Paperback",
    "Hardcover",
    "Hardcover",
    "Kindle Edition",
    "Mass Market Paperback",
    "Audiobook",
    "Unknown Binding",
];

/// The file with this many books, written when it is not there yet.
pub fn export(cache: &Path, books: u32) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = cache.join(format!("goodreads-{books}.csv"));
    if !path.is_file() {
        let new = path.with_extension("new");
        Maker::new(books).write(&new)?;
        std::fs::rename(new, &path)?;
    }
    Ok(path)
}

struct Maker {
    books: u32,
    words: Vec<Words>,
    real: Vec<[&'static str; 5]>,
    /// The authors of real books, each once.
    known: Vec<Person>,
    tags: Vec<&'static str>,
    /// Title and author of every book so far: an import takes two alike for one.
    seen: HashSet<u64>,
    dice: Dice,
}

impl Maker {
    fn new(books: u32) -> Self {
        let mut real: Vec<[&str; 5]> = Vec::new();
        let mut known: Vec<Person> = Vec::new();
        for line in BOOKS.lines() {
            let mut parts = line.split('|');
            let book: [&str; 5] = std::array::from_fn(|_| parts.next().unwrap_or_default());
            let [tag, author, ..] = book;
            if !known.iter().any(|person| person.name == author) {
                known.push(Person {
                    name: author.to_owned(),
                    sorted: sorted(tag, author),
                    tongue: words::index_of(tag),
                });
            }
            real.push(book);
        }
        let seen = real
            .iter()
            .map(|[_, author, title, ..]| fingerprint(title, author))
            .collect();
        Self {
            books,
            words: words::all(),
            real,
            known,
            tags: TAGS.split_whitespace().collect(),
            seen,
            dice: Dice::new(1),
        }
    }

    fn write(mut self, path: &Path) -> Outcome {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "{HEADER}")?;
        // The real ones lie evenly among the others.
        let step = usize::try_from(self.books)?.div_ceil(self.real.len());
        for book in 0..self.books {
            let at = usize::try_from(book)?;
            let written = (at % step == 0).then(|| self.real.get(at / step).copied());
            self.row(book, written.flatten(), &mut out)?;
        }
        Ok(out.flush()?)
    }

    fn row(&mut self, number: u32, written: Option<[&str; 5]>, out: &mut impl Write) -> Outcome {
        let (author, tongue, title, year) = match written {
            Some([tag, author, title, series, year]) => {
                let index = words::index_of(tag);
                let known = self.known.iter().find(|person| person.name == author);
                let author = known.cloned().ok_or("an author of the table is missing")?;
                let title = if series.is_empty() {
                    title.to_owned()
                } else {
                    format!("{title} ({series})")
                };
                (author, index, title, year.to_owned())
            }
            None => self.made(),
        };
        let others = self.others(tongue);
        let [isbn10, isbn13] = if self.dice.percent(88) {
            isbns((140_439_518 + u64::from(number) * 7_919_317) % 1_000_000_000)
        } else {
            [String::new(), String::new()]
        };
        let status = match self.dice.below(100) {
            0..35 => "to-read",
            35..38 => "currently-reading",
            38..40 => "dnf",
            40..41 => "on-hold",
            41..46 => "",
            _ => "read",
        };
        let rated = status == "read" && self.dice.percent(75);
        let rating = if rated {
            *self.dice.of(&[1, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5])
        } else {
            0
        };
        let finished = if status == "read" && self.dice.percent(70) {
            self.day(2008, 17)
        } else {
            String::new()
        };
        let added = if number == 0 {
            "2007/01/01".to_owned()
        } else {
            self.day(2008, 17)
        };
        let tags = self.tags();
        let shelves = tags
            .iter()
            .map(String::as_str)
            .chain([status])
            .filter(|s| !s.is_empty());
        let shelves = shelves.collect::<Vec<_>>().join(", ");
        let pages = if self.dice.percent(95) {
            (40 + self.dice.below(300) + self.dice.below(500)).to_string()
        } else {
            String::new()
        };
        let small = 200 + u64::from(self.books / 200);
        let publisher = self.words[tongue].publisher(&mut self.dice, small);
        let review = self.text(tongue, 6, 20, 130);
        let notes = self.text(tongue, 2, 4, 12);
        let binding = *self.dice.of(&BINDINGS);
        let average = self.dice.below(200) + 300;
        // The last two digits say the language, which an export of Goodreads has no column for.
        let id = (10_000 + u64::from(number)) * 100 + tongue as u64;
        writeln!(
            out,
            "{id},\"{title}\",\"{}\",\"{}\",\"{others}\",\"=\"\"{isbn10}\"\"\",\"=\"\"{isbn13}\"\"\",{rating},{}.{:02},\"{publisher}\",\
             {binding},{pages},{year},{year},{finished},{added},\"{shelves}\",\"{shelves}\",{status},\"{review}\",,\"{notes}\",{},0",
            author.name,
            author.sorted,
            average / 100,
            average % 100,
            u8::from(status == "read"),
        )?;
        Ok(())
    }

    /// A book that nobody wrote: author, language, title with series, year.
    fn made(&mut self) -> (Person, usize, String, String) {
        let authors = u64::from(self.books) + 100;
        let rank = self.dice.zipf(authors, 0.8);
        let author = self.author(rank);
        // Some are translations.
        let tongue = if self.dice.percent(12) {
            words::any(&mut self.dice)
        } else {
            author.tongue
        };
        let words = &self.words[tongue];
        let mut longer = 0;
        let title = loop {
            let title = words.title(&mut self.dice, longer);
            if self.seen.insert(fingerprint(&title, &author.name)) {
                break title;
            }
            longer += 1;
        };
        let series = if self.dice.percent(22) {
            let mut name = Dice::new(rank * 8 + self.dice.zipf(8, 1.2));
            let count = 1 + name.below(3);
            let name = words::capital(&words.phrase(&mut name, count));
            format!(" ({name}, #{})", 1 + self.dice.zipf(30, 1.0))
        } else {
            String::new()
        };
        let year = if self.dice.percent(3) {
            String::new()
        } else {
            // Half of all books are from the last twenty years.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "some hundred years at most"
            )]
            let age = (-(1.0 - self.dice.share()).ln() * 28.0) as i32;
            (2025 - age).to_string()
        };
        (author, tongue, format!("{title}{series}"), year)
    }

    fn author(&self, rank: u64) -> Person {
        let place = usize::try_from(rank).unwrap_or(usize::MAX);
        self.known.get(place).cloned().unwrap_or_else(|| {
            let mut dice = Dice::new(rank.wrapping_mul(0x5851_F42D_4C95_7F2D));
            let tongue = words::any(&mut dice);
            self.words[tongue].person(&mut dice, tongue)
        })
    }

    /// Further people of a book, as one cell.
    fn others(&mut self, tongue: usize) -> String {
        if !self.dice.percent(12) {
            return String::new();
        }
        let count = 1 + self.dice.zipf(4, 1.5);
        let people = (0..count).map(|_| self.words[tongue].person(&mut self.dice, tongue).name);
        people.collect::<Vec<_>>().join(", ")
    }

    fn tags(&mut self) -> Vec<String> {
        let count = *self.dice.of(&[0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8]);
        let mut tags: Vec<String> = Vec::with_capacity(count);
        while tags.len() < count {
            let rank = self.dice.zipf(TAG_COUNT, 1.05);
            let tag = if let Some(tag) = self.tags.get(usize::try_from(rank).unwrap_or_default()) {
                (*tag).to_owned()
            } else {
                let mut dice = Dice::new(rank);
                format!("{}-{}", dice.of(&self.tags), dice.of(&self.tags))
            };
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    fn text(&mut self, tongue: usize, chance: u64, least: u64, more: u64) -> String {
        if !self.dice.percent(chance) {
            return String::new();
        }
        let count = least + self.dice.below(more);
        self.words[tongue].phrase(&mut self.dice, count)
    }

    fn day(&mut self, from: u64, years: u64) -> String {
        let dice = &mut self.dice;
        let (year, month, day) = (
            from + dice.below(years),
            1 + dice.below(12),
            1 + dice.below(28),
        );
        format!("{year}/{month:02}/{day:02}")
    }
}

fn sorted(tag: &str, name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((given, family)) if !matches!(tag, "vi" | "zh" | "ja" | "ko") => {
            format!("{family}, {given}")
        }
        _ => name.to_owned(),
    }
}

/// Equal for titles and authors that only differ in case, accents and signs.
fn fingerprint(title: &str, author: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for text in [title, author] {
        let letters = text.nfkd().flat_map(char::to_lowercase);
        letters
            .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter))
            .map(|letter| match letter {
                'ł' => 'l',
                'đ' => 'd',
                'ı' => 'i',
                _ => letter,
            })
            .for_each(|letter| letter.hash(&mut hasher));
        ' '.hash(&mut hasher);
    }
    hasher.finish()
}

/// ISBN-10 and ISBN-13 of a nine-digit number.
fn isbns(number: u64) -> [String; 2] {
    let core = format!("{number:09}");
    let weighted = |digits: &str, weights: &mut dyn Iterator<Item = u32>| -> u32 {
        let digits = digits.bytes().map(|digit| u32::from(digit - b'0'));
        digits
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum()
    };
    let last10 = match (11 - weighted(&core, &mut (2..=10).rev()) % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    let long = format!("978{core}");
    let last13 = (10 - weighted(&long, &mut [1, 3].into_iter().cycle()) % 10) % 10;
    [format!("{core}{last10}"), format!("{long}{last13}")]
}
