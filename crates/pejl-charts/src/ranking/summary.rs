//! A ranking in words.

use pejl_domain::Lang;

use super::view::{Entry, Role, View};
use super::{Ranking, ReferenceKind};
use crate::clean_text::{clean, isolate};
use crate::sentence::{Amounts, in_period, the_same};
use crate::summary::Summary;
use crate::words::{cell_clause, cell_word, list, short_list};

/// How many names a sentence lists before it counts the rest; the table has them all.
const MOST_NAMES: usize = 12;
/// How many names it takes to say who shares a place.
const MOST_TIED: usize = 3;

/// The ranking in sentences: the own area, the means, the spread, the marked ones, what is missing.
pub(super) fn summary(ranking: &Ranking, view: &View<'_>) -> Summary {
    let mut teller = Teller {
        ranking,
        view,
        amounts: Amounts::new(&ranking.measure, ranking.lang),
        summary: Summary::default(),
    };
    teller.tell_own();
    if !view.valued.is_empty() {
        teller.tell_references();
        teller.tell_spread();
        teller.tell_group();
        teller.tell_marked();
        teller.tell_extremes();
    }
    teller.tell_missing();
    teller.tell_provisional();
    teller.summary
}

struct Teller<'a> {
    ranking: &'a Ranking,
    view: &'a View<'a>,
    amounts: Amounts<'a>,
    summary: Summary,
}

