//! The recovery code: 152 random bits on paper that open the library without the password.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{
    secret::{Key, Secret, random},
    slot::strong_kek,
};
use crate::{Error, Result};

/// Crockford's base 32: no I, L, O or U. Source: <https://www.crockford.com/base32.html>
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: usize = 19;
const GROUP: usize = 4;

/// A recovery code. It is shown once and kept nowhere.
pub struct RecoveryCode([u8; RANDOM]);

impl RecoveryCode {
    pub(super) fn generate() -> Result<Self> {
        random().map(Self)
    }

    /// Reads a code as people write it: case, spaces and hyphens do not matter, nor O for 0 and
    /// I or L for 1. A typing error shows in the check byte before any key is derived.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(RANDOM + 1));
        let (mut letters, mut bits) = (0, 0_u64);
        for letter in letters_of(text) {
            let value = LETTERS
                .iter()
                .position(|known| char::from(*known) == letter)?;
            bits = bits << 5 | u64::try_from(value).ok()?;
            letters += 1;
            if letters % 8 == 0 {
                let [_, _, _, eight @ ..] = bits.to_be_bytes();
                bytes.extend(eight);
                bits = 0;
            }
            if letters > 32 {
                return None;
            }
        }
        let (random, check) = bytes.split_first_chunk::<RANDOM>()?;
        (letters == 32 && check == [check_byte(random)]).then(|| Self(*random))
    }

    /// The code as it is shown: 8 groups of 4, joined by hyphens.
    pub fn text(&self) -> Secret {
        let mut bytes = Zeroizing::new(Vec::with_capacity(RANDOM + 1));
        bytes.extend(self.0);
        bytes.push(check_byte(&self.0));
        let mut text = String::with_capacity(39);
        for five in bytes.chunks(5) {
            let bits = five
                .iter()
                .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for place in (0..8).rev() {
                if text.len() % (GROUP + 1) == GROUP {
                    text.push('-');
                }
                let value = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
                text.extend(LETTERS.get(value).map(|letter| char::from(*letter)));
            }
        }
        Secret::from(text)
    }

    /// The group that a person types back.
    pub(super) fn last_group(&self) -> Secret {
        Secret::from(
            self.text()
                .expose()
                .rsplit('-')
                .next()
                .unwrap_or_default()
                .to_owned(),
        )
    }

    pub(super) fn kek(&self, salt: &[u8]) -> Result<Key> {
        strong_kek(&self.0, salt, b"bookly/v1/rc-kek")
    }
}

impl Drop for RecoveryCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Whether somebody typed the last group of the code they were shown.
pub(super) fn check_group(typed: &str, shown: &Secret) -> Result<()> {
    let typed = Secret::from(letters_of(typed).collect::<String>());
    if typed.equals(shown) {
        Ok(())
    } else {
        Err(Error::RecoveryGroupWrong)
    }
}

fn letters_of(text: &str) -> impl Iterator<Item = char> {
    let written = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    written.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    })
}

fn check_byte(random: &[u8; RANDOM]) -> u8 {
    Sha256::digest(random).first().copied().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "codes are ASCII")]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<[u8; RANDOM]> {
        RecoveryCode::parse(text).map(|code| code.0)
    }

    /// Worked out apart from this code, with Python's base64 module and its own SHA-256.
    #[test]
    fn a_code_is_written_as_crockford_wrote_it() {
        let mut bytes = [0; RANDOM];
        for (n, byte) in (0..).zip(&mut bytes) {
            *byte = n * 13;
        }
        let code = RecoveryCode(bytes);
        assert_eq!(
            code.text().expose(),
            "006H-M9SM-8575-PT3N-GA7S-SADP-RF8D-VTP6"
        );
        assert_eq!(code.last_group().expose(), "VTP6");
    }

    #[test]
    fn a10_a_code_is_read_however_it_is_written() {
        for _ in 0..200 {
            let code = RecoveryCode::generate().unwrap();
            let text = code.text().expose().to_owned();
            for written in [
                text.clone(),
                text.to_lowercase(),
                text.replace('-', ""),
                text.replace('-', " "),
                text.replace('-', "\u{2011}"),
                text.replace('0', "O").replace('1', "l"),
                text.replace('0', "o").replace('1', "I"),
                format!("  {text}\n"),
            ] {
                assert_eq!(read(&written), Some(code.0), "{written}");
            }
        }
    }

    #[test]
    fn a10_typing_errors_are_seen_before_a_key_is_derived() {
        let (mut typos, mut seen) = (0, 0);
        for _ in 0..20 {
            let code = RecoveryCode::generate().unwrap();
            let letters: Vec<char> = code.text().expose().replace('-', "").chars().collect();
            let mut wrong: Vec<Vec<char>> = Vec::new();
            for place in 0..letters.len() {
                for letter in LETTERS
                    .iter()
                    .map(|l| char::from(*l))
                    .filter(|l| *l != letters[place])
                {
                    let mut typo = letters.clone();
                    typo[place] = letter;
                    wrong.push(typo);
                }
                if place > 0 && letters[place] != letters[place - 1] {
                    let mut swapped = letters.clone();
                    swapped.swap(place, place - 1);
                    wrong.push(swapped);
                }
            }
            typos += wrong.len();
            seen += wrong
                .iter()
                .filter(|typo| read(&typo.iter().collect::<String>()).is_none())
                .count();
        }
        assert!(seen * 100 >= typos * 99, "{seen} of {typos}");
    }

    #[test]
    fn what_is_no_code_is_no_code() {
        let text = RecoveryCode::generate().unwrap().text().expose().to_owned();
        for wrong in [
            String::new(),
            "-".into(),
            format!("{text}0"),
            format!("{text}-{text}"),
            text[1..].to_owned(),
            format!("U{}", &text[1..]),
            format!("é{}", &text[1..]),
            "0".repeat(1 << 20),
        ] {
            assert!(read(&wrong).is_none());
        }
    }

    #[test]
    fn the_last_group_may_be_typed_in_any_case() {
        let code = RecoveryCode::generate().unwrap();
        let group = code.last_group();
        assert!(check_group(&format!(" {} ", group.expose().to_lowercase()), &group).is_ok());
        for wrong in ["", "----", &group.expose()[1..], code.text().expose()] {
            assert!(matches!(
                check_group(wrong, &group),
                Err(Error::RecoveryGroupWrong)
            ));
        }
    }
}
