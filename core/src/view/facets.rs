//! What the books of a view have in common, beside what the query says of it already.

use serde::Serialize;

use crate::{
    FacetField, Library, Result,
    query::{self, Choice},
    search,
};

/// Values that a facet shows until somebody asks for more.
const FEW: usize = 12;
/// The most that are given at once.
const MOST: u32 = 1_000;

/// The values of one field among the books of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Facet {
    /// The field.
    pub field: FacetField,
    /// What the query names first, then the values with most books.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: u32,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FacetValue {
    /// As a query names it.
    pub value: String,
    /// For reading.
    pub label: String,
    /// How many books of the view have it.
    pub count: u32,
    /// What the query says of it.
    pub chosen: Option<Chosen>,
}

/// What a query says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Chosen {
    /// The books have it, or another one that is in.
    In,
    /// The books do not have it.
    Out,
}

impl Library {
    /// What the books of a view have in common: the values most of them have, for each field that
    /// any of them has.
    pub async fn facets(&self, view: u32) -> Result<Vec<Facet>> {
        let (asked, kept) = self.kept(view).await?;
        let facets = self.index().ask(|index| index.facets(&kept, FEW));
        let facets = facets.ok_or_else(|| self.without_index())?;
        Ok(facets
            .into_iter()
            .map(|facet| Facet::new(facet, &asked.text, true))
            .filter(|facet| !facet.values.is_empty())
            .collect())
    }

    /// The values of one facet with a word that begins as each word of `filter` does; at most 1,000.
    pub async fn facet_values(
        &self,
        view: u32,
        field: FacetField,
        filter: &str,
        limit: u32,
    ) -> Result<Facet> {
        let (asked, kept) = self.kept(view).await?;
        let limit = limit.min(MOST) as usize;
        let facet = self
            .index()
            .ask(|index| index.facet(&kept, field, filter, limit));
        let facet = facet.ok_or_else(|| self.without_index())?;
        Ok(Facet::new(facet, &asked.text, filter.trim().is_empty()))
    }
}

impl Facet {
    /// With `whole`, what the query names is there even when no book of the view has it, so that it can be taken back.
    fn new(counted: search::Facet, text: &str, whole: bool) -> Self {
        let mut values: Vec<FacetValue> = counted
            .values
            .into_iter()
            .map(|found| FacetValue {
                value: found.value,
                label: found.label,
                count: found.count,
                chosen: None,
            })
            .collect();
        let mut missing = Vec::new();
        for (value, choice) in query::choices(text, counted.field.named()) {
            let chosen = match choice {
                Choice::Include => Chosen::In,
                Choice::Exclude => Chosen::Out,
                Choice::Drop => continue,
            };
            let same = |own: &&mut FacetValue| search::same_value(&own.value, &value);
            if let Some(own) = values.iter_mut().find(same) {
                own.chosen = Some(chosen);
            } else if whole {
                missing.push(FacetValue {
                    label: value.clone(),
                    value,
                    count: 0,
                    chosen: Some(chosen),
                });
            }
        }
        missing.append(&mut values);
        Self {
            field: counted.field,
            values: missing,
            more: counted.more,
        }
    }
}
