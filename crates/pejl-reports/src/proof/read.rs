//! A text read from its beginning, piece by piece: words as they are, numbers as the figures they are rounded from.

use pejl_app::Reading;
use pejl_domain::{Lang, Unit};
use pejl_wording::{decimals, short_unit, unit};

use super::words::texts;
use crate::sentence::number_at;

/// How the figures of a text are written.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    pub(super) lang: Lang,
    is_share: bool,
    decimals: u8,
    /// What may stand behind a figure, the longest first.
    units: Vec<String>,
}

impl Scale {
    /// How figures of a reading are written.
    pub(crate) fn of(reading: &Reading, lang: Lang) -> Self {
        let long = unit(reading, lang);
        Self {
            units: vec![
                long,
                reading.unit.name(lang).to_owned(),
                short_unit(&reading.unit, lang).to_owned(),
            ],
            ..Self::of_unit(&reading.unit, decimals(reading), lang)
        }
    }

    /// How figures of a unit are written.
    pub(crate) fn of_unit(unit: &Unit, decimals: u8, lang: Lang) -> Self {
        Self {
            lang,
            is_share: *unit == Unit::Share,
            decimals,
            units: vec![short_unit(unit, lang).to_owned()],
        }
    }

    /// A figure as it is written: a share in per cent.
    fn written(&self, value: f64) -> f64 {
        match self.is_share {
            true => 100.0 * value,
            false => value,
        }
    }

    /// Whether two figures are the same in the decimals that are shown.
    pub(super) fn is_alike(&self, one: f64, other: f64) -> bool {
        let by = self.written(one - other).abs();
        by <= 0.500_001 * 10_f64.powi(-i32::from(self.decimals))
    }
}

/// What stands at a place of a template.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A name or a period, as it is written.
    Words(String),
    /// A figure with its unit, or with none where it was said before.
    Amount(f64),
    /// The size of a difference of figures, without its sign; of shares in percentage points.
    Size(f64),
    /// A share in per cent, whatever the unit.
    Share(f64),
    /// A number of things.
    Count(usize),
}

