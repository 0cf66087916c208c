//! Random books, and random changes of them.

use bookly_core::{
    BookChange, BookFields, Contributor, Identifier, ReadingStatus, Role, SeriesPlace,
};

use super::dice::Dice;

const WORDS: &str = "
    The the A of and in for Left Hand Darkness Winter Summer River Stone Salt Iron Garden Letters Children's House Map
    Shadow Light Night Sea Bird Wolf Empire Silence Memory Glass Paper Machine Dream Bridge Orchard Lantern Spider-Man
    Catch-22 O'Brien Rock'n'roll U.S.A. 1984 2001 1Q84 C++ Vol. No. History Philosophy Introduction Cooking Atlas
    L'Étranger L'Or l'après-midi Cien años soledad Señor Straße Bücher Größe Œuvre Théâtre Ærø Łódź Þórr Đặng İstanbul
    Kırmızı Smörgås Čapek Żółty naïve café façade Преступление наказание Ёлка Чайка Война мир Мастер Маргарита
    Їжак ґанок Ὀδύσσεια λόγος Ἰλιάς Ζωή ألف ليلة الكتاب الأول کتاب می‌خواهم שָׁלוֹם צה״ל בית־ספר סיפור אהבה
    紅樓夢 紅夢 三体 雪国 吾輩は猫である ノルウェイの森 ハリー・ポッター 猫 채식주의자 한강 소년이 해리 포터 값이
    สี่แผ่นดิน น้ำใจ แผ่นดิน ພາສາລາວ ນິທານ ភាសាខ្មែរ ផ្កា हिंदी क़लम गोदान पথের পাঁচালী বই Հարցը Սիրտ Սամվել
    ვეფხისტყაოსანი ქართული தமிழ் பொன்னியின் ! & — …";

const NAMES: &str = "Ursula K. Le Guin|J. R. R. Tolkien|Stanisław Lem|Frank Herbert|Gabriel García Márquez|Karel Čapek|
    Jean-Paul Sartre|Conan O'Brien|Michel de Montaigne|Plato|Фёдор Достоевский|Михаил Булгаков|Ὅμηρος|曹雪芹|川端康成|
    村上春樹|한강|คึกฤทธิ์ ปราโมช|نجيب محفوظ|עמוס עוז|प्रेमचंद|Րաֆֆի|შოთა რუსთაველი|Yaşar Kemal|Emily Wilson|Anne Carson|
    Wolf Erlbruch|Maria Summer|Thomas Mann|Heinrich Mann";

const TAGS: [&str; 16] = [
    "science fiction",
    "Sci-Fi",
    "sci fi",
    "fantasy",
    "C",
    "C++",
    "winter",
    "Winter",
    "été",
    "классика",
    "小説",
    "♥",
    "to lend",
    "read aloud",
    "history",
    "poesía",
];
const PUBLISHERS: [&str; 8] = [
    "Ace Books",
    "Gallimard",
    "S. Fischer",
    "Allen & Unwin",
    "講談社",
    "창비",
    "O'Reilly",
    "Эксмо",
];
const SERIES: [&str; 6] = [
    "Dune",
    "Hainish Cycle",
    "The Hainish",
    "Война",
    "紅樓",
    "Discworld",
];
const LANGUAGES: [&str; 8] = ["", "en", "en-GB", "fr", "de", "ru", "zh-Hant", "ko"];
const FORMATS: [&str; 6] = ["", "", "paperback", "hardcover", "ebook", "mass-market"];
const ROLES: [Role; 13] = [
    Role::Author,
    Role::Author,
    Role::Author,
    Role::Editor,
    Role::Translator,
    Role::Illustrator,
    Role::Narrator,
    Role::Photographer,
    Role::Foreword,
    Role::Introduction,
    Role::Afterword,
    Role::Compiler,
    Role::Other,
];
pub const STATUSES: [ReadingStatus; 6] = [
    ReadingStatus::None,
    ReadingStatus::ToRead,
    ReadingStatus::Reading,
    ReadingStatus::Paused,
    ReadingStatus::Finished,
    ReadingStatus::Abandoned,
];

pub fn tag(dice: &mut Dice) -> String {
    dice.of(&TAGS).to_owned()
}

fn words(dice: &mut Dice, from: usize, more: usize) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let count = from + dice.below(more + 1);
    dice.some(&words, count).join(" ")
}

