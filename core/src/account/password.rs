//! Passwords: which are good enough, and what is made of them.
//!
//! No composition rules, no expiry, no hints. A password is never trimmed or cut.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::Hkdf;
use serde::Serialize;
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::{secret::Key, slot::Damaged};
use crate::{Error, Result};

const SHORTEST: usize = 10;
const LONGEST: usize = 256;
const ENOUGH: u8 = 4; // of zxcvbn's 0 to 4: about 10^10 guesses

/// What one guess at a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl KdfCost {
    /// The cost that new slots get: 64 MiB, three passes.
    pub const fn standard() -> Self {
        Self {
            memory_kib: 65_536,
            passes: 3,
            lanes: 1,
        }
    }

    /// The least that a reader accepts, so that tests need not wait.
    #[cfg(any(test, feature = "test-kit"))]
    pub const fn cheap_for_tests() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }

    /// Takes parameters out of a file. The limits stop a hostile one from asking for terabytes.
    pub(super) fn read(
        memory_kib: i64,
        passes: i64,
        lanes: i64,
    ) -> std::result::Result<Self, Damaged> {
        let within = |value: i64, least: u32, most: u32| {
            u32::try_from(value)
                .ok()
                .filter(|value| (least..=most).contains(value))
                .ok_or(Damaged)
        };
        Ok(Self {
            memory_kib: within(memory_kib, 19_456, 1_048_576)?,
            passes: within(passes, 2, 16)?,
            lanes: within(lanes, 1, 4)?,
        })
    }

    /// Whether a slot of this cost should be rewritten at `current`.
    pub(super) fn is_weaker_than(self, current: Self) -> bool {
        self.memory_kib < current.memory_kib || self.passes < current.passes
    }
}

/// How good a password is, for the person choosing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PasswordStrength {
    /// 0 (guessed at once) to 4.
    pub score: u8,
    /// Whether sign-up would take it.
    pub accepted: bool,
    /// In characters.
    pub length: u32,
    /// What is weak about it, from the fixed list of [`PasswordStrength::WARNINGS`]; empty when nothing is.
    pub warning: String,
}

impl PasswordStrength {
    /// Every warning there is; the sentences are in the message catalogue.
    pub const WARNINGS: [&str; 15] = [
        "too_short",
        "too_long",
        "easy_to_guess",
        "keyboard_row",
        "keyboard_pattern",
        "repeated_character",
        "repeated_part",
        "common",
        "similar_to_common",
        "sequence",
        "year",
        "single_word",
        "date",
        "name",
        "contains_own",
    ];
}

/// Judges a password as sign-up will.
pub fn password_strength(password: &str, username: &str, email: &str) -> PasswordStrength {
    let password = normal(password);
    let length = password.chars().count();
    let folded_name = username.to_lowercase();
    let folded_email = email.to_lowercase();
    let mut own: Vec<&str> = vec!["bookly", "library", &folded_name, &folded_email];
    own.extend(folded_email.split(['@', '.', '+', '-', '_']));
    own.extend(folded_name.split_whitespace());
    own.retain(|word| word.chars().count() > 1);
    let entropy = zxcvbn::zxcvbn(&password, &own);
    let score = u8::from(entropy.score());
    let warning = if length < SHORTEST {
        "too_short"
    } else if length > LONGEST {
        "too_long"
    } else if score >= ENOUGH {
        ""
    } else {
        entropy
            .feedback()
            .and_then(zxcvbn::feedback::Feedback::warning)
            .map_or_else(
                || {
                    if holds_one_of(&password, &own) {
                        "contains_own"
                    } else {
                        "easy_to_guess"
                    }
                },
                warning_word,
            )
    };
    PasswordStrength {
        score,
        accepted: warning.is_empty(),
        length: u32::try_from(length).unwrap_or(u32::MAX),
        warning: warning.to_owned(),
    }
}

/// Refuses what sign-up must not take.
pub(super) fn check(password: &str, username: &str, email: &str) -> Result<()> {
    let length = normal(password).chars().count();
    if length < SHORTEST {
        Err(Error::PasswordTooShort)
    } else if length > LONGEST {
        Err(Error::PasswordTooLong)
    } else if password_strength(password, username, email).accepted {
        Ok(())
    } else {
        Err(Error::PasswordWeak)
    }
}

