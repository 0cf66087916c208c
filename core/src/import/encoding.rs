//! The bytes of a file as text. A mark at its beginning decides for UTF-16; everything else is read as UTF-8, and what
//! is not UTF-8 in it as Windows-1252, byte by byte: one damaged cell must not garble a whole file, and an old file needs
//! no guess about all of it.

use std::{
    borrow::Cow,
    io::{ErrorKind, Read, Result},
};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

const CHUNK: usize = 64 * 1024;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; rows with a note hold bytes that were read as Windows-1252.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// A reader that gives bytes in which ASCII is ASCII, in pieces of bounded size.
pub(super) struct Text<R> {
    inner: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    chunk: Vec<u8>,
    /// How much of `chunk` is still to be given.
    waiting: usize,
}

impl<R: Read> Text<R> {
    /// Reads the first piece, to see what the file is written in.
    pub(super) fn open(inner: R) -> Result<Self> {
        let mut text = Self {
            inner,
            encoding: Encoding::Utf8,
            decoder: None,
            chunk: vec![0; CHUNK],
            waiting: 0,
        };
        while text.waiting < 4 && text.fill()? {}
        let start = text.chunk.get(..text.waiting).unwrap_or_default();
        let (encoding, mark) = match start {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            // A header begins with two ASCII letters, also where the mark was lost.
            [1..=u8::MAX, 0, 1..=u8::MAX, 0, ..] => (Encoding::Utf16Le, 0),
            [0, 1..=u8::MAX, 0, 1..=u8::MAX, ..] => (Encoding::Utf16Be, 0),
            _ => (Encoding::Utf8, 0),
        };
        text.chunk.copy_within(mark..text.waiting, 0);
        text.waiting -= mark;
        text.encoding = encoding;
        text.decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        };
        Ok(text)
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Adds the next piece to `into`. False at the end of the file.
    pub(super) fn more(&mut self, into: &mut Vec<u8>) -> Result<bool> {
        if self.waiting == 0 && !self.fill()? {
            return Ok(self
                .decoder
                .take()
                .is_some_and(|decoder| decode(decoder, &[], true, into).1));
        }
        let bytes = self.chunk.get(..self.waiting).unwrap_or_default();
        match self.decoder.take() {
            Some(decoder) => self.decoder = Some(decode(decoder, bytes, false, into).0),
            None => into.extend_from_slice(bytes),
        }
        self.waiting = 0;
        Ok(true)
    }

    /// One read behind what is waiting. False at the end.
    fn fill(&mut self) -> Result<bool> {
        let Some(space) = self.chunk.get_mut(self.waiting..) else {
            return Ok(false);
        };
        loop {
            match self.inner.read(space) {
                Ok(count) => {
                    self.waiting += count.min(space.len());
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Decodes all of `bytes`; what is no character becomes U+FFFD. Tells whether anything was written.
fn decode(
    mut decoder: Decoder,
    mut bytes: &[u8],
    last: bool,
    into: &mut Vec<u8>,
) -> (Decoder, bool) {
    let start = into.len();
    loop {
        let from = into.len();
        into.resize(
            from + decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(CHUNK),
            0,
        );
        let space = into.get_mut(from..).unwrap_or_default();
        let (result, read, written, _) = decoder.decode_to_utf8(bytes, space, last);
        into.truncate(from + written);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            let wrote = into.len() > start;
            return (decoder, wrote);
        }
    }
}

/// What had to be done to make text of some bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Repairs {
    /// Bytes that are not UTF-8 were read as Windows-1252.
    pub(super) old_encoding: bool,
    /// Control characters were dropped.
    pub(super) controls_dropped: bool,
    /// Something in it could not be read by anybody.
    pub(super) unreadable: bool,
}

/// True when the text needs nothing from [`push_text`].
pub(super) fn is_clean(text: &str) -> bool {
    let is_control = |b: u8| (b < b' ' && b != b'\t' && b != b'\n') || b == 0x7F;
    // Not `any`: without a way out in between, many bytes are looked at in one step.
    !text.bytes().fold(false, |found, b| found | is_control(b)) && !text.contains('\u{fffd}')
}

/// Adds these bytes as text: line ends as `\n`, no other control characters than tabs.
pub(super) fn push_text(text: &mut String, bytes: &[u8], repairs: &mut Repairs) {
    for chunk in bytes.utf8_chunks() {
        push_clean(text, chunk.valid(), repairs);
        if !chunk.invalid().is_empty() {
            repairs.old_encoding = true;
            let (old, _): (Cow<str>, bool) =
                WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
            text.push_str(&old);
        }
    }
}

fn push_clean(text: &mut String, piece: &str, repairs: &mut Repairs) {
    let mut chars = piece.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\t' | '\n' => text.push(c),
            '\0'..=' ' | '\x7F' if c != ' ' => repairs.controls_dropped = true,
            _ => {
                repairs.unreadable |= c == '\u{fffd}';
                text.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> (Encoding, Vec<u8>) {
        let mut text = Text::open(bytes).unwrap();
        let mut out = Vec::new();
        while text.more(&mut out).unwrap() {}
        (text.encoding(), out)
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn the_beginning_tells_the_encoding() {
        let text = "Title,é谷😀\n";
        assert_eq!(all(text.as_bytes()), (Encoding::Utf8, text.into()));
        assert_eq!(
            all(format!("\u{feff}{text}").as_bytes()),
            (Encoding::Utf8, text.into())
        );
        for marked in [format!("\u{feff}{text}"), text.to_owned()] {
            assert_eq!(
                all(&utf16(&marked, u16::to_le_bytes)),
                (Encoding::Utf16Le, text.into())
            );
            assert_eq!(
                all(&utf16(&marked, u16::to_be_bytes)),
                (Encoding::Utf16Be, text.into())
            );
        }
        for bytes in [&b""[..], b"a", b"\xFF", b"\0\0\0\0"] {
            assert_eq!(all(bytes), (Encoding::Utf8, bytes.into()));
        }
    }

    #[test]
    fn half_a_character_at_the_end_is_seen() {
        let (_, out) = all(b"\xFF\xFEA\0B");
        assert_eq!(out, "A\u{fffd}".as_bytes());
        let long = utf16(
            &format!("\u{feff}{}", "é😀".repeat(100_000)),
            u16::to_le_bytes,
        );
        assert_eq!(
            String::from_utf8(all(&long).1).unwrap().chars().count(),
            200_000
        );
    }

    #[test]
    fn bytes_become_clean_text() {
        let cases: [(&[u8], &str, [bool; 3]); 7] = [
            (b"plain\tand\nlines", "plain\tand\nlines", [false; 3]),
            (b"a\r\nb\rc\n", "a\nb\nc\n", [false; 3]),
            (
                b"caf\xE9 \x80 \x93x\x94",
                "café € “x”",
                [true, false, false],
            ),
            (b"caf\xC3\xA9 caf\xE9", "café café", [true, false, false]),
            (b"a\0b\x07\x7F", "ab", [false, true, false]),
            ("a\u{fffd}".as_bytes(), "a\u{fffd}", [false, false, true]),
            (b"\xE8\xB0", "è°", [true, false, false]),
        ];
        for (bytes, expected, [old, controls, unreadable]) in cases {
            let (mut text, mut repairs) = (String::new(), Repairs::default());
            push_text(&mut text, bytes, &mut repairs);
            assert_eq!(text, expected);
            let wanted = Repairs {
                old_encoding: old,
                controls_dropped: controls,
                unreadable,
            };
            assert_eq!(repairs, wanted);
        }
    }
}
