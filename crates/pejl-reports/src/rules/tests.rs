//! The rules on boards by hand.

use super::*;
use crate::sections::pejlemaerke::stands;
use crate::testing::{line, standing};

/// The sentences of items, once each is proved, with what is said elsewhere behind them.
#[track_caller]
fn said(items: &[Item]) -> Vec<String> {
    let one = |item: &Item| {
        let mut texts: Vec<String> = Vec::new();
        for sentence in &item.sentences {
            assert_eq!(sentence.prove(), Ok(()), "{sentence}");
            texts.push(sentence.text());
        }
        texts.extend(Some(item.more.clone()).filter(|text| !text.is_empty()));
        texts.join(" ")
    };
    items.iter().map(one).collect()
}

fn chance(of: &[(&str, Option<Option<bool>>)]) -> Chance {
    let of = of.iter();
    of.map(|(code, side)| ((*code).to_owned(), *side)).collect()
}

/// What is said of one leading indicator that can be held against the year before, and of one that cannot.
const ALL_DA: &str = "Ledende indikatorer, altså dem, der selv viser et pejlemærke, og som kan holdes op mod året før: alle 1.";
const FEW_DA: &str = "Af 1 ledende indikatorer, altså dem, der selv viser et pejlemærke, kan 0 holdes op mod året før; for 1 er der \
                      for få tal, eller der mangler et tal at holde op mod.";

#[test]
fn what_moved_by_more_than_chance_is_told_with_both_figures() {
    let line = line("O3.1", "2018-Q1", Some(80.0), Some(92.5));
    let chance = chance(&[("O3.1", Some(Some(false)))]);
    let name = |lang| line.reading.as_ref().unwrap().name.to_lang(lang).to_owned();
    assert_eq!(
        said(
            &moved(&[&line], &chance, Lang::Da)
                .unwrap()
                .told(LISTED_MAX, Lang::Da)
        ),
        [
            format!(
                "{}: 80 dage i 1. kvartal 2018 mod 93 dage i 1. kvartal 2017. Tallet er faldet mere, end tilfældig variation \
             forklarer, og det er en forbedring.",
                name(Lang::Da)
            ),
            ALL_DA.to_owned()
        ]
    );
    assert_eq!(
        said(
            &moved(&[&line], &chance, Lang::En)
                .unwrap()
                .told(LISTED_MAX, Lang::En)
        ),
        [format!(
            "{}: 80 days in Q1 2018 against 93 days in Q1 2017. The figure has fallen by more than chance explains, and that \
             is an improvement.",
            name(Lang::En)
        ), "Leading indicators, those that themselves show a bearing mark, that can be held against the year before: all 1.".to_owned()]
    );
}

#[test]
fn a_change_that_the_series_does_not_signal_has_not_moved() {
    let line = line("O3.1", "2018-Q1", Some(80.0), Some(92.0));
    let says = |side| {
        said(
            &moved(&[&line], &chance(&[("O3.1", side)]), Lang::Da)
                .unwrap()
                .told(LISTED_MAX, Lang::Da),
        )
    };
    let (none, rest) = (
        "Ingen af de ledende indikatorer, det kan siges om, har flyttet sig mere siden året før, end tilfældig variation forklarer.",
        "Ledende indikatorer, der ikke har flyttet sig mere, end tilfældig variation forklarer: 1.",
    );
    assert_eq!(says(Some(None)), [none, ALL_DA, rest]);
    // The series signals more, while the figure is less than the year before.
    assert_eq!(says(Some(Some(true))), [none, ALL_DA, rest]);
    // Of what cannot be told it is not said that it has not moved.
    let unknown = "Det kan ikke siges, om nogen ledende indikator har flyttet sig siden året før.";
    assert_eq!(says(None), [unknown, FEW_DA]);
    // Two figures that are written alike have not moved for a reader.
    let alike = crate::testing::line("O3.1", "2018-Q1", Some(91.8), Some(92.0));
    let signalled = chance(&[("O3.1", Some(Some(false)))]);
    assert_eq!(
        said(
            &moved(&[&alike], &signalled, Lang::Da)
                .unwrap()
                .told(LISTED_MAX, Lang::Da)
        ),
        [none, ALL_DA, rest]
    );
}