fn holds_one_of(password: &str, words: &[&str]) -> bool {
    let lowered = Zeroizing::new(password.to_lowercase());
    words
        .iter()
        .any(|word| word.chars().count() > 2 && lowered.contains(word))
}

fn warning_word(warning: zxcvbn::feedback::Warning) -> &'static str {
    use zxcvbn::feedback::Warning as W;
    match warning {
        W::StraightRowsOfKeysAreEasyToGuess => "keyboard_row",
        W::ShortKeyboardPatternsAreEasyToGuess => "keyboard_pattern",
        W::RepeatsLikeAaaAreEasyToGuess => "repeated_character",
        W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "repeated_part",
        W::ThisIsATop10Password | W::ThisIsATop100Password | W::ThisIsACommonPassword => "common",
        W::ThisIsSimilarToACommonlyUsedPassword => "similar_to_common",
        W::SequencesLikeAbcAreEasyToGuess => "sequence",
        W::RecentYearsAreEasyToGuess => "year",
        W::AWordByItselfIsEasyToGuess => "single_word",
        W::DatesAreOftenEasyToGuess => "date",
        W::NamesAndSurnamesByThemselvesAreEasyToGuess | W::CommonNamesAndSurnamesAreEasyToGuess => {
            "name"
        }
    }
}

/// What a password gives: proof that it is the right one, and the key that opens its slot.
pub(super) struct PasswordKeys {
    pub(super) verifier: [u8; 32],
    pub(super) kek: Key,
}

/// One Argon2id run. Slow on purpose: never call it on a thread that others wait for.
pub(super) fn derive(password: &str, salt: &[u8], cost: KdfCost) -> Result<PasswordKeys> {
    let failed = || Error::Internal("password hashing failed");
    let params =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| failed())?;
    // The crate frees its own work memory unwiped, so it gets ours.
    let mut memory = vec![Block::default(); params.block_count()];
    let mut root = Key::zero();
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            normal(password).as_bytes(),
            salt,
            root.bytes_mut(),
            &mut memory,
        );
    memory.iter_mut().for_each(Zeroize::zeroize);
    hashed.map_err(|_| failed())?;
    let hkdf = Hkdf::<Sha256>::from_prk(root.bytes()).map_err(|_| failed())?;
    let mut keys = PasswordKeys {
        verifier: [0; 32],
        kek: Key::zero(),
    };
    hkdf.expand(b"bookly/v1/pw-verifier", &mut keys.verifier)
        .map_err(|_| failed())?;
    hkdf.expand(b"bookly/v1/pw-kek", keys.kek.bytes_mut())
        .map_err(|_| failed())?;
    Ok(keys)
}

