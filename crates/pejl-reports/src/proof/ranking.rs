//! The sentences below a place among municipalities, held against the figures of all.

use pejl_app::Order;
use pejl_app::comparison::Compared;
use pejl_app::reference::place_name;
use pejl_domain::{Lang, Period};

use super::read::{Reader, Said, Scale};
use super::refuse;
use super::words::texts;
use crate::sentence::Unproved;

/// The figures of all, and the own one.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub(crate) period: Period,
    /// The own name.
    pub(crate) own: String,
    /// Name, figure and rank of each.
    pub(crate) all: Vec<(String, Option<f64>, Option<usize>)>,
    /// Whether the lowest figure is number one.
    pub(crate) is_lowest_first: bool,
    /// The mean as it was reckoned.
    pub(crate) mean: f64,
    /// Lower quartile, median, upper quartile.
    pub(crate) quartiles: Option<[f64; 3]>,
}

impl Ranked {
    /// What is known of a comparison.
    pub(crate) fn of(found: &Compared, lang: Lang) -> Self {
        let comparison = &found.comparison;
        let all = comparison.standings.iter();
        let all = all.map(|one| (place_name(&one.municipality, lang), one.value, one.rank));
        Self {
            period: comparison.period,
            own: place_name(found.own.code, lang),
            all: all.collect(),
            is_lowest_first: comparison.order == Order::LowestFirst,
            mean: comparison.mean.value.unwrap_or(f64::NAN),
            quartiles: comparison.quartiles.map(|q| [q.lower, q.median, q.upper]),
        }
    }

    fn own(&self) -> Option<(f64, Option<usize>)> {
        let own = self.all.iter().find(|(name, ..)| *name == self.own)?;
        Some((own.1?, own.2))
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.all.iter().filter_map(|(_, value, _)| *value)
    }

    /// The names of those that something is true of.
    fn names(&self, is_wanted: impl Fn(Option<f64>, Option<usize>) -> bool) -> Vec<&str> {
        let found = self.all.iter().filter(|one| is_wanted(one.1, one.2));
        found.map(|one| one.0.as_str()).collect()
    }
}

