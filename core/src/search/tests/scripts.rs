//! What is typed in any script, and whether it finds the title.

use unicode_normalization::char::is_combining_mark;

use super::*;

/// A title, what finds it, and what does not.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const LATIN: [Row; 20] = [
    ("L'Étranger", &["etranger", "L’É", "letr"], &["stranger"]),
    (
        "Cien años de soledad",
        &["anos", "AÑOS", "cien años"],
        &["ahos"],
    ),
    (
        "Die Straße nach Ærø",
        &["strasse", "STRASSE", "aero", "Ær"],
        &["strase"],
    ),
    ("GROẞE Häuser", &["groß", "gross", "hauser"], &["haeuser"]),
    (
        "Œuvres & ﬁnesse",
        &["oeuvres", "œu", "finesse"],
        &["fnesse"],
    ),
    (
        "Łódź Þórr Đà Lạt",
        &["lodz", "thorr", "da lat", "Łodz"],
        &["wodz"],
    ),
    (
        "Nỗi buồn chiến tranh",
        &["noi buon", "Nỗi", "chien tranh"],
        &["nui"],
    ),
    (
        "İstanbul Hatırası",
        &["istanbul", "ISTANBUL", "ıstanbul", "hatirasi", "hatırası"],
        &["stanbul"],
    ),
    (
        "Kırmızı",
        &["kirmizi", "KIRMIZI", "kırm", "KİRMİZİ"],
        &["krmz"],
    ),
    ("Ｆｕｌｌ　Ｗｉｄｔｈ", &["full width", "ｆｕ"], &["ful l"]),
    (
        "La col·lecció",
        &["col·lecció", "colleccio", "collec"],
        &["leccio"],
    ),
    ("U.S.A. Stories", &["usa", "U.S.A.", "u s a", "us"], &["sa"]),
    ("USA Today", &["usa", "U.S.A.", "u.s"], &["s.a."]),
    (
        "C. S. Lewis",
        &["cs lewis", "C.S. Lewis", "c s lew"],
        &["sc lewis"],
    ),
    (
        "Spider-Man",
        &["spider man", "spiderman", "spider-man", "man", "spider‐m"],
        &["derman"],
    ),
    (
        "Spiderman",
        &["spiderman", "spider-man", "spider-"],
        &["man"],
    ),
    (
        "Catch-22",
        &["catch22", "catch 22", "catch-22", "22"],
        &["atch"],
    ),
    (
        "O´Brien Acme™",
        &["obrien", "o'brien", "brien", "acme"],
        &["acmetm"],
    ),
    ("Kitaab ɗan Ɓera", &["dan bera", "ɗan"], &["fan"]),
    ("Henry Ⅷ, № 5 ½", &["viii", "no 5", "1"], &["ix"]),
];

const EAST: [Row; 12] = [
    (
        "紅樓夢",
        &["紅", "樓", "夢", "紅樓", "樓夢", "紅樓夢"],
        &["夢樓", "红"],
    ),
    ("哈利·波特", &["哈利波特", "利波", "波特"], &["哈特"]),
    (
        "吾輩は猫である",
        &["猫", "は猫", "猫である", "輩は"],
        &["猫は"],
    ),
    (
        "ハリー・ポッター",
        &["ハリーポッター", "ﾎﾟｯﾀｰ", "ポッ", "ー"],
        &["ホッ"],
    ),
    ("1Q84 BOOK1", &["1q84", "１Ｑ８４", "book1"], &["q84"]),
    (
        "해리 포터",
        &[
            "해",
            "해ㄹ",
            "핼",
            "해리",
            "해리 ㅍ",
            "해리 포",
            "해리 퐅",
            "해리 포터",
            "ㅎ",
            "포터",
        ],
        &["ㄹ", "포토"],
    ),
    (
        "채식주의자",
        &["채식", "채시", "주의자", "주ㅇ", "의자"],
        &["식의"],
    ),
    ("값이 싼 과학", &["갑", "값", "고", "과", "과ㅎ"], &["가시"]),
    (
        "สี่แผ่นดิน",
        &["ส", "สี", "สี่", "แผ", "แผ่น", "แผ่นดิน", "ดิน", "น", "ผ่นดิ"],
        &["ดินแ", "สา"],
    ),
    ("น้ำใจ ๒๕๖๐", &["น้ำ", "นํ้า", "น้", "ใจ", "2560", "๒๕"], &["จใ"]),
    ("ພາສາລາວ ໒", &["ພາ", "ສາລາວ", "ລາວ", "2"], &["ວລ"]),
    (
        "ភាសាខ្មែរ မြန်မာ",
        &["ភាសា", "ខ្មែរ", "មែ", "မြန်", "မာ"],
        &["រម"],
    ),
];