#[test]
fn what_law_keeps_from_being_compared_has_not_moved_and_is_called_so() {
    let mut cut = line("O3.1", "2025-Q4", Some(80.0), Some(92.5));
    let law = |comparable| pejl_app::trend::Break {
        block: "ELDERLY_ACT_2025".to_owned(),
        date: "2025-07-01".parse().unwrap(),
        comparable,
        text: crate::testing::text("Fra 1. juli 2025.", "From 1 July 2025."),
    };
    let chance = chance(&[("O3.1", Some(Some(false)))]);
    let told = |line: &Line| {
        let moved = moved(&[line], &chance, Lang::Da).unwrap();
        let stands = stands(line, Lang::Da).unwrap();
        (
            said(&moved.told(LISTED_MAX, Lang::Da)),
            said(&[stands]).concat(),
        )
    };
    cut.recent[0].breaks = vec![law(false)];
    let (moved, stands) = told(&cut);
    assert_eq!(moved.last().unwrap(), FEW_DA);
    assert!(
        stands.contains("Året før: 93 dage i 4. kvartal 2024, før ældreloven."),
        "{stands}"
    );
    cut.recent[0].breaks = vec![law(true)];
    let (moved, stands) = told(&cut);
    assert!(
        moved[0].contains("mod 93 dage i 4. kvartal 2024."),
        "{moved:?}"
    );
    assert!(
        stands.contains("Året før: 93 dage i 4. kvartal 2024."),
        "{stands}"
    );
}

#[test]
fn a_figure_that_is_withheld_is_in_no_sentence() {
    let withheld = line("O3.1", "2018-Q1", None, Some(92.0));
    let before = line("O2.1", "2018-Q1", Some(12.0), None);
    let chance = chance(&[("O3.1", Some(Some(false))), ("O2.1", Some(Some(true)))]);
    for lang in [Lang::Da, Lang::En] {
        let said = said(
            &moved(&[&withheld, &before], &chance, lang)
                .unwrap()
                .told(LISTED_MAX, lang),
        )
        .concat();
        assert!(!said.contains("92") && !said.contains("12"), "{said}");
    }
    let unknown: Vec<String> = unknown(&[&withheld, &before], Lang::Da)
        .iter()
        .map(Sentence::text)
        .collect();
    assert_eq!(
        unknown,
        [
            "Indikatorer uden et tal: 1 af 2. Hvorfor står under datakvalitet.",
            "Heraf fortrolige, fordi få borgere står bag: 1.",
        ]
    );
}

#[test]
fn a_target_that_is_not_met_stands_first_and_asks_for_a_decision() {
    let at_risk = line("O3.1", "2018-Q1", Some(80.0), Some(92.0));
    let at_risk = standing(at_risk, Status::AtRisk, &[]);
    let off_track = line("O2.1", "2018-Q1", Some(1.0), Some(2.0));
    let off_track = standing(off_track, Status::OffTrack, &[]);
    let lines = [&at_risk, &off_track];
    let course = off_course(&lines, Lang::Da)
        .unwrap()
        .told(LISTED_MAX, Lang::Da);
    let signs = |items: &[Item]| -> Vec<&str> {
        let signs = items.iter().filter_map(|one| one.sign.as_ref());
        signs.map(|sign| sign.class).collect()
    };
    assert_eq!(signs(&course), ["off-track", "at-risk"]);
    assert!(said(&course).iter().all(|text| text.ends_with("mål: –.")));
    let decided = decisions(&lines, None, Lang::Da)
        .unwrap()
        .told(LISTED_MAX, Lang::Da);
    assert_eq!(signs(&decided), ["off-track", "at-risk"]);
    let decided = said(&decided);
    assert!(
        decided[0].ends_with("Skal indsatsen eller målet ændres?"),
        "{decided:?}"
    );
    assert!(decided[1].contains("Målet er i risiko."), "{decided:?}");
}

#[test]
fn a_list_is_cut_to_what_the_page_has_room_for_and_says_how_many_more_there_are() {
    let lists = |n| {
        let line = line("O3.1", "2018-Q1", Some(80.0), Some(92.0));
        let missed = standing(line, Status::OffTrack, &[]);
        let lines = vec![&missed; n];
        let decided = decisions(&lines, None, Lang::Da).unwrap();
        let course = off_course(&lines, Lang::Da).unwrap();
        let most = room([&decided, &course]);
        (decided.told(most, Lang::Da), course.told(most, Lang::Da))
    };
    let (decided, course) = lists(4);
    assert_eq!((decided.len(), course.len()), (4, 4));
    let (decided, course) = lists(24);
    assert_eq!((decided.len(), course.len()), (3 + 1, 3 + 1));
    for items in [decided, course] {
        let last = said(&items).pop().unwrap();
        assert_eq!(last, "Flere, der står på tavlen: 21.");
    }
}