/// Holds the sentences below a ranking against the figures of all.
///
/// # Errors
/// A sentence says another figure, another place, or higher for lower.
pub(crate) fn ranking(sentences: &[String], of: &Ranked, scale: &Scale) -> Result<(), Unproved> {
    let readers: [fn(&Ranked, Reader<'_>) -> Option<()>; 6] =
        [own, mean, middle, extremes, without, words];
    for text in sentences {
        let reader = Reader::new(text, scale);
        if !readers.iter().any(|read| read(of, reader).is_some()) {
            return Err(refuse(text));
        }
    }
    Ok(())
}

/// `Hedensted brugte 3.412 kr. pr. indbygger i 2019 og ligger nr. 23 af 98 (1 = lavest).`
fn own(of: &Ranked, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let (value, rank) = of.own()?;
    let places = |value| {
        [
            ("name", Said::Words(of.own.clone())),
            ("value", Said::Amount(value)),
            ("period", Said::Words(of.period.to_lang(reader.lang()))),
        ]
    };
    let (plain, turned) = (places(value), places(-value));
    let said = reader.may(|one| one.says(t.stood, &plain));
    let said = said.or_else(|| reader.may(|one| one.says(t.spent, &plain)));
    let is_income = value < 0.0;
    let income = || {
        reader
            .may(|one| one.says(t.income, &turned))
            .filter(|()| is_income)
    };
    said.or_else(income)?;
    let Some(rank) = rank else {
        return no_number(&reader);
    };
    let mut ranked = reader;
    match place(of, &mut ranked, rank) {
        Some(()) => ranked.end(),
        None => no_number(&reader),
    }
}

/// ` og ligger delt nr. 23 af 98 (1 = lavest) sammen med Vejle`.
fn place(of: &Ranked, reader: &mut Reader<'_>, rank: usize) -> Option<()> {
    let t = texts(reader.lang());
    let is_alike = |_: Option<f64>, other: Option<usize>| other == Some(rank);
    let mut tied = of.names(is_alike);
    tied.retain(|name| *name != of.own);
    let head = match tied.is_empty() {
        true => t.rank,
        false => t.rank_shared,
    };
    let n = of.values().count();
    match reader.lang() {
        Lang::Da => reader.says(head, &[("rank", Said::Count(rank)), ("n", Said::Count(n))])?,
        Lang::En => {
            reader.words(head)?;
            reader.count(rank)?;
            reader.one_of(["st", "nd", "rd", "th"].into_iter())?;
            reader.says(t.rank_of, &[("n", Said::Count(n))])?;
        }
    }
    reader.words(match of.is_lowest_first {
        true => t.lowest_first,
        false => t.highest_first,
    })?;
    if tied.is_empty() {
        return Some(());
    }
    reader.words(t.together)?;
    let counted = [("n", Said::Count(tied.len()))];
    let others = reader.may(|one| one.says(t.other_municipalities, &counted));
    let other = || {
        reader
            .may(|one| one.words(t.other_municipality))
            .filter(|()| tied.len() == 1)
    };
    let names = others.or_else(other);
    match names {
        Some(()) => Some(()),
        None => reader.list(tied.len(), |one| {
            one.one_of(tied.iter().copied()).map(|_| ())
        }),
    }
}

/// What is left has no number in it.
fn no_number(reader: &Reader<'_>) -> Option<()> {
    let has = reader.rest().contains(|c: char| c.is_ascii_digit());
    (!has).then_some(())
}

/// `Landsgennemsnittet vægtet med indbyggertal er 3.834 kr.; Hedensted ligger 422 kr. lavere.`
fn mean(of: &Ranked, reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let (head, _) = reader.rest().split_once(t.is)?;
    if head.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut reader = reader;
    reader.words(head)?;
    reader.words(t.is)?;
    reader.amount(of.mean)?;
    if let Some((value, _)) = of.own() {
        let by = value - of.mean;
        let places = [
            ("name", Said::Words(of.own.clone())),
            ("size", Said::Size(by)),
        ];
        let side = if by > 0.0 { t.above } else { t.below };
        let stands = reader.may(|one| one.says(side, &places));
        let is_level = reader.scale().is_alike(value, of.mean);
        let level = || {
            reader
                .may(|one| one.says(t.level, &places))
                .filter(|()| is_level)
        };
        stands.or_else(level)?;
    }
    reader.end()
}

/// `Den midterste halvdel af kommunerne ligger mellem 3.200 og 4.100 kr. (median 3.650 kr.).`
fn middle(of: &Ranked, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let [lower, median, upper] = of.quartiles?;
    reader.words(t.middle)?;
    reader.bare(lower)?;
    reader.words(t.and)?;
    reader.amount(upper)?;
    reader.says(t.median, &[("median", Said::Amount(median))])?;
    reader.end()
}

/// `Lavest er Læsø (1.204 kr.), højest er Fanø (6.815 kr.).`
fn extremes(of: &Ranked, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let (lowest, highest) = (of.values().reduce(f64::min)?, of.values().reduce(f64::max)?);
    if lowest == highest {
        let n = of.values().count();
        let places = [("n", Said::Count(n)), ("value", Said::Amount(lowest))];
        reader.says(t.all_alike, &places)?;
        return reader.end();
    }
    let named = |reader: &mut Reader<'_>, value: f64| {
        let names = of.names(|one, _| one == Some(value));
        reader.list(names.len(), |one| {
            one.one_of(names.iter().copied()).map(|_| ())
        })?;
        reader.words(" (")?;
        reader.amount(value)
    };
    reader.words(t.lowest_is)?;
    named(&mut reader, lowest)?;
    reader.words(t.highest_is)?;
    named(&mut reader, highest)?;
    reader.words(")")?;
    reader.end()
}

/// `2 kommuner er uden værdi: Fanø (mangler) og Læsø (mangler).`
fn without(of: &Ranked, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let names = of.names(|value, _| value.is_none());
    let n = [("n", Said::Count(names.len()))];
    match names.len() {
        1 => reader.words(t.without_one)?,
        _ => reader.says(t.without, &n)?,
    }
    reader.list(names.len(), |one| {
        one.one_of(names.iter().copied())?;
        one.may(Reader::bracket);
        Some(())
    })?;
    reader.end()
}

/// A sentence without a number but those of its period.
fn words(of: &Ranked, reader: Reader<'_>) -> Option<()> {
    let period = of.period.to_lang(reader.lang());
    let rest = reader.rest().replace(&period, "");
    (!rest.contains(|c: char| c.is_ascii_digit())).then_some(())
}