const SIGNS: [Row; 18] = [
    (
        "أَلْفُ لَيْلَةٍ وَلَيْلَةٌ",
        &["الف", "ألف", "ليلة", "ليله", "وليله"],
        &["يله"],
    ),
    (
        "الكتاب الأول",
        &["كتاب", "الكتاب", "کتاب", "الاول", "أول", "ال"],
        &["تاب"],
    ),
    (
        "مسؤول ٱلسماء",
        &["مسوول", "مسؤول", "السماء", "سماء"],
        &["مسول"],
    ),
    (
        "می‌خواهم ۱۲۳",
        &["ميخواهم", "می‌خواهم", "123", "١٢٣"],
        &["خواهم"],
    ),
    ("اردو کی کہانی", &["كهاني", "کہانی", "كي", "ارد"], &["هاني"]),
    ("שָׁלוֹם עֲלֵיכֶם", &["שלום", "שלומ", "עליכם", "של"], &["לום"]),
    (
        "צה״ל בית־ספר",
        &["צהל", "צה\"ל", "בית ספר", "ביתספר", "בית־ס"],
        &["הל"],
    ),
    (
        "Преступление и наказание",
        &["преступл", "НАКАЗАНИЕ"],
        &["ступление"],
    ),
    ("Ёлка Чайка", &["елка", "ЁЛКА", "чаика", "чайка"], &["олка"]),
    ("Їжак ґанок", &["іжак", "їжак", "ганок", "ґан"], &["жак"]),
    (
        "Ὀδύσσεια ὁ λόγος",
        &["οδυσσεια", "ΟΔΎΣΣΕΙΑ", "λόγος", "λογοσ", "λογο"],
        &["δυσσεια"],
    ),
    ("Հարցը՞ և Սիրտ", &["հարցը", "եւ", "և", "ՍԻՐՏ"], &["արցը"]),
    ("ვეფხისტყაოსანი", &["ვეფხის", "ᲕᲔᲤᲮ"], &["ტყაოსანი"]),
    (
        "हिंदी की क़लम १२",
        &["हि", "हिंदी", "क़लम", "कलम", "12", "१२"],
        &["िंदी", "लम"],
    ),
    ("পথের পাঁচালী ১৯", &["পথের", "পাঁচ", "19"], &["থের"]),
    ("பொன்னியின் செல்வன் ௫", &["பொன்னி", "பொ", "செல்", "5"], &["னியின்"]),
    ("അവൻ ആടുജീവിതം", &["അവന്‍", "അവൻ", "ആടു"], &["വൻ"]),
    (
        "తెలుగు ಕನ್ನಡ ગુજરાતી ਪੰਜਾਬੀ",
        &["తెలు", "ಕನ್ನ", "ગુજ", "ਪੰਜਾਬੀ"],
        &["లుగు"],
    ),
];

#[test]
fn every_script_is_found_as_people_type_it() {
    let mut scripts = 0;
    for (title, finds, misses) in LATIN.iter().chain(&EAST).chain(&SIGNS) {
        let index = index(&[book(1, title)]);
        for typed in *finds {
            assert_eq!(ids(&index, &text(typed)), [1], "{typed} in {title}");
        }
        for typed in *misses {
            let query = text(typed);
            let view = index.open_view(&Wanted {
                asking: Asking {
                    as_typed: true,
                    ..Asking::default()
                },
                ..wanted(&query, &[])
            });
            assert_eq!(view.total(), 0, "{typed} in {title}");
        }
        scripts += 1;
    }
    assert_eq!(scripts, 50);
}

#[test]
fn all_forms_of_the_turkish_i_find_each_other() {
    for title in ["İ", "I", "ı", "i"] {
        let index = index(&[book(1, title)]);
        for typed in ["İ", "I", "ı", "i"] {
            assert_eq!(ids(&index, &text(typed)), [1], "{typed} in {title}");
        }
    }
}

#[test]
fn any_piece_of_a_script_without_spaces_is_found() {
    for title in [
        "สี่แผ่นดินในความทรงจำ",
        "ພາສາລາວງາມ",
        "ភាសាខ្មែរល្អ",
        "ကျွန်တော်မြန်မာ",
        "吾輩は猫である",
    ] {
        let index = index(&[book(1, title)]);
        let letters: Vec<char> = title.chars().collect();
        for start in 0..letters.len() {
            for end in start + 1..=letters.len() {
                let piece = &letters[start..end];
                if piece.iter().any(|letter| !is_combining_mark(*letter)) {
                    let typed = String::from_iter(piece);
                    assert_eq!(ids(&index, &text(&typed)), [1], "{typed} in {title}");
                }
            }
        }
    }
}
