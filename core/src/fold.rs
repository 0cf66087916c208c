//! Makes texts comparable: two texts that a person would call the same word fold to the same letters.
//!
//! It decides nothing about words or ranking, and it never changes what is stored or shown.

mod hangul;

pub(crate) use hangul::endings as hangul_endings;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// A text without case, accents and punctuation.
///
/// Words are parted by one space, with none at the ends. An apostrophe between two letters stays
/// as `'`, because who reads the result must know that `l'or` is both one word and two. Hangul
/// comes out as single letters (jamo), so that a syllable still being typed is a prefix already.
pub(crate) fn fold(text: &str) -> String {
    fold_by(text, Gap::Space)
}

/// The same, with a hyphen between two letters left as `-`: `spider-man` is two words and one.
pub(crate) fn fold_with_hyphens(text: &str) -> String {
    fold_by(text, Gap::Hyphen)
}

fn fold_by(text: &str, hyphen: Gap) -> String {
    let mut folded = Folded {
        out: String::with_capacity(text.len()),
        gap: Gap::None,
        hyphen,
    };
    if text.is_ascii() {
        for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            folded.add_ascii(word);
        }
        folded.out.make_ascii_lowercase();
    } else {
        let letters = text.chars().map(sign).nfkd();
        for letter in letters.flat_map(char::to_lowercase) {
            folded.add(letter);
        }
    }
    folded.out
}

/// Signs that would be taken apart into something else than people mean by them.
fn sign(letter: char) -> char {
    match letter {
        // Accents that stand alone do so in place of an apostrophe.
        '\u{b4}' | '\u{1fbd}' | '\u{1fbf}' => '\'',
        // Trade marks are no letters of the word before them.
        '\u{2120}' | '\u{2122}' => ' ',
        _ => letter,
    }
}

/// What stood between the last letter and the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Apostrophe,
    Hyphen,
    /// The quotation mark inside a Hebrew abbreviation, or any other one: the next letter tells.
    Quote,
    Space,
}

struct Folded {
    out: String,
    gap: Gap,
    /// What a hyphen is.
    hyphen: Gap,
}

impl Folded {
    /// [`Self::add`] for the letters that most texts have only: a word, and maybe the sign behind it.
    fn add_ascii(&mut self, word: &str) {
        let letters = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(first) = letters.chars().next() {
            if self.gap != Gap::None {
                self.close_gap(first);
            }
            self.out.push_str(letters);
        }
        match word.as_bytes().get(letters.len()) {
            None => {}
            Some(b'\'' | b'`') => self.part(Gap::Apostrophe),
            Some(b'-') => self.part(self.hyphen),
            Some(_) => self.gap = Gap::Space,
        }
    }

    /// Takes the next letter, decomposed and in lower case.
    fn add(&mut self, letter: char) {
        match letter {
            'a'..='z' | '0'..='9' => self.letter(letter),
            '\''
            | '`'
            | '\u{2018}'..='\u{201b}'
            | '\u{2032}'
            | '\u{2b9}'..='\u{2bd}'
            | '\u{a78c}' => {
                self.part(Gap::Apostrophe);
            }
            '-' | '\u{2010}' | '\u{58a}' | '\u{5be}' => self.part(self.hyphen),
            '"' if self.out.chars().next_back().is_some_and(is_hebrew) => self.part(Gap::Quote),
            _ if letter.is_ascii() => self.gap = Gap::Space,
            _ if is_dropped(letter) => {}
            '\u{3099}' | '\u{309a}' => self.voice(letter),
            // The tones of Thai and Lao, which can be typed before or behind the ring of their am.
            '\u{e48}'..='\u{e4b}' => self.tone(letter, '\u{e4d}'),
            '\u{ec8}'..='\u{ecb}' => self.tone(letter, '\u{ecd}'),
            // Two Thai e that look like one ae.
            '\u{e40}' if self.gap == Gap::None && self.out.ends_with('\u{e40}') => {
                self.out.pop();
                self.out.push('\u{e41}');
            }
            '\u{1100}'..='\u{11ff}' => match hangul::parts(letter) {
                Some(parts) => self.letters(parts),
                None => self.letter(letter),
            },
            _ => match letters(letter) {
                Some(letters) => self.letters(letters),
                None => self.plain(plain(letter)),
            },
        }
    }

    fn plain(&mut self, letter: char) {
        if letter.is_alphanumeric() || is_combining_mark(letter) {
            self.letter(letter);
        } else {
            self.gap = Gap::Space;
        }
    }

    /// Takes a sign that means something when it stands alone between two letters.
    fn part(&mut self, sign: Gap) {
        self.gap = match self.gap {
            Gap::None => sign,
            _ => Gap::Space,
        };
    }

    #[inline]
    fn letter(&mut self, letter: char) {
        if self.gap != Gap::None {
            self.close_gap(letter);
        }
        self.out.push(letter);
    }

