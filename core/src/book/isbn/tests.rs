use proptest::prelude::*;

use super::*;

#[test]
fn an_isbn_is_read_in_any_form() {
    for (text, isbn13) in [
        ("9780306406157", "9780306406157"),
        ("978-0-306-40615-7", "9780306406157"),
        ("978 0 306 40615 7", "9780306406157"),
        ("978.0.306.40615.7", "9780306406157"),
        ("978–0–306–40615–7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("0306406152", "9780306406157"),
        ("=\"0306406152\"", "9780306406157"),
        ("ISBN: 0306406152", "9780306406157"),
        ("ISBN 0306406152", "9780306406157"),
        ("isbn10:0306406152", "9780306406157"),
        ("ISBN-13: 978-0-306-40615-7", "9780306406157"),
        ("ISBN 10 0306406152", "9780306406157"),
        ("ISBN-10 0-306-40615-2 (pbk.)", "9780306406157"),
        ("urn:isbn:9780306406157", "9780306406157"),
        ("0306406152 (pbk. : alk. paper)", "9780306406157"),
        ("[hardcover] 0306406152", "9780306406157"),
        ("(0306406152)", "9780306406157"),
        ("９７８０３０６４０６１５７", "9780306406157"),
        ("٩٧٨٠٣٠٦٤٠٦١٥٧", "9780306406157"),
        ("\u{feff}9780306406157\u{200e}", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("0-8044-2957-x", "9780804429573"),
        ("０８０４４２９５７Ｘ", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
        ("979-8-88645-174-0", "9798886451740"),
    ] {
        let isbn = Isbn::parse(text).map(|isbn| isbn.isbn13());
        assert_eq!(isbn.as_deref(), Ok(isbn13), "{text}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let fixed = |fixed: &str| IsbnProblem::CheckDigit {
        fixed: fixed.to_owned(),
    };
    for (text, problem) in [
        ("", IsbnProblem::Empty),
        ("=\"\"", IsbnProblem::Empty),
        (" - ", IsbnProblem::Empty),
        ("ISBN", IsbnProblem::Empty),
        ("978030640615", IsbnProblem::Length),
        ("123", IsbnProblem::Length),
        ("123456780", IsbnProblem::Length), // with a zero it would not fit either
        ("12345678901234567890123456789", IsbnProblem::Length),
        ("none", IsbnProblem::Character),
        ("B00ABC1234", IsbnProblem::Character),
        ("9.78E+12", IsbnProblem::Character),
        ("X306406152", IsbnProblem::Character),
        ("978030640615X", IsbnProblem::Character),
        ("4006381333931", IsbnProblem::Character), // a pencil
        ("9790060115615", IsbnProblem::Character), // printed music
        ("9780306406158", fixed("978-0-306-40615-7")),
        ("0-306-40615-3", fixed("0-306-40615-2")),
        ("0804429570", fixed("0-8044-2957-X")),
    ] {
        assert_eq!(Isbn::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn a_lost_zero_is_put_back_and_told() {
    let reading = Isbn::read("306406152").unwrap();
    assert!(reading.zero_added && reading.ten);
    assert_eq!(reading.isbn.isbn13(), "9780306406157");
    assert!(Isbn::read("80442957X").unwrap().zero_added);
    assert!(!Isbn::read("0306406152").unwrap().zero_added);
}

#[test]
fn the_add_on_of_a_scanner_is_split_off() {
    for text in [
        "9780306406157 51299",
        "978-0-306-40615-7-51299",
        "978030640615751299",
        "978030640615712",
    ] {
        assert_eq!(Isbn::parse(text).unwrap().isbn13(), "9780306406157");
    }
    assert_eq!(Isbn::parse("97803064061571"), Err(IsbnProblem::Length));
    assert_eq!(Isbn::parse("97803064061571X"), Err(IsbnProblem::Character));
}

#[test]
fn hyphens_follow_the_range_table() {
    for (digits, shown, ten, agency) in [
        (
            "9780306406157",
            "978-0-306-40615-7",
            Some("0-306-40615-2"),
            "English language",
        ),
        (
            "9780804429573",
            "978-0-8044-2957-3",
            Some("0-8044-2957-X"),
            "English language",
        ),
        (
            "9782070368228",
            "978-2-07-036822-8",
            Some("2-07-036822-X"),
            "French language",
        ),
        (
            "9783161484100",
            "978-3-16-148410-0",
            Some("3-16-148410-X"),
            "German language",
        ),
        (
            "9784101010014",
            "978-4-10-101001-4",
            Some("4-10-101001-3"),
            "Japan",
        ),
        (
            "9788535902778",
            "978-85-359-0277-8",
            Some("85-359-0277-5"),
            "Brazil",
        ),
        ("9791090636071", "979-10-90636-07-1", None, "France"),
        ("9798886451740", "979-8-88645-174-0", None, "United States"),
        ("9786600000008", "9786600000008", Some("6600000007"), ""),
    ] {
        let isbn = Isbn::parse(digits).unwrap();
        assert_eq!(isbn.hyphenated(), shown);
        assert_eq!(isbn.hyphenated_as_ten().as_deref(), ten);
        assert_eq!(isbn.agency(), agency);
    }
}

#[test]
fn the_door_is_told_in_words() {
    let good = IsbnCheck::of("0306406152");
    assert!(good.valid);
    assert_eq!(
        (good.isbn13.as_str(), good.problem),
        ("9780306406157", IsbnFault::None)
    );
    let bad = IsbnCheck::of("0306406153");
    assert!(!bad.valid);
    assert_eq!(
        (bad.problem, bad.fixed.as_str()),
        (IsbnFault::CheckDigit, "0-306-40615-2")
    );
    assert_eq!(IsbnCheck::of("").problem, IsbnFault::Empty);
    assert_eq!(IsbnCheck::of("12").problem, IsbnFault::Length);
    assert_eq!(IsbnCheck::of("?").problem, IsbnFault::Character);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        let _ = IsbnCheck::of(&text);
    }

    #[test]
    fn every_form_leads_to_the_same_number(body in "978[0-9]{9}") {
        let twelve: Vec<u8> = body.bytes().map(|b| b - b'0').collect();
        let isbn = Isbn::with_check_digit(&twelve).unwrap();
        prop_assert_eq!(Isbn::parse(&isbn.isbn13()), Ok(isbn));
        prop_assert_eq!(Isbn::parse(&isbn.isbn10().unwrap()), Ok(isbn));
        prop_assert_eq!(Isbn::parse(&isbn.hyphenated()), Ok(isbn));
        prop_assert_eq!(Isbn::parse(&isbn.hyphenated_as_ten().unwrap()), Ok(isbn));
        prop_assert_eq!(isbn.hyphenated().replace('-', ""), isbn.isbn13());
    }
}
