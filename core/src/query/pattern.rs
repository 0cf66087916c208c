//! Regular expressions as a person writes them between slashes.

use regex::{Regex, RegexBuilder};

/// The memory one pattern may take; `(a{999}){999}` would take more than there is.
const SIZE: usize = 1 << 20;

/// A regular expression that does not mind case.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// Reads an expression; a failure says in a few words why it is none.
    pub fn new(source: &str) -> Result<Self, String> {
        RegexBuilder::new(source)
            .case_insensitive(true)
            .size_limit(SIZE)
            .dfa_size_limit(SIZE)
            .build()
            .map(|regex| Self { regex })
            .map_err(|error| reason(&error))
    }

    /// Whether some part of the text fits.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// What was written.
    pub fn source(&self) -> &str {
        self.regex.as_str()
    }
}

/// The parser of expressions answers with a drawing of several lines; its last one is the reason.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::Syntax(drawing) => {
            let last = drawing.lines().last().unwrap_or_default();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
        _ => "it is too large".to_owned(),
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_does_not_mind_case() {
        let dune = Pattern::new("^d[uü]ne$").unwrap();
        assert!(dune.is_match("DÜNE") && dune.is_match("Dune") && !dune.is_match("Dunes"));
        assert_eq!(dune.source(), "^d[uü]ne$");
        assert_eq!(dune, Pattern::new("^d[uü]ne$").unwrap());
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        for (source, why) in [
            ("(", "unclosed group"),
            ("[a", "unclosed character class"),
            ("*a", "repetition operator missing expression"),
            (r"(a)\1", "backreferences are not supported"),
            (
                "(?<=a)b",
                "look-around, including look-ahead and look-behind, is not supported",
            ),
            ("((a{99}){99}){99}", "it is too large"),
        ] {
            assert_eq!(Pattern::new(source).unwrap_err(), why, "{source}");
        }
    }
}