/// What is left of a text to be read. What cannot be read as asked is none, and the reader is then of no use any more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a str,
    scale: &'a Scale,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, scale: &'a Scale) -> Self {
        Self { rest: text, scale }
    }

    pub(super) fn lang(&self) -> Lang {
        self.scale.lang
    }

    pub(super) fn scale(&self) -> &'a Scale {
        self.scale
    }

    /// Reads a word in brackets, without a number in it.
    pub(super) fn bracket(&mut self) -> Option<()> {
        let (said, rest) = self.rest.strip_prefix(" (")?.split_once(')')?;
        if said.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(())
    }

    /// Reads these very words.
    pub(super) fn words(&mut self, words: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(words)?;
        Some(())
    }

    /// Reads a number that is this one, rounded to the decimals that stand there.
    pub(super) fn number(&mut self, value: f64) -> Option<()> {
        let (number, rest) = number_at(self.rest, self.scale.lang)?;
        if !number.is_rounded(value) {
            return None;
        }
        self.rest = rest;
        Some(())
    }

    /// Reads a number of things.
    pub(super) fn count(&mut self, n: usize) -> Option<()> {
        let n = i32::try_from(n).ok()?;
        self.number(f64::from(n))
    }

    /// Reads a share in per cent.
    pub(super) fn share(&mut self, share: f64) -> Option<()> {
        self.number(100.0 * share)?;
        self.percent()
    }

    /// Reads a figure without its unit; per cent stays.
    pub(super) fn bare(&mut self, value: f64) -> Option<()> {
        self.number(self.scale.written(value))?;
        match self.scale.is_share {
            true => self.percent(),
            false => Some(()),
        }
    }

    /// Reads a figure, with its unit where it stands there.
    pub(super) fn amount(&mut self, value: f64) -> Option<()> {
        self.bare(value)?;
        self.unit()
    }

    /// Reads the size of a difference with its unit.
    pub(super) fn size(&mut self, by: f64) -> Option<()> {
        self.number(self.scale.written(by).abs())?;
        match self.scale.is_share {
            true => self.words(texts(self.scale.lang).points),
            false => self.unit(),
        }
    }

    fn percent(&mut self) -> Option<()> {
        let trimmed = self.rest.trim_start_matches([' ', '\u{a0}']);
        self.rest = trimmed.strip_prefix('%')?;
        Some(())
    }

    /// Passes over the unit, where one stands there.
    fn unit(&mut self) -> Option<()> {
        let units = self.scale.units.iter().filter(|unit| !unit.is_empty());
        let mut found =
            units.filter_map(|unit| self.rest.strip_prefix(' ')?.strip_prefix(unit.as_str()));
        if let Some(rest) = found.next().filter(|_| !self.scale.is_share) {
            self.rest = rest;
        }
        Some(())
    }

    /// Reads a template with what stands at its places.
    pub(super) fn says(&mut self, template: &str, places: &[(&str, Said)]) -> Option<()> {
        let mut template = template;
        while let Some((words, after)) = template.split_once('{') {
            self.words(words)?;
            let (place, behind) = after.split_once('}')?;
            let (_, said) = places.iter().find(|(name, _)| *name == place)?;
            match said {
                Said::Words(words) => self.words(words)?,
                Said::Amount(value) => self.amount(*value)?,
                Said::Size(by) => self.size(*by)?,
                Said::Share(share) => self.share(*share)?,
                Said::Count(n) => self.count(*n)?,
            }
            template = behind;
        }
        self.words(template)
    }

    /// Reads as asked, or stays where it is.
    pub(super) fn may<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut copy = *self;
        let found = read(&mut copy)?;
        *self = copy;
        Some(found)
    }

    /// Reads things in a list, `a, b og c`, of which some may be counted: `og 5 andre`. None where `n_all` is not how many they are.
    pub(super) fn list(
        &mut self,
        n_all: usize,
        item: impl Fn(&mut Self) -> Option<()>,
    ) -> Option<()> {
        let t = texts(self.scale.lang);
        self.counted((n_all, t.others), |of, _| item(of))?;
        Some(())
    }

    /// Reads names in the order of time, of which the earliest may be counted: `c, d og 5 tidligere`. None where those that are named
    /// are not the newest.
    pub(super) fn newest(&mut self, names: &[String], behind: impl Fn(&mut Self)) -> Option<()> {
        let t = texts(self.scale.lang);
        let here = |name: &String| self.rest.starts_with(name.as_str());
        let first = names.iter().position(here)?;
        let n_named = self.counted((names.len(), t.earlier), |of, n| {
            of.words(names.get(first + n)?)?;
            behind(of);
            Some(())
        })?;
        (first + n_named == names.len()).then_some(())
    }

    /// Reads things in a list, each by how many stand before it, of which the rest may be counted; gives how many are named.
    fn counted(
        &mut self,
        (n_all, rest): (usize, &str),
        item: impl Fn(&mut Self, usize) -> Option<()>,
    ) -> Option<usize> {
        let t = texts(self.scale.lang);
        let mut n = 0;
        loop {
            let counted = n_all.checked_sub(n)?;
            let others = [("n", Said::Count(counted))];
            if self.may(|of| of.says(rest, &others)).is_some() {
                return Some(n);
            }
            item(self, n)?;
            n += 1;
            let goes_on = self
                .may(|of| of.words(", "))
                .or_else(|| self.may(|of| of.words(t.and)));
            if goes_on.is_none() {
                return (n == n_all).then_some(n);
            }
        }
    }

    /// Reads the longest of some words.
    pub(super) fn one_of<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
        let here = words.filter(|one| !one.is_empty() && self.rest.starts_with(one));
        let found = here.max_by_key(|one| one.len())?;
        self.words(found)?;
        Some(found)
    }

    /// Reads the end of a sentence: a full stop, or nothing behind the one of an abbreviation.
    pub(super) fn end(&mut self) -> Option<()> {
        matches!(self.rest, "" | ".").then_some(())
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_names_in_the_order_of_time_the_newest_are_named_and_the_rest_is_counted() {
        let scale = Scale::of_unit(&Unit::Days, 0, Lang::Da);
        let names = ["2015", "2016", "2017", "2018"].map(str::to_owned);
        let reads = |text: &str| {
            let mut reader = Reader::new(text, &scale);
            let read = reader.newest(&names, |of| {
                of.may(Reader::bracket);
            });
            read.and_then(|()| reader.end()).is_some()
        };
        assert!(reads("2015, 2016, 2017 og 2018"));
        assert!(reads("2017 (mangler), 2018 (mangler) og 2 tidligere"));
        assert!(!reads("2015, 2016 og 2 tidligere"));
        assert!(!reads("2017, 2018 og 3 tidligere"));
        assert!(!reads("2017, 2018 og 2 andre"));
        assert!(!reads("2017 og 2018"));
    }
}