    /// Writes what parts the letters before from this one.
    fn close_gap(&mut self, letter: char) {
        if !self.out.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Quote if is_hebrew(letter) => {}
                Gap::Apostrophe => self.out.push('\''),
                Gap::Hyphen => self.out.push('-'),
                Gap::Quote | Gap::Space => self.out.push(' '),
            }
        }
        self.gap = Gap::None;
    }

    fn letters(&mut self, letters: &str) {
        for letter in letters.chars() {
            self.letter(letter);
        }
    }

    /// Puts a voicing mark back on its kana: か and が are two letters, not one with an accent.
    fn voice(&mut self, mark: char) {
        if let Some(kana) = self.out.pop() {
            if let Some(whole) = compose(kana, mark) {
                self.out.push(whole);
            } else {
                self.out.push(kana);
            }
        }
    }

    fn tone(&mut self, tone: char, ring: char) {
        if self.gap == Gap::None && self.out.ends_with(ring) {
            self.out.pop();
            self.out.push(tone);
            self.out.push(ring);
        } else {
            self.letter(tone);
        }
    }
}

/// A folded word as it can be shown: it folds to itself, and reads as people write it.
///
/// What folding leaves out, such as accents and capitals, is gone; but Hangul is syllables again
/// and a last letter has its last form.
pub(crate) fn shown(word: &str) -> String {
    let mut letters: Vec<char> = hangul::syllables(word).nfc().collect();
    if letters.len() > 1
        && let Some(last) = letters.last_mut()
    {
        *last = match last {
            'σ' => 'ς',
            'כ' => 'ך',
            'מ' => 'ם',
            'נ' => 'ן',
            'פ' => 'ף',
            'צ' => 'ץ',
            _ => *last,
        };
    }
    letters.into_iter().collect()
}

fn is_hebrew(letter: char) -> bool {
    ('\u{5d0}'..='\u{5ea}').contains(&letter)
}

/// Marks and invisible signs that no one types when looking for a word.
///
/// Vowel signs of Indian and South-East Asian scripts are not among them: there they are letters.
fn is_dropped(letter: char) -> bool {
    matches!(letter,
        // Accents of any script.
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Cyrillic titlo, Armenian signs on a letter, Hebrew points and geresh, Arabic vowels and
        // tatweel, Syriac points, the tones of N'Ko.
        | '\u{483}'..='\u{489}' | '\u{55a}'..='\u{55f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{5f3}'..='\u{5f4}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{7eb}'..='\u{7f3}'
        // The dot below of Indian scripts, which marks borrowed sounds.
        | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{cbc}'
        // Soft hyphen, joiners, direction and variation signs.
        | '\u{ad}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}'
        // The dot inside Catalan words, and between the parts of a foreign name in Chinese and Japanese.
        | '\u{b7}' | '\u{2027}' | '\u{30fb}')
}

/// One letter that readers take for several.
fn letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        // Pairs of Yiddish.
        '\u{5f0}' => "וו",
        '\u{5f1}' => "וי",
        '\u{5f2}' => "יי",
        // Letters of Malayalam without their vowel, which older texts write as letter and sign.
        '\u{d7a}' => "\u{d23}\u{d4d}",
        '\u{d7b}' => "\u{d28}\u{d4d}",
        '\u{d7c}' => "\u{d30}\u{d4d}",
        '\u{d7d}' => "\u{d32}\u{d4d}",
        '\u{d7e}' => "\u{d33}\u{d4d}",
        '\u{d7f}' => "\u{d15}\u{d4d}",
        _ => return None,
    })
}

/// Letters that Unicode does not take apart but readers do, and digits of other scripts.
fn plain(letter: char) -> char {
    match letter {
        'ł' => 'l',
        'đ' | 'ð' | 'ɖ' | 'ɗ' => 'd',
        'ɓ' => 'b',
        'ħ' => 'h',
        'ı' => 'i',
        'ƙ' | 'ĸ' => 'k',
        'ŧ' => 't',
        'ŋ' => 'n',
        'ƶ' => 'z',
        'ə' | 'ǝ' | 'ɛ' => 'e',
        'ø' | 'ɔ' => 'o',
        'ς' => 'σ',
        'ґ' => 'г',
        // Forms at the end of a word: what follows while typing must not change the letter.
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        // The alef of wasla; others come as alef and a mark.
        '\u{671}' => '\u{627}',
        // Persian and Urdu keys type other letters for the same sounds.
        '\u{649}' | '\u{6cc}' | '\u{6d0}' | '\u{6d2}' => '\u{64a}',
        '\u{6a9}' | '\u{6aa}' => '\u{643}',
        '\u{629}' | '\u{6be}' | '\u{6c1}' | '\u{6c3}' | '\u{6d5}' => '\u{647}',
        '\u{6ba}' => '\u{646}',
        _ => digit(letter),
    }
}

/// Whether a sign parts the words beside it, as a space does.
pub(crate) fn parts_words(sign: char) -> bool {
    if sign.is_ascii() {
        return !sign.is_ascii_alphanumeric() && !matches!(sign, '\'' | '`');
    }
    fold(&format!("a{sign}a")) == "a a"
}

