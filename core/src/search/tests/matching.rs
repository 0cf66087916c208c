//! The order of the best match.

use super::*;

#[test]
fn whole_words_stand_before_beginnings_and_titles_before_authors_before_the_rest() {
    let mut by_author = book(2, "b");
    by_author.contributors = vec![person("Rose Macaulay", "", Role::Author)];
    let mut by_editor = book(3, "c");
    by_editor.contributors = vec![person("Rose Doe", "", Role::Editor)];
    let mut begun_author = book(5, "e");
    begun_author.contributors = vec![person("Roseanne Roe", "", Role::Author)];
    let mut begun_tag = book(6, "f");
    begun_tag.tags = vec!["roses".into()];
    let books = [
        book(1, "The Name of the Rose"),
        by_author,
        by_editor,
        book(4, "Rosemary's Baby"),
        begun_author,
        begun_tag,
        book(7, "A Rose"),
    ];
    let best = [by(SortBy::Match, false), by(SortBy::Title, false)];
    let mut changed = index(&books);
    changed.apply(books[1..4].iter().cloned().map(Change::Put));
    for index in [index(&books), changed] {
        assert_eq!(ids_by(&index, &text("rose"), &best), [1, 7, 2, 3, 4, 5, 6]);
        let titles = ids_by(&index, &text("rose"), &[by(SortBy::Title, false)]);
        assert_eq!(titles, [2, 3, 5, 6, 1, 7, 4]);
    }
}

#[test]
fn the_worst_word_decides() {
    let mut both = book(1, "Sea");
    both.contributors = vec![person("Wolf", "", Role::Author)];
    let mut begun = book(3, "Sea");
    begun.contributors = vec![person("Wolfe", "", Role::Author)];
    let index = index(&[both, book(2, "Sea Wolf"), begun, book(4, "Seaside Wolf")]);
    let best = [by(SortBy::Match, false)];
    let sea = || term(None, Test::Words("sea".into()));
    let wolf = || term(None, Test::Words("wolf".into()));
    let all = asks(Node::And(vec![sea(), wolf()]));
    assert_eq!(ids_by(&index, &all, &best), [2, 1, 4, 3]);
    // The better of two ways counts, and what is excluded says nothing.
    let any = asks(Node::Or(vec![sea(), wolf()]));
    assert_eq!(ids_by(&index, &any, &best), [4, 3, 2, 1]);
    let not = asks(Node::Not(Box::new(term(None, Test::Words("baby".into())))));
    assert_eq!(ids_by(&index, &not, &best), [4, 3, 2, 1]);
    // A field that is named is as good as the title.
    let named = asks(term(Some(Field::Author), Test::Words("wolf".into())));
    assert_eq!(ids_by(&index, &named, &best), [1, 3]);
}
