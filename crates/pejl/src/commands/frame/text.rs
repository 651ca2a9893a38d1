//! A frame as a finance chief reads it.

use pejl_api::{
    FrameAreaBody, FrameBody, FrameChangeBody, FrameOutcomeBody, FrameProjectionBody,
    FrameResidentsBody,
};
use pejl_domain::Lang;
use pejl_domain::lang::{format_number, format_share_as_percent};

/// Columns of the table: of an area's code, and of each amount.
const CODE_WIDTH: usize = 9;
const AMOUNT_WIDTH: usize = 17;

/// The lines of a frame.
pub(super) fn lines(body: &FrameBody, lang: Lang) -> Vec<String> {
    let mut lines = heading(body, lang);
    lines.push(String::new());
    lines.extend(table(body, lang));
    for area in &body.areas {
        lines.extend(details(area, lang));
    }
    lines.extend(grants(body, lang));
    lines.extend(what_if(body, lang));
    lines
}

fn kroner(amount: Option<f64>, lang: Lang) -> String {
    amount.map_or_else(|| "–".to_owned(), |amount| format_number(amount, 0, lang))
}

fn per_cent(share: f64, lang: Lang) -> String {
    format_share_as_percent(share, 1, lang)
}

fn heading(body: &FrameBody, lang: Lang) -> Vec<String> {
    let (place, year, as_of) = (&body.municipality, body.year, &body.as_of);
    let booked = match (body.closed, lang) {
        (true, Lang::Da) => "bogført med supplementsperioden (periode 13)".to_owned(),
        (true, Lang::En) => "booked with the supplementary period (period 13)".to_owned(),
        (false, Lang::Da) => format!("bogført til og med {as_of}"),
        (false, Lang::En) => format!("booked up to {as_of}"),
    };
    let held = match (body.frame, lang) {
        ("original", Lang::Da) => "det oprindelige budget",
        ("original", Lang::En) => "the original budget",
        ("given", Lang::Da) => "den oplyste ramme",
        ("given", Lang::En) => "the frame given",
        (_, Lang::Da) => "det korrigerede budget",
        (_, Lang::En) => "the corrected budget",
    };
    let mut lines = vec![
        match lang {
            Lang::Da => format!("Økonomisk ramme, kommune {place}, {year}: {booked}"),
            Lang::En => format!("Economic frame, municipality {place}, {year}: {booked}"),
        },
        match lang {
            Lang::Da => format!(
                "Netto, drift og statsrefusion, kroner i løbende priser; holdt op mod {held}"
            ),
            Lang::En => format!(
                "Net, operations and central refund, kroner in current prices; held against {held}"
            ),
        },
    ];
    lines.extend(body.not_closed_reason.clone());
    if body.demo {
        let said = lang.pick("alle tal er opfundet", "all figures are invented");
        lines.push(said.to_owned());
    }
    lines
}

fn row(code: &str, cells: &[String]) -> String {
    let cells = cells.iter().map(|cell| format!("{cell:>AMOUNT_WIDTH$}"));
    format!("{code:<CODE_WIDTH$}{}", cells.collect::<String>())
}

fn table(body: &FrameBody, lang: Lang) -> Vec<String> {
    let names = match lang {
        Lang::Da => [
            "Oprindeligt",
            "Korrigeret",
            "Forbrug",
            "Forventet",
            "Ramme",
            "Afstand",
            "Sandsynlighed",
        ],
        Lang::En => [
            "Original",
            "Corrected",
            "Actual",
            "Expected",
            "Frame",
            "Distance",
            "Probability",
        ],
    };
    let mut lines = vec![row("", &names.map(str::to_owned))];
    for area in &body.areas {
        let code = match area.area.as_str() {
            "total" => lang.pick("I alt", "Total"),
            code => code,
        };
        let inside = area.probability_inside;
        let cells = [
            kroner(area.original, lang),
            kroner(area.corrected, lang),
            kroner(area.actual, lang),
            kroner(area.expected, lang),
            kroner(area.frame, lang),
            kroner(area.distance, lang),
            inside.map_or_else(|| "–".to_owned(), |share| per_cent(share, lang)),
        ];
        lines.push(row(code, &cells));
    }
    let said = lang.pick(
        "Afstand er forventet minus ramme. Sandsynligheden er den for, at året ender på rammen eller under den.",
        "Distance is expected less frame. The probability is that of the year ending at the frame or below it.",
    );
    lines.push(said.to_owned());
    lines
}