/// Both spellings of é are one password. Sized first, so that growing leaves no copies behind.
fn normal(password: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(password.len().saturating_mul(3)));
    text.extend(password.nfc());
    text
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::*;

    const TINY: KdfCost = KdfCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    /// Source: the reference implementation's own test, `phc-winner-argon2/src/test.c`.
    #[test]
    fn a01_the_hash_is_argon2id_of_version_19() {
        let params = Params::new(65_536, 2, 1, Some(32)).unwrap();
        let mut out = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(b"password", b"somesalt", &mut out)
            .unwrap();
        assert_eq!(
            HEXLOWER.encode(&out),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
        );
    }

    /// Worked out apart from this code: Argon2id by the reference tool, HKDF-Expand by hand.
    #[test]
    fn a01_verifier_and_key_keep_their_labels() {
        let keys = derive(
            "password",
            b"somesalt",
            KdfCost {
                memory_kib: 65_536,
                passes: 2,
                lanes: 1,
            },
        )
        .unwrap();
        assert_eq!(
            HEXLOWER.encode(&keys.verifier),
            "667128a83a62b6798d50f98a8c4055d59271b6bab0521856a4fd0c91f2780cb1"
        );
        assert_eq!(
            HEXLOWER.encode(keys.kek.bytes()),
            "d1de343701998727fdbee9e7b82b6aec8fe490996ab6dfb618e2a3140e0ce252"
        );
    }

    #[test]
    fn a05_good_passwords_pass() {
        for password in [
            "kT9#vQ2mXz7!",
            "w8Zr4Lq0TnBx",
            "correct-horse-battery-staple-onward",
            "gravel oboe tundra pickle",
            "ein langer Satz über Möwen",
            "図書館の静かな午後にて",
        ] {
            let strength = password_strength(password, "ana", "ana@example.org");
            assert!(strength.accepted, "{password}: {strength:?}");
            assert!(check(password, "ana", "ana@example.org").is_ok());
        }
    }

    #[test]
    fn a05_bad_passwords_fail_with_a_reason() {
        for password in [
            "Password123!",
            "qwertyuiop12",
            "bookly2026bookly",
            "margarethe123",
            "margarethe@example.org",
            "aaaaaaaaaaaaaaa",
            "short",
            "library-library",
        ] {
            let strength = password_strength(password, "Margarethe", "margarethe@example.org");
            assert!(!strength.accepted, "{password}: {strength:?}");
            assert!(
                PasswordStrength::WARNINGS.contains(&strength.warning.as_str()),
                "{password}: {strength:?}"
            );
            assert!(check(password, "Margarethe", "margarethe@example.org").is_err());
        }
    }

    #[test]
    fn a05_length_counts_characters_and_nothing_is_cut() {
        let good = "gravel oboe tundra pickle ".repeat(10);
        let most: String = good.chars().take(256).collect();
        assert!(check(&most, "", "").is_ok());
        assert!(matches!(
            check(&format!("{most}x"), "", ""),
            Err(Error::PasswordTooLong)
        ));
        assert!(matches!(
            check("kT9#vQ2mX", "", ""),
            Err(Error::PasswordTooShort)
        ));
        assert_eq!(password_strength("é\u{301}ééééééééé", "", "").length, 11); // characters, not bytes
    }

    #[test]
    fn a03_every_character_of_a_password_counts() {
        let long = "x".repeat(255);
        let passwords = [
            long.clone(),
            format!("{long}y"),
            format!("{long}z"),
            "a\0bcdefghij".into(),
            "a".into(),
            "secret word".into(),
            "secret word ".into(),
            "ﬁ".into(),
            "fi".into(),
        ];
        let mut seen = std::collections::HashSet::new();
        for password in &passwords {
            assert!(
                seen.insert(derive(password, &[1; 16], TINY).unwrap().verifier),
                "{password:?}"
            );
        }
    }

    #[test]
    fn a04_both_spellings_of_a_letter_are_one_password() {
        for (one, other) in [
            ("é", "e\u{301}"),
            ("한", "\u{1112}\u{1161}\u{11ab}"),
            ("Ω", "\u{2126}"),
        ] {
            let hash = |text| derive(text, &[1; 16], TINY).unwrap().verifier;
            assert_eq!(hash(one), hash(other));
        }
    }

    #[test]
    fn a08_hostile_parameters_are_refused_unread() {
        for (m, t, p) in [
            (0, 3, 1),
            (7, 3, 1),
            (19_455, 3, 1),
            (1 << 22, 3, 1),
            (0xFFFF_FFFF, 3, 1),
            (i64::MAX, 3, 1),
            (-65_536, 3, 1),
            (65_536, 0, 1),
            (65_536, 1, 1),
            (65_536, 17, 1),
            (65_536, 0xFFFF_FFFF, 1),
            (65_536, 3, 0),
            (65_536, 3, 5),
            (65_536, 3, 1 << 24),
        ] {
            assert!(KdfCost::read(m, t, p).is_err(), "{m} {t} {p}");
        }
        assert_eq!(KdfCost::read(65_536, 3, 1).ok(), Some(KdfCost::standard()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn judging_never_fails(password in "\\PC{0,300}", name in "\\PC{0,70}", email in "\\PC{0,70}") {
            let strength = password_strength(&password, &name, &email);
            prop_assert!(strength.score <= 4);
            prop_assert_eq!(strength.accepted, strength.warning.is_empty());
        }
    }
}
