//! The tree as lazy plans: of one relation, and of several that share steps.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_lake::{ColumnType, DatasetSpec, Frame};
use polars::prelude::{
    DataType, Expr, IntoLazy, LazyFrame, PolarsResult, UnionArgs, col, concat, polars_bail,
};

use super::identity::Identities;
use super::lazy::{aggregate, expr, join, select, spread, values, window};
use super::{Meet, Relation, Step};

/// The lazy plan of one relation.
///
/// `tables` gives the visible rows of each dataset that the relation reads, in the dataset's columns.
///
/// # Errors
/// A dataset is not given.
pub fn plan(
    relation: &Relation,
    tables: &HashMap<&'static str, LazyFrame>,
) -> PolarsResult<LazyFrame> {
    Plans::new(tables, std::slice::from_ref(relation)).of(relation)
}

/// The lazy plans of several relations that are run one after the other.
///
/// What they share can be run first and held: then each of them begins with its rows. The engine takes turns between all
/// steps it is given at once, so that running them together takes longer than one by one.
pub struct Plans<'a> {
    tables: &'a HashMap<&'static str, LazyFrame>,
    /// Their steps are known by where they lie.
    relations: &'a [Relation],
    identities: Identities,
    held: HashMap<usize, Frame>,
}

impl<'a> Plans<'a> {
    /// Begins with the rows of the datasets and every relation that will be asked for.
    pub fn new(tables: &'a HashMap<&'static str, LazyFrame>, relations: &'a [Relation]) -> Self {
        Self {
            tables,
            relations,
            identities: Identities::default(),
            held: HashMap::new(),
        }
    }

    /// The steps worth holding, inputs first: more work than reading and filtering, made in the same way for several of the
    /// relations, and of no more rows than can be held.
    ///
    /// `sizes` gives the number of rows of each dataset.
    pub fn shared(&mut self, sizes: &HashMap<&'static str, u64>, rows_max: u64) -> Vec<Relation> {
        let mut survey = Survey {
            identities: &mut self.identities,
            sizes,
            steps: BTreeMap::new(),
            into: BTreeMap::new(),
        };
        for (no, relation) in self.relations.iter().enumerate() {
            survey.look(relation, no);
        }
        survey.worth_holding(rows_max)
    }

    /// Holds the rows of a step, in the order of its columns.
    pub fn hold(&mut self, step: &Relation, rows: Frame) {
        self.held.insert(self.identities.of(step), rows);
    }

    /// The plan of a relation or a step of one, in the order of its columns.
    ///
    /// # Errors
    /// A dataset is not given.
    pub fn of(&mut self, relation: &Relation) -> PolarsResult<LazyFrame> {
        let mut making = Making {
            plans: self,
            uses: HashMap::new(),
            made: HashMap::new(),
        };
        making.count(relation);
        making.of(relation)
    }
}

/// What is known of a step of several relations.
struct Surveyed<'a> {
    step: &'a Relation,
    /// The relations that use it.
    users: BTreeSet<usize>,
    /// Whether taking it costs more than reading and filtering.
    is_work: bool,
    /// Rows it can have, roughly: those of what it goes through, with what it looks up left out.
    n_rows: u64,
}

struct Survey<'a, 'b> {
    identities: &'b mut Identities,
    sizes: &'b HashMap<&'static str, u64>,
    /// By their numbers, so inputs first.
    steps: BTreeMap<usize, Surveyed<'a>>,
    /// The steps that each step goes into.
    into: BTreeMap<usize, BTreeSet<usize>>,
}

