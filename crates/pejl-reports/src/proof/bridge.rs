//! The sentences below what a change is put down to, held against its amounts.

use pejl_domain::Lang;

use super::read::{Reader, Said, Scale};
use super::refuse;
use super::words::texts;
use crate::rules::kroner;
use crate::sentence::Unproved;

/// A million kroner, and a thousand million.
const MILLION: f64 = 1e6;
const BILLION: f64 = 1e9;

/// What a change is put down to, each with its name and its amount in øre.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// What was spent before.
    pub(crate) before: (String, i64),
    /// What is spent after.
    pub(crate) after: (String, i64),
    /// The parts; negative where one lowers the amount.
    pub(crate) parts: Vec<(String, i64)>,
}

/// Holds the sentences below a bridge against its amounts.
///
/// # Errors
/// A sentence says another amount, or the other way.
pub(crate) fn bridge(sentences: &[String], of: &Parts, lang: Lang) -> Result<(), Unproved> {
    let scale = Scale::of_unit(&pejl_domain::Unit::Dkk, 0, lang);
    let readers: [fn(&Parts, Reader<'_>) -> Option<()>; 4] = [change, raised, lowered, words];
    for text in sentences {
        let reader = Reader::new(text, &scale);
        if !readers.iter().any(|read| read(of, reader).is_some()) {
            return Err(refuse(text));
        }
    }
    Ok(())
}

/// An amount in kroner, millions or thousands of millions.
fn amount(reader: &mut Reader<'_>, oere: i64) -> Option<()> {
    let t = texts(reader.lang());
    let value = kroner(oere);
    let units = [
        (t.billions, BILLION),
        (t.millions, MILLION),
        (t.kroner, 1.0),
    ];
    units.iter().find_map(|(word, unit)| {
        reader.may(|of| {
            of.number(value / unit)?;
            of.words(word)
        })
    })
}

/// `Udgift 2018 er 372,6 mio. kr., 3,2 mio. kr. mere end Udgift 2017 (369,4 mio. kr.).`
fn change(of: &Parts, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let ((from, before), (to, after)) = (&of.before, &of.after);
    let by = after.checked_sub(*before)?;
    reader.words(to)?;
    reader.words(t.is)?;
    amount(&mut reader, *after)?;
    let name = [("name", Said::Words(from.clone()))];
    if by == 0 {
        reader.says(t.same_as, &name)?;
        return reader.end();
    }
    reader.words(", ")?;
    amount(&mut reader, by.checked_abs()?)?;
    reader.says(if by > 0 { t.more_than } else { t.less_than }, &name)?;
    amount(&mut reader, *before)?;
    reader.words(")")?;
    reader.end()
}

fn raised(of: &Parts, reader: Reader<'_>) -> Option<()> {
    let head = texts(reader.lang()).raised;
    listed(of, reader, (head, |oere| oere > 0))
}

fn lowered(of: &Parts, reader: Reader<'_>) -> Option<()> {
    let head = texts(reader.lang()).lowered;
    listed(of, reader, (head, |oere| oere < 0))
}

/// `Det trækker op: Pris (+3,2 mio. kr.) og Nye ydelser (ny) (+0,4 mio. kr.).`
fn listed(
    of: &Parts,
    mut reader: Reader<'_>,
    (head, is_wanted): (&str, fn(i64) -> bool),
) -> Option<()> {
    reader.words(head)?;
    let parts: Vec<&(String, i64)> = of.parts.iter().filter(|(_, of)| is_wanted(*of)).collect();
    reader.list(parts.len(), |of| {
        let name = of.one_of(parts.iter().map(|(name, _)| name.as_str()))?;
        let (_, oere) = parts.iter().find(|(one, _)| one == name)?;
        of.may(Reader::bracket);
        of.words(" (")?;
        if *oere > 0 {
            of.words("+")?;
        }
        amount(of, *oere)?;
        of.words(")")
    })?;
    reader.end()
}

/// Parts without effect, and that there are none.
fn words(of: &Parts, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    if reader.may(|of| of.words(t.no_effect)).is_some() {
        let parts = of.parts.iter().filter(|(_, oere)| *oere == 0);
        let parts: Vec<&str> = parts.map(|(name, _)| name.as_str()).collect();
        reader.list(parts.len(), |of| {
            of.one_of(parts.iter().copied())?;
            of.may(Reader::bracket);
            Some(())
        })?;
        return reader.end();
    }
    reader.words(t.no_parts)?;
    reader.end()
}