/// What is behind the figures of an area.
fn details(area: &FrameAreaBody, lang: Lang) -> Vec<String> {
    let name = match area.area.as_str() {
        "total" => area.name.clone(),
        code => format!("{code} {}", area.name),
    };
    let mut lines = vec![String::new(), name];
    let mut add = |line: String| lines.push(format!("  {line}"));
    if let Some(distance) = area.distance_share {
        add(match lang {
            Lang::Da => format!("afstand i procent af rammen: {}", per_cent(distance, lang)),
            Lang::En => format!(
                "distance as a share of the frame: {}",
                per_cent(distance, lang)
            ),
        });
    }
    for (level, low, high) in [
        ("80", area.lower_80, area.upper_80),
        ("95", area.lower_95, area.upper_95),
    ] {
        if let (Some(low), Some(high)) = (low, high) {
            let (low, high) = (kroner(Some(low), lang), kroner(Some(high), lang));
            add(match lang {
                Lang::Da => format!("forventet med {level} % sikkerhed: {low} til {high}"),
                Lang::En => format!("expected with {level}% confidence: {low} to {high}"),
            });
        }
    }
    let used = area.years.iter().filter_map(|one| {
        let share = per_cent(one.share?, lang);
        Some(format!("{} {share}", one.year))
    });
    let used: Vec<String> = used.collect();
    if !used.is_empty() {
        add(match lang {
            Lang::Da => format!(
                "bogført på dette tidspunkt i tidligere år: {}",
                used.join(", ")
            ),
            Lang::En => format!("booked by then in earlier years: {}", used.join(", ")),
        });
    }
    for (year, why) in area
        .years
        .iter()
        .filter_map(|one| Some((one.year, one.left_out.as_ref()?)))
    {
        add(match lang {
            Lang::Da => format!("{year} er ikke med: {why}"),
            Lang::En => format!("{year} is left out: {why}"),
        });
    }
    if area.corrected_basis == Some("original_and_changes") {
        let said = lang.pick(
            "det korrigerede budget er det oprindelige med tillæg og overførsler; intet korrigeret er indlæst til da",
            "the corrected budget is the original with supplements and carry-overs; no corrected one is imported by then",
        );
        add(said.to_owned());
    }
    if let Some(own) = area.own_forecast {
        let (own, day) = (
            kroner(Some(own), lang),
            area.own_forecast_date.as_deref().unwrap_or("–"),
        );
        add(match lang {
            Lang::Da => format!("kommunens eget forventede resultat pr. {day}: {own}"),
            Lang::En => format!("the municipality's own expected result of {day}: {own}"),
        });
    }
    area.breaks.iter().for_each(|text| {
        add(format!("{}: {text}", lang.pick("brud", "break")));
    });
    area.reasons.iter().for_each(|text| add(text.clone()));
    lines
}

fn grants(body: &FrameBody, lang: Lang) -> Vec<String> {
    let heading = lang.pick(
        "Bevillinger, januar til måneden (bevilget, forventet og betalt lægges aldrig sammen)",
        "Grants, January to the month (granted, expected and paid are never added together)",
    );
    let mut lines = vec![String::new(), heading.to_owned()];
    lines.extend(body.grants_reason.iter().map(|text| format!("  {text}")));
    for one in &body.grants {
        let name = match (one.reading.as_str(), lang) {
            ("granted_money", Lang::Da) => "bevilget",
            ("granted_money", Lang::En) => "granted",
            ("expected_money", Lang::Da) => "forventet",
            ("expected_money", Lang::En) => "expected",
            (_, Lang::Da) => "betalt",
            (_, Lang::En) => "paid",
        };
        let group = one.target_group_name.as_deref().map(|of| format!(", {of}"));
        let name = format!("{name}{}", group.unwrap_or_default());
        let told = match (&one.kroner, &one.reason) {
            (None, Some(reason)) => reason.clone(),
            (amount, _) => kroner(*amount, lang),
        };
        lines.push(format!("  {name}: {told}"));
    }
    lines
}

