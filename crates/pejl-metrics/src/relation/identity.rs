//! Which steps are the same: made in the same way of the same rows, wherever they were written.

use std::collections::HashMap;

use super::{Relation, Step};

/// Numbers of steps; equal steps have one number.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// By the place of the step in memory, so that none is looked into twice.
    by_node: HashMap<usize, usize>,
    by_content: HashMap<String, usize>,
}

impl Identities {
    /// The number of a step. The relation must live as long as this.
    pub(super) fn of(&mut self, relation: &Relation) -> usize {
        if let Some(known) = self.by_node.get(&relation.address()) {
            return *known;
        }
        let inputs = relation.inputs().into_iter();
        let inputs: Vec<usize> = inputs.map(|input| self.of(input)).collect();
        let columns = &relation.node.columns;
        let content = format!("{inputs:?} {columns:?} {}", own(&relation.node.step));
        let next = self.by_content.len();
        let id = *self.by_content.entry(content).or_insert(next);
        self.by_node.insert(relation.address(), id);
        id
    }
}

/// What a step does with its inputs, as text.
fn own(step: &Step) -> String {
    match step {
        Step::Table(spec) => format!("table {}", spec.name),
        Step::Values(rows) => format!("values {rows:?}"),
        Step::Filter(_, keep) => format!("filter {keep:?}"),
        Step::Select(_, terms) => format!("select {terms:?}"),
        Step::Join { on, meet, .. } => format!("join {on:?} {meet:?}"),
        Step::Aggregate { by, values, .. } => format!("aggregate {by:?} {values:?}"),
        Step::Window {
            partition,
            order,
            values,
            ..
        } => format!("window {partition:?} {order:?} {values:?}"),
        Step::Spread {
            first,
            last,
            within,
            name,
            ..
        } => format!("spread {first:?} {last:?} {within:?} {name:?}"),
        Step::Union(_) => "union".to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_lake::GRANT;

    use super::*;
    use crate::relation::Term;

    fn rows(first: i64) -> Relation {
        let age = || Term::column(pejl_lake::columns::AGE);
        let from = Relation::table(&GRANT);
        from.filter(age().at_least(Term::literal(first)))
            .unwrap()
            .select([("age", age())])
            .unwrap()
    }

    #[test]
    fn what_is_made_alike_is_the_same_and_one_other_number_is_not() {
        let (one, two, other) = (rows(65), rows(65), rows(67));
        let mut identities = Identities::default();
        let id = identities.of(&one);
        assert_eq!(identities.of(&two), id);
        assert_eq!(identities.of(&two.named("again")), id);
        assert_ne!(identities.of(&other), id);
    }

    #[test]
    fn rows_of_other_columns_are_others() {
        let values = |name: &str| {
            let of = [(name, crate::relation::Type::Int)];
            Relation::values("v", &of, vec![vec![1_i64.into()]]).unwrap()
        };
        let mut identities = Identities::default();
        assert_ne!(identities.of(&values("a")), identities.of(&values("b")));
    }
}