impl Teller<'_> {
    fn lang(&self) -> Lang {
        self.ranking.lang
    }

    fn tell_own(&mut self) {
        let (lang, ranking, n) = (self.lang(), self.ranking, self.view.valued.len());
        let when = in_period(ranking.period, lang);
        if n == 0 {
            let sentence = match (lang, self.view.absent.len()) {
                (Lang::Da, _) => format!(
                    "Der er ingen {} med en værdi {when}",
                    ranking.noun.many(lang)
                ),
                (Lang::En, _) => format!("No {} has a value {when}", ranking.noun.one(lang)),
            };
            self.summary.push(sentence);
        }
        let Some(own) = self.view.own() else {
            if n > 0 {
                let counted = ranking.noun.counted(n, lang);
                let has = if n == 1 {
                    lang.pick("har", "has")
                } else {
                    lang.pick("har", "have")
                };
                self.summary.push(format!(
                    "{counted} {has} {} {when}",
                    lang.pick("en værdi", "a value")
                ));
            }
            return;
        };
        let name = own.name_in_text();
        let Some(value) = own.value() else {
            let why = cell_clause(own.area.reading.cell(), lang);
            self.summary.push(match lang {
                Lang::Da => format!("{name} har ingen værdi {when}: {why}"),
                Lang::En => format!("{name} has no value {when}: {why}"),
            });
            return;
        };
        let clause = self.amounts.clause(&name, value, ranking.period);
        let place = if n == 1 {
            let only = ranking.noun.the_only(lang);
            Some(match lang {
                Lang::Da => format!("og er {only} med en værdi"),
                Lang::En => format!("and is {only} with a value"),
            })
        } else {
            own.rank_text(lang).map(|rank| {
                let order = ranking.order_text();
                match lang {
                    Lang::Da => format!("og ligger {rank} af {n} ({order})"),
                    Lang::En => format!("and ranks {rank} of {n} ({order})"),
                }
            })
        };
        let mut sentence = clause;
        if let Some(place) = place {
            sentence = format!("{sentence} {place}");
        }
        if n > 1 && own.n_tied > 0 && own.area.rank.is_some() {
            sentence = format!(
                "{sentence} {} {}",
                lang.pick("sammen med", "together with"),
                self.tied_with(own)
            );
        }
        self.summary.push(sentence);
    }

    fn tied_with(&self, own: &Entry<'_>) -> String {
        let tied = self
            .view
            .valued
            .iter()
            .filter(|e| e.role != Role::Own && e.area.rank == own.area.rank);
        let names: Vec<String> = tied.map(Entry::name_in_text).collect();
        if names.len() <= MOST_TIED {
            list(&names, self.lang())
        } else {
            self.ranking.noun.counted_others(names.len(), self.lang())
        }
    }

    fn tell_references(&mut self) {
        let lang = self.lang();
        let own = self
            .view
            .own()
            .and_then(|own| Some((own.name_in_text(), own.value()?)));
        let mean = self
            .ranking
            .references
            .iter()
            .find_map(|reference| match reference.kind {
                ReferenceKind::WeightedMean { .. } if !reference.kind.is_group() => {
                    reference.reading.value()
                }
                _ => None,
            });
        for reference in &self.ranking.references {
            let subject = reference.kind.subject(lang);
            let Some(value) = reference.reading.value() else {
                let why = cell_clause(reference.reading.cell(), lang);
                self.summary.push(format!(
                    "{subject} {}: {why}",
                    lang.pick("kan ikke vises", "cannot be shown")
                ));
                continue;
            };
            let amount = self.amounts.tell(value);
            let is = lang.pick("er", "is");
            let sentence = match (&reference.kind, mean, &own) {
                (ReferenceKind::Published, Some(mean), _) => {
                    let (than, to) = (lang.pick("end", "than"), lang.pick("som", "as"));
                    let it = lang.pick("det vægtede gennemsnit", "the weighted mean");
                    match self.amounts.higher_or_lower(value, mean) {
                        Some(difference) => {
                            format!("{subject} {is} {amount}, {difference} {than} {it}")
                        }
                        None => format!(
                            "{subject} {is} {amount}, {} {to} {it}",
                            the_same(value, mean, lang)
                        ),
                    }
                }
                (_, _, Some((name, own))) => {
                    let stands = match self.amounts.higher_or_lower(*own, value) {
                        Some(difference) => format!("{} {difference}", lang.pick("ligger", "is")),
                        None => lang
                            .pick("ligger på samme niveau", "is at the same level")
                            .to_owned(),
                    };
                    format!("{subject} {is} {amount}; {name} {stands}")
                }
                _ => format!("{subject} {is} {amount}"),
            };
            self.summary.push(sentence);
        }
    }

    fn tell_spread(&mut self) {
        let lang = self.lang();
        if let Some([lower, median, upper]) = self.ranking.quartiles() {
            let lower = self.amounts.bare(lower);
            let upper = self.amounts.tell(upper);
            let median = self.amounts.tell(median);
            let areas = self.ranking.noun.the_many(lang);
            self.summary.push(match lang {
                Lang::Da => {
                    format!("Den midterste halvdel af {areas} ligger mellem {lower} og {upper} (median {median})")
                }
                Lang::En => format!("The middle half of {areas} lies between {lower} and {upper} (median {median})"),
            });
        }
    }

    fn tell_group(&mut self) {
        let lang = self.lang();
        let Some((own, value)) = self
            .view
            .own()
            .and_then(|own| Some((own.name_in_text(), own.value()?)))
        else {
            return;
        };
        let peers: Vec<&Entry<'_>> = self
            .view
            .valued
            .iter()
            .filter(|e| e.area.in_group && e.role != Role::Own)
            .collect();
        let count = |wanted: std::cmp::Ordering| {
            peers
                .iter()
                .filter(|e| e.value().is_some_and(|v| v.total_cmp(&value) == wanted))
                .count()
        };
        let counts = [
            (
                count(std::cmp::Ordering::Less),
                lang.pick("lavere", "lower"),
            ),
            (
                count(std::cmp::Ordering::Greater),
                lang.pick("højere", "higher"),
            ),
        ];
        let n_equal = count(std::cmp::Ordering::Equal);
        let group = match self.ranking.group_name.as_deref().map(clean) {
            Some(name) if !name.is_empty() => {
                format!("{} {}", lang.pick("gruppen", "the group"), isolate(&name))
            }
            _ => lang
                .pick("sammenligningsgruppen", "the comparison group")
                .to_owned(),
        };
        // Who is no member has the members beside it, not the other members.
        let is_member = self.view.own().is_some_and(|own| own.area.in_group);
        let others = match is_member {
            true => self.ranking.noun.counted_others(peers.len(), lang),
            false => self.ranking.noun.counted(peers.len(), lang),
        };
        let is = |n: usize| {
            if n == 1 {
                lang.pick("er", "is")
            } else {
                lang.pick("er", "are")
            }
        };
        // Danish puts the verb first and once ("ligger 1 lavere og 5 højere"), English with every part.
        let parts: Vec<String> = counts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| match lang {
                Lang::Da => format!("{n} {word}"),
                Lang::En => format!("{n} {} {word}", is(*n)),
            })
            .collect();
        let same = lang.pick(
            "har samme tal som",
            if n_equal == 1 {
                "has the same figure as"
            } else {
                "have the same figure as"
            },
        );
        let sentence = match (peers.as_slice(), parts.as_slice()) {
            ([], _) => return,
            ([one], _) => {
                let name = one.name_in_text();
                let word = counts.iter().find(|(n, _)| *n > 0).map(|(_, word)| *word);
                match (lang, word) {
                    (Lang::Da, Some(word)) => format!("I {group} ligger {name} {word} end {own}"),
                    (Lang::Da, None) => format!("I {group} har {name} samme tal som {own}"),
                    (Lang::En, Some(word)) => format!("In {group}, {name} is {word} than {own}"),
                    (Lang::En, None) => format!("In {group}, {name} has the same figure as {own}"),
                }
            }
            (_, [_]) if n_equal == 0 => {
                let word = counts
                    .iter()
                    .find(|(n, _)| *n > 0)
                    .map(|(_, word)| *word)
                    .unwrap_or_default();
                let all = if peers.len() == 2 {
                    lang.pick("begge", "both")
                } else {
                    lang.pick("alle", "all")
                };
                match lang {
                    Lang::Da => format!("De {others} i {group} ligger {all} {word} end {own}"),
                    Lang::En => format!("The {others} in {group} are {all} {word} than {own}"),
                }
            }
            (_, []) => format!(
                "{} {others} {} {group} {same} {own}",
                lang.pick("De", "The"),
                lang.pick("i", "in")
            ),
            _ => {
                let parts = list(&parts, lang);
                let compared = match lang {
                    Lang::Da => format!("Af de {others} i {group} ligger {parts} end {own}"),
                    Lang::En => format!("Of the {others} in {group}, {parts} than {own}"),
                };
                if n_equal > 0 {
                    format!(
                        "{compared}, {} {n_equal} {same} {own}",
                        lang.pick("og", "and")
                    )
                } else {
                    compared
                }
            }
        };
        self.summary.push(sentence);
    }

    fn tell_marked(&mut self) {
        let lang = self.lang();
        let marked: Vec<&Entry<'_>> = self
            .view
            .valued
            .iter()
            .filter(|e| e.role.is_named() && e.role != Role::Own)
            .collect();
        if marked.is_empty() {
            return;
        }
        let ranked = marked.iter().all(|e| e.area.rank.is_some());
        let mut parts = Vec::new();
        for (i, entry) in marked.iter().enumerate() {
            let (Some(value), name) = (entry.value(), entry.name_in_text()) else {
                continue;
            };
            let amount = self.amounts.tell(value);
            parts.push(match entry.rank_text(lang).filter(|_| ranked) {
                Some(rank) => {
                    let is = if i == 0 {
                        lang.pick("er ", "ranks ")
                    } else {
                        ""
                    };
                    format!("{name} {is}{rank} {} {amount}", lang.pick("med", "with"))
                }
                None => format!("{name} {amount}"),
            });
        }
        let parts = short_list(parts, MOST_NAMES, lang);
        if ranked {
            self.summary.push(parts);
        } else {
            self.summary.push(format!(
                "{}: {parts}",
                lang.pick("Til sammenligning", "For comparison")
            ));
        }
    }

    fn tell_extremes(&mut self) {
        let lang = self.lang();
        let values = || self.view.valued.iter().filter_map(Entry::value);
        let (Some(lowest), Some(highest)) = (values().reduce(f64::min), values().reduce(f64::max))
        else {
            return;
        };
        let n = self.view.valued.len();
        if n < 2 {
            return;
        }
        if lowest == highest {
            let amount = self.amounts.tell(lowest);
            self.summary.push(match lang {
                Lang::Da => format!("Alle {n} har det samme tal: {amount}"),
                Lang::En => format!("All {n} have the same figure: {amount}"),
            });
            return;
        }
        let names = |value: f64| {
            let at = self.view.valued.iter().filter(|e| e.value() == Some(value));
            short_list(at.map(Entry::name_in_text).collect(), MOST_TIED, lang)
        };
        let (low_names, high_names) = (names(lowest), names(highest));
        let (low, high) = (self.amounts.tell(lowest), self.amounts.tell(highest));
        self.summary.push(match lang {
            Lang::Da => format!("Lavest er {low_names} ({low}), højest er {high_names} ({high})"),
            Lang::En => format!("Lowest: {low_names} ({low}); highest: {high_names} ({high})"),
        });
    }

    fn tell_missing(&mut self) {
        let lang = self.lang();
        let n = self.view.absent.len();
        if n == 0 {
            return;
        }
        let names = self.view.absent.iter().map(|entry| {
            format!(
                "{} ({})",
                entry.name_in_text(),
                cell_word(entry.area.reading.cell(), lang)
            )
        });
        let names = short_list(names.collect(), MOST_NAMES, lang);
        let counted = self.ranking.noun.counted(n, lang);
        let are = if n == 1 {
            lang.pick("er", "is")
        } else {
            lang.pick("er", "are")
        };
        self.summary.push(format!(
            "{counted} {are} {}: {names}",
            lang.pick("uden værdi", "without a value")
        ));
    }

    fn tell_provisional(&mut self) {
        let lang = self.lang();
        let provisional: Vec<&Entry<'_>> = self
            .view
            .valued
            .iter()
            .filter(|e| e.area.reading.is_provisional())
            .collect();
        let (n, of) = (provisional.len(), self.view.valued.len());
        let sentence = match (provisional.as_slice(), lang) {
            ([], _) => return,
            (_, Lang::Da) if n == of && n > 1 => "Alle tal er foreløbige".to_owned(),
            (_, Lang::En) if n == of && n > 1 => "All figures are provisional".to_owned(),
            ([one], Lang::Da) => format!("Tallet for {} er foreløbigt", one.name_in_text()),
            ([one], Lang::En) => format!("The figure for {} is provisional", one.name_in_text()),
            (_, Lang::Da) => format!("{n} af de {of} tal er foreløbige"),
            (_, Lang::En) => format!("{n} of the {of} figures are provisional"),
        };
        self.summary.push(sentence);
    }
}