fn what_if(body: &FrameBody, lang: Lang) -> Vec<String> {
    let found = &body.what_if;
    let heading = lang.pick("Hvad holder rammen?", "What keeps the frame?");
    let mut lines = vec![String::new(), heading.to_owned()];
    let mut add = |line: String| lines.push(format!("  {line}"));
    let changes = [
        (lang.pick("pris", "price"), found.price),
        (
            lang.pick("andel, der får hjælp", "share served"),
            found.share,
        ),
        (lang.pick("forløbslængde", "course length"), found.length),
    ];
    let asked = changes.iter().filter(|(_, change)| *change != 0.0);
    let asked: Vec<String> = asked
        .map(|(name, change)| format!("{name} {}", per_cent(*change, lang)))
        .collect();
    if !asked.is_empty() {
        let name = lang.pick("ændringer", "changes");
        add(format!("{name}: {}", asked.join(", ")));
    }
    for outcome in [&found.this_year, &found.next_year].into_iter().flatten() {
        outcome_lines(outcome, !asked.is_empty(), lang)
            .into_iter()
            .for_each(&mut add);
    }
    found
        .projection
        .iter()
        .flat_map(|one| projection_lines(one, found.population_change, lang))
        .for_each(&mut add);
    let reasons = [&found.this_year_reason, &found.next_year_reason];
    for reason in reasons.into_iter().flatten() {
        add(reason.clone());
    }
    if let Some(year) = found.base_year {
        for one in &found.services {
            let told = match (one.part, &one.reason) {
                (Some(part), _) => per_cent(part, lang),
                (None, Some(reason)) => reason.clone(),
                (None, None) => "–".to_owned(),
            };
            let keeps = one
                .keeps
                .as_ref()
                .map(|keeps| format!("; {}", change(keeps, lang)));
            let keeps = keeps.unwrap_or_default();
            add(match lang {
                Lang::Da => format!("{}, andel af forbruget i {year}: {told}{keeps}", one.name),
                Lang::En => format!("{}, part of spending in {year}: {told}{keeps}", one.name),
            });
        }
    }
    lines
}

fn projection_lines(one: &FrameProjectionBody, change: Option<f64>, lang: Lang) -> Vec<String> {
    let (table, vintage, from, to) = (&one.table, one.vintage, one.from_year, one.to_year);
    let total = per_cent(change.unwrap_or_default(), lang);
    let heading = match lang {
        Lang::Da => format!(
            "{to}: borgertallet ændres {total} fra {from} ifølge {table} (fremskrivningen fra {vintage}), vægtet med områdernes udgifter"
        ),
        Lang::En => format!(
            "{to}: residents change by {total} from {from}, by {table} (the projection of {vintage}), weighted by the areas' spending"
        ),
    };
    let area = |area: &FrameResidentsBody| {
        let ages = match &area.ages {
            Some(ages) => format!("{ages} {}", lang.pick("år", "years")),
            None => lang.pick("alle borgere", "all residents").to_owned(),
        };
        format!("  {}, {ages}: {}", area.area, per_cent(area.change, lang))
    };
    std::iter::once(heading)
        .chain(one.areas.iter().map(area))
        .collect()
}

fn outcome_lines(one: &FrameOutcomeBody, has_changes: bool, lang: Lang) -> Vec<String> {
    let (year, ahead) = (one.year, kroner(Some(one.ahead), lang));
    let frame = kroner(Some(one.frame), lang);
    let borrowed = match one.frame_of {
        "this_year" => lang.pick(
            " (årets, da næste års budget ikke er indlæst)",
            " (this year's, as the next year's budget is not imported)",
        ),
        _ => "",
    };
    let mut lines = vec![match lang {
        Lang::Da => format!("{year}: {ahead} er endnu ikke brugt; ramme {frame}{borrowed}"),
        Lang::En => format!("{year}: {ahead} is still to be spent; frame {frame}{borrowed}"),
    }];
    if has_changes {
        let (with, distance) = (kroner(one.with_changes, lang), kroner(one.distance, lang));
        lines.push(match lang {
            Lang::Da => format!("{year}: med ændringerne {with}, afstand til rammen {distance}"),
            Lang::En => {
                format!("{year}: with the changes {with}, distance to the frame {distance}")
            }
        });
    }
    lines.extend(one.note.iter().map(|note| format!("{year}: {note}")));
    for (name, found) in [
        (lang.pick("pris alene", "price alone"), &one.price),
        (
            lang.pick("andel, der får hjælp, alene", "share served alone"),
            &one.share,
        ),
        (
            lang.pick("forløbslængde alene", "course length alone"),
            &one.length,
        ),
    ] {
        lines.push(format!("{year}: {name}: {}", change(found, lang)));
    }
    lines
}

/// A change that keeps the frame, or why there is none.
fn change(one: &FrameChangeBody, lang: Lang) -> String {
    let number = one
        .change
        .map(|change| format_share_as_percent(change, 2, lang));
    match (number, &one.reason) {
        (Some(number), Some(reason)) => format!("{number} ({reason})"),
        (Some(number), None) => number,
        (None, Some(reason)) => reason.clone(),
        (None, None) => "–".to_owned(),
    }
}