#[test]
fn progress_that_is_contradicted_asks_for_a_decision() {
    let line = line("O3.1", "2018-Q1", Some(80.0), Some(92.0));
    let contradiction = ("Effekten er blevet ringere.", "The effect has worsened.");
    let line = standing(line, Status::OnTrack, &[contradiction]);
    let decided = said(
        &decisions(&[&line], None, Lang::En)
            .unwrap()
            .told(LISTED_MAX, Lang::En),
    );
    assert_eq!(decided.len(), 1);
    assert!(
        decided[0].ends_with("that it is to be seen with. The effect has worsened."),
        "{decided:?}"
    );
}

#[test]
fn where_nothing_is_to_be_said_that_is_said() {
    let without = line("O3.1", "2018-Q1", Some(80.0), Some(80.0));
    let on_track = standing(without.clone(), Status::OnTrack, &[]);
    let course = |line| {
        said(
            &off_course(&[line], Lang::Da)
                .unwrap()
                .told(LISTED_MAX, Lang::Da),
        )
        .concat()
    };
    assert!(course(&without).starts_with("Der er ikke sat mål"));
    assert_eq!(
        course(&on_track),
        "Ingen indikator med et mål er ude af kurs eller i risiko."
    );
    let decided = said(
        &decisions(&[&on_track], None, Lang::Da)
            .unwrap()
            .told(LISTED_MAX, Lang::Da),
    );
    assert_eq!(decided, ["Intet i tallene kræver en beslutning nu."]);
    let decided = said(
        &decisions(&[&without], None, Lang::Da)
            .unwrap()
            .told(LISTED_MAX, Lang::Da),
    )
    .concat();
    assert!(decided.starts_with("Uden mål kan tallene ikke sige"));
}

#[test]
fn an_indicator_that_stands_in_several_places_counts_once() {
    let line = line("O3.2", "2018-Q1", Some(8.0), Some(9.0));
    assert_eq!(once([line.clone(), line].iter()).len(), 1);
}

#[test]
fn targets_that_cannot_be_judged_are_no_reason_for_calm() {
    let of = |indicator, status| {
        let line = line(indicator, "2018-Q1", Some(80.0), Some(80.0));
        standing(line, status, &[])
    };
    let unknown = of("O3.1", Status::NotComputable);
    let immature = of("O2.1", Status::Immature);
    let on_track = of("O3.2", Status::OnTrack);
    let says = |lines: &[&Line], lang| {
        let course = off_course(lines, lang).unwrap();
        let decided = decisions(lines, None, lang).unwrap();
        let [course, decided] =
            [course, decided].map(|one| said(&one.told(LISTED_MAX, lang)).concat());
        (course, decided)
    };
    let (course, decided) = says(&[&unknown, &immature], Lang::Da);
    assert_eq!(
        course,
        "Af 2 indikatorer med et mål kan 0 afgøres, så det kan ikke siges, om noget er ude af kurs."
    );
    assert_eq!(
        decided,
        "Af 2 indikatorer med et mål kan 0 afgøres, så tallene kan ikke sige, om noget kræver en beslutning."
    );
    let (course, decided) = says(&[&unknown, &immature, &on_track], Lang::En);
    assert_eq!(
        course,
        "Of 3 indicators with a target 1 can be judged; none of them is off course or at risk."
    );
    assert_eq!(
        decided,
        "Of 3 indicators with a target 1 can be judged; nothing in them needs a decision now."
    );
}

#[test]
fn own_data_of_which_nothing_is_delivered_are_told_so() {
    let without = |indicator| {
        let mut one = line(indicator, "2018-Q1", None, None);
        one.newest.as_mut().unwrap().cell = Cell::Missing;
        one
    };
    let (first, second) = (without("O3.1"), without("O2.1"));
    // What is published of the municipality is not delivered by it.
    let published = line("F2", "2018", Some(11_558.0), None);
    let said = |lines: &[&Line]| {
        let said = nothing_delivered(lines, Lang::Da)?;
        assert_eq!(said.prove(), Ok(()));
        Some(said.text())
    };
    assert_eq!(
        said(&[&first, &second, &published]).unwrap(),
        "Af kommunens egne data er intet leveret: ingen af de 2 indikatorer, der er lavet af dem, har et tal."
    );
    assert_eq!(said(&[&published]), None);
    // What is withheld was delivered.
    let withheld = line("O3.2", "2018-Q1", None, None);
    assert_eq!(said(&[&first, &withheld]), None);
}