impl<'a> Survey<'a, '_> {
    /// Takes in the steps of a relation, and returns the number of its last one.
    fn look(&mut self, step: &'a Relation, user: usize) -> usize {
        let id = self.identities.of(step);
        let inputs = step.inputs();
        if let Some(known) = self.steps.get_mut(&id) {
            if known.users.insert(user) {
                for input in inputs {
                    self.look(input, user);
                }
            }
            return id;
        }
        let inputs: Vec<usize> = inputs.iter().map(|one| self.look(one, user)).collect();
        for input in &inputs {
            self.into.entry(*input).or_default().insert(id);
        }
        let of_inputs = inputs.iter().filter_map(|input| self.steps.get(input));
        let is_work = is_work(&step.node.step) || of_inputs.clone().any(|one| one.is_work);
        let mut n_rows = of_inputs.map(|one| one.n_rows);
        let n_rows = match &step.node.step {
            Step::Table(spec) => self.sizes.get(spec.name).copied().unwrap_or_default(),
            Step::Values(rows) => u64::try_from(rows.len()).unwrap_or(u64::MAX),
            Step::Join {
                meet: Meet::Inner, ..
            } => n_rows.max().unwrap_or_default(),
            Step::Union(_) => n_rows.fold(0, u64::saturating_add),
            Step::Spread {
                within: (first, last),
                ..
            } => {
                let n_times = last.saturating_sub(*first).saturating_add(1);
                let n_times = u64::try_from(n_times).unwrap_or_default();
                n_rows.next().unwrap_or_default().saturating_mul(n_times)
            }
            _ => n_rows.next().unwrap_or_default(),
        };
        self.steps.insert(
            id,
            Surveyed {
                step,
                users: BTreeSet::from([user]),
                is_work,
                n_rows,
            },
        );
        id
    }

    fn worth_holding(&self, rows_max: u64) -> Vec<Relation> {
        let could_be =
            |one: &&Surveyed<'_>| one.is_work && one.users.len() > 1 && one.n_rows <= rows_max;
        let mut held = Vec::new();
        // The step that each is held with: itself, or the one held step that all it goes into is held with.
        let mut held_with: BTreeMap<usize, usize> = BTreeMap::new();
        // From the outputs on.
        for (id, one) in self.steps.iter().rev().filter(|(_, one)| could_be(one)) {
            let of = |after: &usize| {
                let users = self.steps.get(after).map(|after| &after.users);
                let is_of_same = users == Some(&one.users);
                held_with.get(after).copied().filter(|_| is_of_same)
            };
            let into = self.into.get(id).into_iter().flatten();
            let with: BTreeSet<Option<usize>> = into.map(of).collect();
            let holder = match with.len() {
                1 => with.first().copied().flatten(),
                _ => None,
            };
            if holder.is_none() {
                held.push(one.step.clone());
            }
            held_with.insert(*id, holder.unwrap_or(*id));
        }
        held.reverse();
        held
    }
}

/// The plan of one relation, in which a step that is used twice is taken once.
struct Making<'a, 'b> {
    plans: &'b mut Plans<'a>,
    uses: HashMap<usize, usize>,
    made: HashMap<usize, LazyFrame>,
}

impl Making<'_, '_> {
    fn count(&mut self, step: &Relation) {
        let id = self.plans.identities.of(step);
        let n_uses = self.uses.entry(id).or_insert(0);
        *n_uses += 1;
        // What a step is made of is used once, however often the step is.
        if *n_uses == 1 && !self.plans.held.contains_key(&id) {
            for input in step.inputs() {
                self.count(input);
            }
        }
    }

    fn of(&mut self, step: &Relation) -> PolarsResult<LazyFrame> {
        let id = self.plans.identities.of(step);
        if let Some(rows) = self.plans.held.get(&id) {
            return Ok(rows.clone().lazy());
        }
        if let Some(made) = self.made.get(&id) {
            return Ok(made.clone());
        }
        let mut plan = self.make(step)?;
        let is_shared = self.uses.get(&id).copied().unwrap_or_default() > 1;
        if is_shared && is_work(&step.node.step) {
            plan = plan.cache();
        }
        self.made.insert(id, plan.clone());
        Ok(plan)
    }

    fn make(&mut self, relation: &Relation) -> PolarsResult<LazyFrame> {
        let columns = relation.columns();
        Ok(match &relation.node.step {
            Step::Table(spec) => self.table(spec)?,
            Step::Values(rows) => values(columns, rows)?.lazy(),
            Step::Filter(from, keep) => self.of(from)?.filter(expr(keep)?),
            Step::Select(from, terms) => select(self.of(from)?, terms)?,
            Step::Join {
                left,
                right,
                on,
                meet,
            } => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                join(left, right, on, *meet, columns)
            }
            Step::Aggregate { from, by, values } => aggregate(self.of(from)?, by, values)?,
            Step::Window {
                from,
                partition,
                order,
                values,
            } => window(self.of(from)?, partition, order, values, columns),
            Step::Spread {
                from,
                first,
                last,
                within,
                name,
            } => spread(self.of(from)?, first, last, *within, name)?,
            Step::Union(parts) => {
                let parts = parts.iter().map(|part| self.of(part));
                let parts = parts.collect::<PolarsResult<Vec<_>>>()?;
                let args = UnionArgs {
                    maintain_order: false,
                    ..UnionArgs::default()
                };
                concat(parts, args)?
            }
        })
    }

    /// The rows of a dataset with every whole number in 64 bits.
    fn table(&self, spec: &DatasetSpec) -> PolarsResult<LazyFrame> {
        let Some(rows) = self.plans.tables.get(spec.name) else {
            polars_bail!(ComputeError: "the rows of `{}` are not given", spec.name)
        };
        let columns = spec.columns.iter().map(|column| {
            let value = col(column.name);
            match column.dtype {
                ColumnType::Int32 => value.cast(DataType::Int64),
                _ => value,
            }
        });
        let columns: Vec<Expr> = columns.collect();
        Ok(rows.clone().select(columns))
    }
}