/// Where the ten digits of a script begin.
const ZEROS: [u32; 24] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1c50, 0xa8d0, 0xa9d0,
];

fn digit(letter: char) -> char {
    let digits = |zero| {
        u32::from(letter)
            .checked_sub(zero)
            .filter(|&digit| digit < 10)
    };
    ZEROS
        .into_iter()
        .find_map(digits)
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_letters_fold_as_they_do_among_others() {
        const SIGNS: [char; 8] = ['a', 'B', '3', ' ', '\'', '`', '-', '"'];
        for number in 0..SIGNS.len().pow(5) {
            let sign = |at: u32| SIGNS[number / SIGNS.len().pow(at) % SIGNS.len()];
            let plain: String = (0..5).map(sign).collect();
            let among_others = format!("{plain} é");
            let expected = format!("{} e", fold_with_hyphens(&plain));
            assert_eq!(
                fold_with_hyphens(&among_others),
                expected.trim(),
                "{plain:?}"
            );
        }
    }

    #[test]
    fn texts_that_a_reader_calls_the_same_fold_to_the_same_letters() {
        let rows = [
            // Latin
            ("L'Étranger", "l'etranger"),
            ("Straße STRASSE", "strasse strasse"),
            ("GROẞ", "gross"),
            ("Ærø, Łódź & Œuvre", "aero lodz oeuvre"),
            ("İstanbul ıssız", "istanbul issiz"),
            ("Đặng Thùy Trâm", "dang thuy tram"),
            ("Þórr og Sjóðr", "thorr og sjodr"),
            ("ﬁne ＦＵＬＬ ①", "fine full 1"),
            ("O’Brien O'Brien Oʼbrien", "o'brien o'brien o'brien"),
            ("'quoted' ''twice''", "quoted twice"),
            ("Spider-Man: no.1 (of 3)", "spider man no 1 of 3"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("!?… — ()", ""),
            ("", ""),
            // Greek
            ("Ὀδύσσεια ΛΌΓΟΣ λόγος", "οδυσσεια λογοσ λογοσ"),
            // Cyrillic
            ("Ёлка Чайка", "елка чаика"),
            // Hebrew
            ("שָׁלוֹם צה״ל צה\"ל", "שלומ צהל צהל"),
            // Arabic, Persian
            ("أَلْفُ لَيْلَةٍ", "الف ليله"),
            ("كتاب کتاب", "كتاب كتاب"),
            ("می\u{200c}خواهم ۱۲۳", "ميخواهم 123"),
            // Devanagari: vowel signs are letters
            ("हिंदी क़लम", "हिंदी कलम"),
            // Han, Hiragana, Katakana
            ("紅樓夢", "紅樓夢"),
            ("がっこう ｶﾞｯｺｳ", "がっこう ガッコウ"),
            ("ハリー・ポッター", "ハリーポッター"),
            // Hangul, as letters
            ("한", "\u{1112}\u{1161}\u{1102}"),
            ("ㅎ", "\u{1112}"),
            ("과", "\u{1100}\u{1169}\u{1161}"),
            // Thai
            ("สี่แผ่นดิน", "สี่แผ่นดิน"),
            // Armenian, Georgian
            ("ՀԱՅ", "հայ"),
            ("ქართული", "ქართული"),
            // Tamil
            ("தமிழ்", "தமிழ்"),
        ];
        for (text, folded) in rows {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn what_parts_words_is_no_part_of_one() {
        let parting = " \n-:+…—「。\u{a8}";
        let others = "aé'’ß½\u{301}\u{200d}\u{3099}ﾞ한雪ิ";
        assert!(parting.chars().all(parts_words));
        assert!(!others.chars().any(parts_words));
        for sign in (0..128).filter_map(char::from_u32) {
            assert_eq!(parts_words(sign), fold(&format!("a{sign}a")) == "a a");
        }
    }

    #[test]
    fn only_who_asks_for_hyphens_sees_them() {
        let text = "-Spider-Man: The Far--from-Home- 1–2 בית־ספר";
        assert_eq!(fold(text), "spider man the far from home 1 2 בית ספר");
        assert_eq!(
            fold_with_hyphens(text),
            "spider-man the far from-home 1 2 בית-ספר"
        );
    }

    #[test]
    fn a_folded_word_is_shown_as_people_write_it() {
        for (word, seen) in [
            ("Tolkien", "tolkien"),
            ("λόγος", "λογος"),
            ("שלום", "שלום"),
            ("한강", "한강"),
            ("பொன்னி", "பொன்னி"),
            ("が", "が"),
            ("م", "م"),
            ("", ""),
        ] {
            assert_eq!(shown(&fold(word)), seen, "{word}");
            assert_eq!(fold(seen), fold(word), "{word}");
        }
    }

    #[test]
    fn a_folded_text_folds_to_itself() {
        for text in [
            "L'Étranger, or: 한국 がっこう",
            "أَلْفُ ﬁ ŒŁ ß",
            "น้ำ เเม่ ൻ צה״ל",
        ] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