fn people(dice: &mut Dice) -> Vec<Contributor> {
    let names: Vec<&str> = NAMES.split('|').map(str::trim).collect();
    let count = dice.below(4);
    let people = dice.some(&names, count).into_iter();
    people
        .map(|name| Contributor {
            name: name.to_owned(),
            role: dice.of(&ROLES),
            ..Contributor::default()
        })
        .collect()
}

fn published(dice: &mut Dice) -> String {
    let year = if dice.percent(5) {
        dice.below(500) + 1
    } else {
        1900 + dice.below(126)
    };
    let sign = if dice.percent(3) { "-" } else { "" };
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    match dice.below(4) {
        0 => String::new(),
        1 => format!("{sign}{year:04}"),
        2 => format!("{sign}{year:04}-{month:02}"),
        _ => format!("{sign}{year:04}-{month:02}-{day:02}"),
    }
}

fn numbers(dice: &mut Dice) -> Vec<Identifier> {
    let mut numbers = Vec::new();
    let mut add = |scheme: &str, value: String| {
        numbers.push(Identifier {
            scheme: scheme.to_owned(),
            value,
            shown: String::new(),
        });
    };
    if dice.percent(50) {
        add(
            "isbn13",
            isbn(&format!("978{:09}", dice.below(3_000) * 300_007)),
        );
    }
    if dice.percent(20) {
        add("goodreads", dice.below(90_000).to_string());
    }
    if dice.percent(5) {
        add(
            "doi",
            format!("10.{}/ab {}", 1000 + dice.below(9), dice.below(50)),
        );
    }
    numbers
}

/// An ISBN-13 of its first twelve digits.
fn isbn(digits: &str) -> String {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit & 0xf) * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn long_text(dice: &mut Dice, chance: usize) -> String {
    if dice.percent(chance) {
        words(dice, 3, 25)
    } else {
        String::new()
    }
}

pub fn book(dice: &mut Dice) -> BookFields {
    let series = |name: &str, number: usize| SeriesPlace {
        name: name.to_owned(),
        number: number.to_string(),
        ..SeriesPlace::default()
    };
    BookFields {
        title: format!(
            "{} {}",
            words(dice, 1, 3),
            dice.of(&["Left", "紅", "мир", "Stone", "7"])
        ),
        subtitle: if dice.percent(30) {
            words(dice, 1, 4)
        } else {
            String::new()
        },
        contributors: people(dice),
        series: if dice.percent(25) {
            vec![series(dice.of(&SERIES), dice.below(12))]
        } else {
            Vec::new()
        },
        publisher: if dice.percent(60) {
            dice.of(&PUBLISHERS).to_owned()
        } else {
            String::new()
        },
        published: published(dice),
        page_count: dice
            .percent(70)
            .then(|| 1 + u32::try_from(dice.below(900)).unwrap()),
        language: dice.of(&LANGUAGES).to_owned(),
        identifiers: numbers(dice),
        format: dice.of(&FORMATS).to_owned(),
        description: long_text(dice, 25),
        tags: {
            let count = dice.below(4);
            dice.some(&TAGS, count)
                .into_iter()
                .map(str::to_owned)
                .collect()
        },
        rating: dice
            .percent(50)
            .then(|| 1 + u8::try_from(dice.below(20)).unwrap()),
        review: long_text(dice, 10),
        private_notes: long_text(dice, 10),
        status: dice.of(&STATUSES),
    }
}

/// Some fields of a book become those of another one.
pub fn change(dice: &mut Dice) -> BookChange {
    let other = book(dice);
    let mut change = BookChange::default();
    for _ in 0..=dice.below(4) {
        match dice.below(15) {
            0 | 1 => change.title = Some(other.title.clone()),
            2 => change.subtitle = Some(other.subtitle.clone()),
            3 | 4 => change.contributors = Some(other.contributors.clone()),
            5 => change.series = Some(other.series.clone()),
            6 => change.publisher = Some(other.publisher.clone()),
            7 => change.published = Some(other.published.clone()),
            8 => change.page_count = Some(other.page_count),
            9 => change.identifiers = Some(other.identifiers.clone()),
            10 => change.description = Some(other.description.clone()),
            11 => change.tags = Some(other.tags.clone()),
            12 => change.rating = Some(other.rating),
            13 => change.review = Some(other.review.clone()),
            _ => change.status = Some(other.status),
        }
    }
    change
}