/// Whether taking the step twice costs more than keeping its rows.
fn is_work(step: &Step) -> bool {
    matches!(
        step,
        Step::Join { .. } | Step::Aggregate { .. } | Step::Window { .. } | Step::Spread { .. }
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::relation::{Aggregate, Literal, Term, Type};

    const N_ROWS: u64 = 3;

    /// Hours of two citizens.
    fn hours() -> Relation {
        let row = |person: &str, hours: i64| vec![person.into(), Literal::Int(hours)];
        Relation::values(
            "hours",
            &[("person", Type::Text), ("hours", Type::Int)],
            vec![row("A", 1), row("A", 2), row("B", 4)],
        )
        .unwrap()
    }

    fn of_persons() -> Relation {
        let sum = Aggregate::Sum(Term::column("hours"));
        let summed = hours().aggregate(["person"], [("hours", sum)]).unwrap();
        summed
            .filter(Term::column("hours").more(Term::literal(0)))
            .unwrap()
    }

    fn largest(of: Relation) -> Relation {
        let largest = Aggregate::Max(Term::column("hours"));
        of.aggregate([], [("largest", largest)]).unwrap()
    }

    fn n_rows(of: Relation) -> Relation {
        of.aggregate([], [("n", Aggregate::Rows)]).unwrap()
    }

    #[test]
    fn what_several_relations_share_is_held_once_and_whole() {
        let relations = [largest(of_persons()), n_rows(of_persons())];
        let tables = HashMap::new();
        let mut plans = Plans::new(&tables, &relations);
        let shared = plans.shared(&HashMap::new(), N_ROWS);
        // The filter, and not what it filters.
        let steps: Vec<bool> = shared
            .iter()
            .map(|one| matches!(one.node.step, Step::Filter(..)))
            .collect();
        assert_eq!(steps, [true]);
        for step in shared {
            let rows = pejl_lake::run(plans.of(&step).unwrap()).unwrap();
            assert_eq!(rows.height(), 2);
            // Another number, so that what is held is seen in what comes of it.
            plans.hold(&step, rows.head(Some(1)));
        }
        let n = pejl_lake::run(plans.of(&relations[1]).unwrap()).unwrap();
        assert_eq!(n.column("n").unwrap().i64().unwrap().get(0), Some(1));
    }

    /// Checks which steps of relations are held, in their order.
    fn holds(relations: &[Relation], n_rows_max: u64, wanted: &[Relation]) {
        let tables = HashMap::new();
        let mut plans = Plans::new(&tables, relations);
        let held = plans.shared(&HashMap::new(), n_rows_max);
        let mut numbers = |of: &[Relation]| -> Vec<usize> {
            of.iter().map(|one| plans.identities.of(one)).collect()
        };
        assert_eq!(numbers(&held), numbers(wanted));
    }

    #[test]
    fn little_work_many_rows_and_what_one_relation_uses_are_not_held() {
        let both = [largest(of_persons()), n_rows(of_persons())];
        holds(&both, N_ROWS, &[of_persons()]);
        holds(&both, N_ROWS - 1, &[]);
        holds(&[largest(hours()), n_rows(hours())], N_ROWS, &[]);
        holds(&[largest(of_persons())], N_ROWS, &[]);
    }

    #[test]
    fn what_goes_into_one_held_step_alone_goes_with_it() {
        let twice = |of: Relation| [largest(of.clone()), n_rows(of)];
        let sum = Aggregate::Sum(Term::column("hours"));
        let again = of_persons().aggregate(["hours"], [("n", sum)]).unwrap();
        let again = again.select([("hours", Term::column("n"))]).unwrap();
        holds(&twice(again.clone()), N_ROWS, std::slice::from_ref(&again));
        // What is a step of relations beside it is held before it.
        let four: Vec<Relation> = [twice(of_persons()), twice(again.clone())].concat();
        holds(&four, N_ROWS, &[of_persons(), again]);
        // A step that is a relation itself.
        let itself = [of_persons(), n_rows(of_persons())];
        holds(&itself, N_ROWS, &[of_persons()]);
    }

    #[test]
    fn what_goes_into_a_held_step_and_into_relations_beside_it_is_held() {
        let most = Aggregate::Max(Term::column("hours"));
        let most = of_persons()
            .aggregate(["person"], [("most", most)])
            .unwrap();
        let beside = |hours: i64| {
            let more = Term::column("hours").more(Term::literal(hours));
            let some = of_persons().filter(more).unwrap();
            some.join(most.clone(), Meet::Inner, &[("person", "person")])
                .unwrap()
        };
        let both = [beside(1), beside(2)];
        holds(&both, N_ROWS, &[of_persons(), most]);
    }
}
