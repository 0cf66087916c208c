//! Values and their counts.

use super::*;

fn tagged(id: i64, tags: &[&str]) -> IndexedBook {
    IndexedBook {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..book(id, "t")
    }
}

fn values(facet: &Facet) -> Vec<(&str, u32)> {
    let values = facet.values.iter();
    values.map(|value| (&*value.label, value.count)).collect()
}

#[test]
fn a_facet_counts_the_books_of_a_view() {
    let mut one = tagged(1, &["Sci-Fi", "sci fi", "Space"]);
    one.title = "Found one".into();
    one.contributors = vec![
        person("Ann Leckie", "", Role::Author),
        person("Bob", "", Role::Editor),
    ];
    one.published = Some((1999, 0, 0));
    one.rating = Some(17);
    one.status = ReadingStatus::Finished;
    one.language = "en".into();
    let mut two = tagged(2, &["sci-fi"]);
    two.title = "Found two".into();
    two.contributors = vec![person("ANN LECKIE", "Leckie, Ann", Role::Author)];
    two.published = Some((1990, 5, 1));
    let mut three = tagged(3, &["other"]);
    three.published = Some((-3, 0, 0));
    let mut index = index(&[one, two, three]);
    for _ in 0..2 {
        let view = index.open_view(&wanted(&text("found"), &[]));
        let facets = index.facets(&view, 10);
        let of = |field| facets.iter().find(|facet| facet.field == field).unwrap();
        assert_eq!(of(FacetField::Author).values.len(), 1);
        assert_eq!(of(FacetField::Author).values[0].count, 2);
        assert_eq!(values(of(FacetField::Year)), [("1990..1999", 2)]);
        assert_eq!(values(of(FacetField::Rating)), [("4.25", 1)]);
        assert_eq!(
            values(of(FacetField::Status)),
            [("none", 1), ("finished", 1)]
        );
        assert_eq!(values(of(FacetField::Language)), [("en", 1)]);
        let tags = of(FacetField::Tag);
        assert_eq!(
            tags.values.iter().map(|v| v.count).collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(tags.more, 0);
        let all = index.open_view(&wanted(&Query::default(), &[]));
        let years = index.facet(&all, FacetField::Year, "", 10);
        assert_eq!(values(&years), [("1990..1999", 2), ("-10..-1", 1)]);

        // The same while a book lies in the delta.
        let mut two = tagged(2, &["sci-fi"]);
        two.title = "Found again".into();
        two.contributors = vec![person("Ann Leckie", "", Role::Author)];
        two.published = Some((1994, 5, 1));
        index.apply([Change::Put(two)]);
    }
}

#[test]
fn a_long_facet_is_cut_and_filtered() {
    let tags = ["Red Sea", "Black Sea", "seaside", "Mountains", "紅樓夢"];
    let books: Vec<IndexedBook> = (0..12)
        .map(|id| {
            let at = usize::try_from(id % 5).unwrap();
            tagged(id, &tags[at..=at])
        })
        .collect();
    let mut index = index(&books);
    index.apply([
        Change::Put(tagged(20, &["Red sea"])),
        Change::Put(tagged(21, &["new sea"])),
    ]);
    let view = index.open_view(&wanted(&Query::default(), &[]));
    let top = index.facet(&view, FacetField::Tag, "", 2);
    assert_eq!(values(&top), [("Red Sea", 4), ("Black Sea", 3)]);
    assert_eq!(top.more, 4);
    for (filter, found) in [
        (
            "se",
            vec![
                ("Red Sea", 4),
                ("Black Sea", 3),
                ("seaside", 2),
                ("new sea", 1),
            ],
        ),
        ("SEA re", vec![("Red Sea", 4)]),
        ("樓夢", vec![("紅樓夢", 2)]),
        ("ea", vec![]),
    ] {
        let facet = index.facet(&view, FacetField::Tag, filter, 9);
        assert_eq!(values(&facet), found, "{filter}");
    }
}

#[test]
fn a_view_keeps_its_facets_while_the_index_goes_on() {
    let mut index = index(&(0..9).map(|id| tagged(id, &["old"])).collect::<Vec<_>>());
    let view = index.open_view(&wanted(&Query::default(), &[]));
    index.apply([Change::Put(tagged(3, &["new"])), Change::Remove(BookId(4))]);
    let counted = [("old", 7), ("new", 1)];
    assert_eq!(values(&index.facet(&view, FacetField::Tag, "", 9)), counted);
    let compacted = index.compaction().run();
    assert!(index.adopt(compacted));
    assert_eq!(values(&index.facet(&view, FacetField::Tag, "", 9)), counted);
}
