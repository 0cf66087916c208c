//! The rules for usernames and emails, and the folded forms that keep both unique.
//!
//! A username holds no `@`, an email always does: the one field of the login screen takes either,
//! and nobody can choose a name that is somebody else's email.

use unicode_normalization::UnicodeNormalization;

use crate::{Error, Result};

const USERNAME_MOST: usize = 64;
const EMAIL_MOST: usize = 254; // RFC 5321, 4.5.3.1.3, less the angle brackets

/// What a person may call themselves here.
pub(super) struct Username {
    pub(super) shown: String,
    pub(super) folded: String,
}

impl Username {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let shown: String = text.nfkc().collect();
        let shown = shown.trim();
        let length = shown.chars().count();
        if length == 0 || length > USERNAME_MOST || shown.chars().any(|c| c == '@' || is_unseen(c))
        {
            return Err(Error::UsernameInvalid);
        }
        Ok(Self {
            shown: shown.to_owned(),
            folded: fold(shown),
        })
    }
}

/// An address of the form `name@place`. Nothing is ever sent to it.
pub(super) struct Email {
    pub(super) shown: String,
    pub(super) folded: String,
}

impl Email {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let shown: String = text.trim().nfc().collect();
        let folded = fold(&shown);
        let sound = shown.chars().count() <= EMAIL_MOST
            && !folded
                .chars()
                .chain(shown.chars())
                .any(|c| c.is_whitespace() || is_unseen(c))
            && folded.split_once('@').is_some_and(|(name, place)| {
                !name.is_empty()
                    && !place.contains('@')
                    && place.split('.').all(|label| !label.is_empty())
            });
        if sound {
            Ok(Self { shown, folded })
        } else {
            Err(Error::EmailInvalid)
        }
    }
}

/// What somebody typed to log in, folded as it was at sign-up.
pub(super) enum LoginName {
    Username(String),
    Email(String),
}

impl LoginName {
    pub(super) fn read(text: &str) -> Self {
        // Trimmed only now: the compatibility form of some signs begins with a space.
        let folded = fold(text.nfkc().collect::<String>().trim());
        if folded.contains('@') {
            Self::Email(folded)
        } else {
            Self::Username(folded)
        }
    }
}

/// Full case folding over compatibility forms. The standard library has no case folding; lower of
/// upper of lower does the same for every letter whose cases are one letter to another (ß = SS,
/// ς = σ, ﬁ = fi), and also holds the dotless ı equal to i, which is on the safe side here.
pub(super) fn fold(text: &str) -> String {
    let lowered = text.nfkc().flat_map(char::to_lowercase);
    lowered
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

/// Characters that are not seen, or that change how others are seen.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usernames_that_are_refused() {
        let long = "a".repeat(65);
        for text in [
            "",
            "   ",
            "\u{a0}",
            &long,
            "a@b",
            "a\u{ff20}b",
            "an\na",
            "an\0a",
            "an\u{202e}a",
            "an\u{200b}a",
            "an\u{200d}a",
            "an\u{ad}a",
            "an\u{feff}a",
            "\u{3164}",
            "a\u{fe0f}",
            "a\u{2066}b",
        ] {
            assert!(Username::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn usernames_that_are_taken_as_they_are() {
        for text in [
            "a",
            "Ana María",
            "Ħéłlo",
            "图书",
            "محمد",
            "Ω",
            "x.y-z_1",
            &"é".repeat(64),
        ] {
            assert_eq!(
                Username::parse(text).map(|n| n.shown).unwrap_or_default(),
                text
            );
        }
        assert_eq!(Username::parse(" ana ").unwrap().shown, "ana");
    }

    #[test]
    fn names_that_are_the_same_name() {
        for (one, other) in [
            ("Ana", "ANA"),
            ("straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("ﬁn", "FIN"),
            ("é", "E\u{301}"),
            ("Ａｎａ", "ana"),
            ("ŉ", "ʼN"),
            ("ǰ", "J\u{30c}"),
            ("ſ", "S"),
            ("Å", "\u{212b}"),
            ("ǅ", "ǆ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in [
            ("ana", "anna"),
            ("é", "e"),
            ("o", "0"),
            ("ø", "o"),
            ("а", "a"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn emails() {
        for text in [
            "a@b",
            "ana@example.org",
            "ANA+books@Example.ORG",
            "ü@köln.de",
            " ana@b.c\n",
        ] {
            assert!(Email::parse(text).is_ok(), "{text:?}");
        }
        let long = format!("{}@b", "a".repeat(253));
        for text in [
            "",
            "ana",
            "@",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b..c",
            "a@.b",
            "a@b.",
            "a\u{200b}@b",
            "a@b\nc",
            &long,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn a_login_name_folds_as_the_username_did(text in "\\PC{1,64}") {
            if let Ok(name) = Username::parse(&text) {
                for typed in [&text, &name.shown, &name.folded] {
                    let read = LoginName::read(typed);
                    prop_assert!(matches!(read, LoginName::Username(folded) if folded == name.folded));
                }
            }
        }

        #[test]
        fn a_login_name_folds_as_the_email_did(text in "\\PC{1,9}@\\PC{1,9}") {
            if let Ok(email) = Email::parse(&text) {
                for typed in [&text, &email.shown, &email.folded] {
                    let read = LoginName::read(typed);
                    prop_assert!(matches!(read, LoginName::Email(folded) if folded == email.folded));
                }
            }
        }
    }
}
