//! Makes texts comparable: two texts that a person would call the same word fold to the same letters.
//!
//! It decides nothing about words or ranking, and it never changes what is stored or shown.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// A text without case, accents and punctuation.
///
/// Words are parted by one space, with none at the ends. An apostrophe between two letters stays
/// as `'`, because who reads the result must know that `l'or` is both one word and two. Hangul
/// comes out as single letters (jamo), so that a syllable still being typed is a prefix already.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = Folded {
        out: String::with_capacity(text.len()),
        gap: Gap::None,
    };
    if text.is_ascii() {
        for letter in text.chars() {
            folded.add(letter.to_ascii_lowercase());
        }
    } else {
        for letter in text.nfkd().flat_map(char::to_lowercase) {
            folded.add(letter);
        }
    }
    folded.out
}

/// What stood between the last letter and the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Apostrophe,
    Space,
}

struct Folded {
    out: String,
    gap: Gap,
}

impl Folded {
    /// Takes the next letter, decomposed and in lower case.
    fn add(&mut self, letter: char) {
        match letter {
            'a'..='z' | '0'..='9' => self.letter(letter),
            '\'' | '`' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2b9}'..='\u{2bd}' => {
                self.gap = match self.gap {
                    Gap::None => Gap::Apostrophe,
                    Gap::Apostrophe | Gap::Space => Gap::Space,
                };
            }
            _ if letter.is_ascii() => self.gap = Gap::Space,
            _ if is_dropped(letter) => {}
            '\u{3099}' | '\u{309a}' => self.voice(letter),
            'ß' => self.letters("ss"),
            'æ' => self.letters("ae"),
            'œ' => self.letters("oe"),
            'þ' => self.letters("th"),
            'ĳ' => self.letters("ij"),
            _ => {
                let plain = plain(letter);
                if plain.is_alphanumeric() || is_combining_mark(plain) {
                    self.letter(plain);
                } else {
                    self.gap = Gap::Space;
                }
            }
        }
    }

    fn letter(&mut self, letter: char) {
        if !self.out.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Apostrophe => self.out.push('\''),
                Gap::Space => self.out.push(' '),
            }
        }
        self.gap = Gap::None;
        self.out.push(letter);
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
}

/// Marks and invisible signs that no one types when looking for a word.
///
/// Vowel signs of Indian and South-East Asian scripts are not among them: there they are letters.
fn is_dropped(letter: char) -> bool {
    matches!(letter,
        // Accents of any script.
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Cyrillic titlo, Hebrew points and geresh, Arabic vowels and tatweel, Syriac points.
        | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{5f3}'..='\u{5f4}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}'
        // The dot below of Indian scripts, which marks borrowed sounds.
        | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{cbc}'
        // Soft hyphen, joiners, direction and variation signs.
        | '\u{ad}' | '\u{180b}'..='\u{180e}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}'
        // The dot between the parts of a foreign name in Japanese.
        | '\u{30fb}')
}

/// Letters that Unicode does not take apart but readers do, and digits of other scripts.
fn plain(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' | 'ɖ' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ŧ' => 't',
        'ŋ' => 'n',
        'ƶ' => 'z',
        'ς' => 'σ',
        'ə' => 'e',
        // Persian and Urdu keys type other letters for the same sounds.
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        '\u{660}'..='\u{669}' => digit(letter, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(letter, 0x6f0),
        '\u{966}'..='\u{96f}' => digit(letter, 0x966),
        _ => letter,
    }
}

/// Whether a sign parts the words beside it, as a space does.
pub(crate) fn parts_words(sign: char) -> bool {
    if sign.is_ascii() {
        return !sign.is_ascii_alphanumeric() && !matches!(sign, '\'' | '`');
    }
    fold(&format!("a{sign}a")) == "a a"
}

fn digit(letter: char, zero: u32) -> char {
    char::from_digit(u32::from(letter).wrapping_sub(zero), 10).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("שָׁלוֹם צה״ל", "שלום צהל"),
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
            ("한", "\u{1112}\u{1161}\u{11ab}"),
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
    fn a_folded_text_folds_to_itself() {
        for text in ["L'Étranger, or: 한국 がっこう", "أَلْفُ ﬁ ŒŁ ß"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
