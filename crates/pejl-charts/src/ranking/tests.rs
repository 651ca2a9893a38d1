#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::measure::{NumberStyle, Verb, ZeroRule};
use crate::testing::{
    HOSTILE, check_drawing, count_groups, frame, groups, long_name, table_text, texts,
};
use pejl_domain::Cell;

mod laws;

fn kroner() -> Measure {
    Measure {
        unit: "kr. pr. indbygger".to_owned(),
        short_unit: "kr.".to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::Spent,
    }
}

fn area(name: &str, reading: Reading, rank: u32) -> RankedArea {
    RankedArea {
        code: format!("c-{name}"),
        name: name.to_owned(),
        reading,
        rank: Some(rank),
        mark: Mark::Plain,
        in_group: false,
    }
}

fn ranking(areas: Vec<RankedArea>) -> Ranking {
    Ranking {
        lang: Lang::Da,
        heading: Heading {
            title: "Udgift til pleje".to_owned(),
            subtitle: Some("Regnskab, løbende priser".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        measure: kroner(),
        period: Period::year(2019).unwrap(),
        areas,
        order: RankOrder::LowestFirst,
        noun: AreaNoun::Municipality,
        group_name: None,
        quartiles: None,
        references: Vec::new(),
        layout: Layout::List { columns: 1 },
    }
}

/// Eight areas with everything a ranking can hold: a tie, a negative value, a zero, a provisional value, and
/// four areas without value for four reasons.
fn small() -> Ranking {
    let mut areas = vec![
        area("Odense", Reading::of(2791.0), 4),
        area("Vejle", Reading::of(2819.0), 5),
        area("Horsens", Reading::of(2819.0), 5),
        area("Hedensted", Reading::of(3412.0), 7),
        area("Fredericia", Reading::new(Cell::Ok, Some(4051.0), true), 8),
        area("Læsø", Reading::of(8153.0), 9),
        area("Ærø", Reading::of(-420.0), 1),
        area("Fanø", Reading::of(0.0), 2),
        area("Samsø", Reading::of(960.0), 3),
        area("Aarhus", Reading::absent(Cell::Missing), 0),
        area(
            "Billund",
            Reading::new(Cell::Confidential, Some(987_654.0), false),
            0,
        ),
        area("Odder", Reading::absent(Cell::NotApplicable), 0),
        area("Struer", Reading::absent(Cell::Immature), 0),
    ];
    areas[3].mark = Mark::Own;
    for i in [0, 1, 4] {
        areas[i].mark = Mark::Marked;
    }
    for i in [1, 2, 3, 11] {
        areas[i].in_group = true;
    }
    let mut ranking = ranking(areas);
    ranking.group_name = Some("Naboer".to_owned());
    ranking.quartiles = Some([960.0, 2819.0, 3412.0]);
    ranking.references = vec![
        Reference {
            kind: ReferenceKind::WeightedMean {
                of: MeanOf::Shown,
                weight: "indbyggertal".to_owned(),
            },
            reading: Reading::of(2963.0),
        },
        Reference {
            kind: ReferenceKind::Published,
            reading: Reading::of(2975.0),
        },
    ];
    ranking
}

fn chart(ranking: &Ranking, layout: Layout) -> Chart {
    Chart::from(Ranking {
        layout,
        ..ranking.clone()
    })
}

#[track_caller]
fn check_sentence(ranking: &Ranking, index: usize, expected: &str) {
    assert_eq!(ranking.summary().sentences[index], expected);
}

#[test]
fn a_small_list() {
    let rendered =
        chart(&small(), Layout::List { columns: 1 }).render(&frame(560.0, Focus::Roving));
    insta::assert_snapshot!("list_svg", rendered.svg);
    insta::assert_snapshot!("summary_da", rendered.summary.sentences.join("\n"));
    insta::assert_snapshot!("table_da", table_text(&rendered.table));
}

#[test]
fn a_small_strip() {
    let rendered = chart(&small(), Layout::Strip).render(&frame(560.0, Focus::None));
    insta::assert_snapshot!("strip_svg", rendered.svg);
}

#[test]
fn the_same_in_english() {
    let mut ranking = small();
    ranking.lang = Lang::En;
    ranking.measure.unit = "DKK per resident".to_owned();
    ranking.measure.short_unit = "DKK".to_owned();
    ranking.references[0].kind = ReferenceKind::WeightedMean {
        of: MeanOf::Shown,
        weight: "population".to_owned(),
    };
    let rendered = Chart::from(ranking).render(&frame(560.0, Focus::All));
    insta::assert_snapshot!("summary_en", rendered.summary.sentences.join("\n"));
    insta::assert_snapshot!("table_en", table_text(&rendered.table));
}

#[test]
fn every_value_is_a_mark_and_every_other_area_a_sign() {
    for layout in [
        Layout::List { columns: 1 },
        Layout::List { columns: 2 },
        Layout::Strip,
    ] {
        let scene = chart(&small(), layout).draw(&frame(720.0, Focus::Roving));
        assert_eq!(count_groups(&scene, "mark"), 9, "{layout:?}");
        assert_eq!(count_groups(&scene, "absent"), 4, "{layout:?}");
        assert_eq!(count_groups(&scene, "own"), 1, "{layout:?}");
    }
}

#[test]
fn the_own_mark_differs_by_form_from_every_other() {
    let scene = chart(&small(), Layout::Strip).draw(&frame(720.0, Focus::Roving));
    let drawn = |class: &str| {
        format!(
            "{:?}",
            groups(&scene, class)[0]
                .nodes
                .last()
                .map(|node| match node {
                    crate::scene::Node::Shape(shape) => std::mem::discriminant(&shape.geometry),
                    _ => unreachable!("a mark is a shape"),
                })
        )
    };
    assert_ne!(drawn("own"), drawn("plain"));
    assert_ne!(drawn("marked"), drawn("plain"));
}

#[test]
fn exactly_one_mark_is_a_tab_stop_when_a_script_moves_the_focus() {
    let scene = chart(&small(), Layout::Strip).draw(&frame(720.0, Focus::Roving));
    let stops: Vec<&str> = groups(&scene, "mark")
        .into_iter()
        .filter(|group| group.attributes.contains(&("tabindex", "0".to_owned())))
        .map(|group| group.class.as_str())
        .collect();
    assert_eq!(stops, ["mark own"]);
}

#[test]
fn without_focus_the_chart_is_one_picture() {
    let svg = chart(&small(), Layout::Strip)
        .render(&frame(720.0, Focus::None))
        .svg;
    assert!(
        svg.contains("role=\"img\" aria-labelledby") && !svg.contains("tabindex"),
        "{svg}"
    );
}

#[test]
fn nothing_behind_a_confidential_cell_is_in_any_output() {
    for layout in [Layout::List { columns: 1 }, Layout::Strip] {
        let rendered = chart(&small(), layout).render(&frame(720.0, Focus::All));
        let all = format!("{}{}{:?}", rendered.svg, rendered.summary, rendered.table);
        assert!(!all.contains("987"), "{all}");
    }
}

#[test]
fn a_mark_is_read_out_with_value_and_rank() {
    let scene = chart(&small(), Layout::List { columns: 1 }).draw(&frame(720.0, Focus::All));
    let label = &groups(&scene, "own")[0].attributes[2];
    assert_eq!(
        label,
        &(
            "aria-label",
            "Hedensted: 3.412 kr. pr. indbygger, nr. 7 af 9".to_owned()
        )
    );
}

#[test]
fn the_order_of_the_description_does_not_matter() {
    let mut turned = small();
    turned.areas.reverse();
    let frame = frame(720.0, Focus::Roving);
    for layout in [Layout::List { columns: 2 }, Layout::Strip] {
        assert_eq!(
            chart(&turned, layout).render(&frame),
            chart(&small(), layout).render(&frame)
        );
    }
}

#[test]
fn equal_values_stand_in_alphabetical_order() {
    let ranking = ranking(
        ["Øster", "Aarhus", "Assens"]
            .map(|name| area(name, Reading::of(1.0), 1))
            .to_vec(),
    );
    let scene = Chart::from(ranking).draw(&frame(720.0, Focus::None));
    assert_eq!(texts(&scene, "name"), ["Assens", "Øster", "Aarhus"]);
}

#[test]
fn the_own_value_is_told_first() {
    let ranking = small();
    check_sentence(
        &ranking,
        0,
        "Hedensted brugte 3.412 kr. pr. indbygger i 2019 og ligger nr. 7 af 9 (1 = lavest).",
    );
    check_sentence(
        &ranking,
        1,
        "Gennemsnittet vægtet med indbyggertal er 2.963 kr.; Hedensted ligger 449 kr. højere.",
    );
    check_sentence(
        &ranking,
        2,
        "Det offentliggjorte tal for hele landet er 2.975 kr., 12 kr. højere end det vægtede gennemsnit.",
    );
}

#[test]
fn a_shared_place_says_with_whom() {
    let mut ranking = small();
    ranking.areas[3].reading = Reading::of(2819.0);
    ranking.areas[3].rank = Some(5);
    check_sentence(
        &ranking,
        0,
        "Hedensted brugte 2.819 kr. pr. indbygger i 2019 og ligger delt nr. 5 af 9 (1 = lavest) sammen med Horsens og Vejle.",
    );
}

#[test]
fn an_own_area_without_value_says_why_and_has_no_rank() {
    let mut ranking = small();
    for (cell, expected) in [
        (
            Cell::Missing,
            "Hedensted har ingen værdi i 2019: tallet mangler i kilden.",
        ),
        (
            Cell::Confidential,
            "Hedensted har ingen værdi i 2019: tallet er fortroligt.",
        ),
        (
            Cell::NotApplicable,
            "Hedensted har ingen værdi i 2019: tallet er ikke relevant.",
        ),
        (
            Cell::Immature,
            "Hedensted har ingen værdi i 2019: tallet er endnu ikke opgjort.",
        ),
    ] {
        ranking.areas[3].reading = Reading::new(cell, Some(1.0), false);
        check_sentence(&ranking, 0, expected);
    }
}

#[test]
fn negative_spending_is_income() {
    let mut ranking = ranking(vec![
        area("Ærø", Reading::of(-420.0), 1),
        area("Fanø", Reading::of(10.0), 2),
    ]);
    ranking.areas[0].mark = Mark::Own;
    check_sentence(
        &ranking,
        0,
        "Ærø havde en nettoindtægt på 420 kr. pr. indbygger i 2019 og ligger nr. 1 af 2 (1 = lavest).",
    );
}

#[test]
fn a_lone_area_has_no_rank_to_tell() {
    let mut ranking = ranking(vec![
        area("Ærø", Reading::of(420.0), 1),
        area("Fanø", Reading::absent(Cell::Missing), 0),
    ]);
    ranking.areas[0].mark = Mark::Own;
    check_sentence(
        &ranking,
        0,
        "Ærø brugte 420 kr. pr. indbygger i 2019 og er den eneste kommune med en værdi.",
    );
    check_sentence(&ranking, 1, "1 kommune er uden værdi: Fanø (mangler).");
}

#[test]
fn no_value_at_all_is_said_and_drawn_as_such() {
    let ranking = ranking(vec![area("Fanø", Reading::absent(Cell::Missing), 0)]);
    check_sentence(&ranking, 0, "Der er ingen kommuner med en værdi i 2019.");
    let empty = Ranking {
        areas: Vec::new(),
        ..ranking.clone()
    };
    for layout in [Layout::List { columns: 3 }, Layout::Strip] {
        for ranking in [&ranking, &empty] {
            check_drawing(&chart(ranking, layout), &frame(400.0, Focus::All));
        }
    }
}

#[test]
fn all_equal_is_said_once() {
    let ranking = ranking(
        ["A", "B", "C"]
            .map(|name| area(name, Reading::of(7.0), 1))
            .to_vec(),
    );
    check_sentence(&ranking, 0, "3 kommuner har en værdi i 2019.");
    check_sentence(
        &ranking,
        1,
        "Alle 3 har det samme tal: 7 kr. pr. indbygger.",
    );
}

#[test]
fn a_group_of_one_other_is_told_in_the_singular() {
    let mut ranking = small();
    ranking.areas[2].in_group = false;
    let told = ranking.summary().to_string();
    assert!(
        told.contains("I gruppen Naboer ligger Vejle lavere end Hedensted."),
        "{told}"
    );
    ranking.areas[1].reading = Reading::of(3412.0);
    let told = ranking.summary().to_string();
    assert!(
        told.contains("I gruppen Naboer har Vejle samme tal som Hedensted."),
        "{told}"
    );
}

#[test]
fn who_is_no_member_of_the_group_has_its_members_beside_it_and_not_the_others() {
    let mut ranking = small();
    ranking.areas[3].in_group = false;
    let told = ranking.summary().to_string();
    assert!(
        told.contains("De 2 kommuner i gruppen Naboer ligger begge lavere end Hedensted."),
        "{told}"
    );
}

#[test]
fn shares_differ_in_percentage_points() {
    let mut ranking = small();
    ranking.measure = Measure {
        unit: "af borgerne".to_owned(),
        short_unit: String::new(),
        numbers: NumberStyle::Percent { decimals: 1 },
        zero: ZeroRule::Include,
        verb: Verb::StoodAt,
    };
    for (i, area) in ranking.areas.iter_mut().enumerate() {
        if area.reading.value().is_some() {
            area.reading = Reading::of(0.1 + 0.01 * f64::from(u8::try_from(i).unwrap()));
        }
    }
    ranking.quartiles = None;
    ranking.references = vec![Reference {
        kind: ReferenceKind::UnweightedMean { of: MeanOf::Shown },
        reading: Reading::of(0.151),
    }];
    let told = ranking.summary().sentences[..2].join(" ");
    assert_eq!(
        told,
        "Hedensted lå på 13,0 % af borgerne i 2019 og ligger nr. 7 af 9 (1 = lavest). \
         Gennemsnittet uden vægte er 15,1 %; Hedensted ligger 2,1 procentpoint lavere."
    );
}

#[test]
fn a_cut_axis_has_no_stems_and_says_so() {
    let mut ranking = ranking(vec![
        area("A", Reading::of(3079.0), 1),
        area("B", Reading::of(4321.0), 2),
    ]);
    ranking.measure.zero = ZeroRule::MayCut;
    let svg = Chart::from(ranking).render(&frame(600.0, Focus::None)).svg;
    assert!(
        svg.contains("axis-break") && svg.contains("(aksen begynder ikke ved 0)"),
        "{svg}"
    );
    assert!(
        !svg.contains("class=\"stem\"") && !svg.contains("class=\"zero\""),
        "{svg}"
    );
}

#[test]
fn hostile_texts_stay_texts() {
    let mut names: Vec<String> = HOSTILE.map(str::to_owned).to_vec();
    names.push(long_name());
    let mut ranking = small();
    for (area, name) in ranking.areas.iter_mut().zip(names.iter().cycle()) {
        area.name.clone_from(name);
        area.code.clone_from(name);
    }
    for name in names {
        ranking.heading = Heading {
            title: name.clone(),
            subtitle: Some(name.clone()),
            notes: vec![name.clone()],
        };
        ranking.group_name = Some(name.clone());
        ranking.measure.unit.clone_from(&name);
        ranking.measure.short_unit.clone_from(&name);
        for layout in [Layout::List { columns: 2 }, Layout::Strip] {
            for width in [280.0, 720.0] {
                check_drawing(&chart(&ranking, layout), &frame(width, Focus::All));
            }
        }
    }
}

#[test]
fn extreme_numbers_are_drawn_without_falling_out_of_the_picture() {
    let values = [
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        1e15 + 1.0,
        -1e-300,
        5e-324,
    ];
    let areas = values
        .iter()
        .map(|v| area(&format!("{v:e}"), Reading::of(*v), 1))
        .collect();
    let mut ranking = ranking(areas);
    ranking.areas[0].mark = Mark::Own;
    ranking.quartiles = Some([f64::MIN, 0.0, f64::MAX]);
    for layout in [Layout::List { columns: 1 }, Layout::Strip] {
        check_drawing(&chart(&ranking, layout), &frame(600.0, Focus::All));
    }
}

#[test]
fn ninety_eight_equal_values_stay_in_the_picture() {
    let ranking = ranking(
        (0..98)
            .map(|i| area(&format!("Kommune {i:02}"), Reading::of(100.0), 1))
            .collect(),
    );
    let chart = chart(&ranking, Layout::Strip);
    check_drawing(&chart, &frame(720.0, Focus::Roving));
    assert!(chart.draw(&frame(720.0, Focus::Roving)).height < 300.0);
}

#[test]
fn marked_areas_without_room_for_a_label_are_named_below() {
    let mut ranking = ranking(
        (0..30)
            .map(|i| {
                area(
                    &format!("Fremhævet kommune {i:02}"),
                    Reading::of(f64::from(i)),
                    1,
                )
            })
            .collect(),
    );
    for area in &mut ranking.areas {
        area.mark = Mark::Marked;
    }
    let chart = chart(&ranking, Layout::Strip);
    check_drawing(&chart, &frame(480.0, Focus::Roving));
    let scene = chart.draw(&frame(480.0, Focus::Roving));
    assert_eq!(
        texts(&scene, "label").len() + texts(&scene, "unlabelled").len(),
        30
    );
}
