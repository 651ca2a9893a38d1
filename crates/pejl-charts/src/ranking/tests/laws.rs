//! What holds for every ranking, whatever it is given.

use super::*;
use crate::testing::any_reading;
use proptest::prelude::*;

fn any_ranking() -> impl Strategy<Value = Ranking> {
    let name = prop_oneof![4 => "[A-ZÆØÅ][a-zæøå]{2,14}(-[A-Z][a-z]{3,9})?", 1 => "\\PC{0,30}", 1 => any::<String>()];
    let area = (name, any_reading(), 0..100u32, 0..12u8, any::<bool>()).prop_map(
        |(name, reading, rank, mark, in_group)| {
            let mark = match mark {
                0 => Mark::Own,
                1 | 2 => Mark::Marked,
                _ => Mark::Plain,
            };
            RankedArea {
                code: name.clone(),
                name,
                reading,
                rank: Some(rank),
                mark,
                in_group: in_group && rank < 20,
            }
        },
    );
    let references = proptest::collection::vec((0..4u8, any_reading()), 0..4);
    let quartiles = proptest::option::of([0.0..9_000.0f64, 0.0..9_000.0, 0.0..9_000.0]);
    let zero = prop_oneof![Just(ZeroRule::Include), Just(ZeroRule::MayCut)];
    (
        proptest::collection::vec(area, 0..99),
        references,
        quartiles,
        zero,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(areas, references, quartiles, zero, english, highest)| {
            let mut ranking = ranking(areas);
            ranking.lang = if english { Lang::En } else { Lang::Da };
            ranking.order = if highest {
                RankOrder::HighestFirst
            } else {
                RankOrder::LowestFirst
            };
            ranking.measure.zero = zero;
            ranking.quartiles = quartiles.map(|mut q| {
                q.sort_by(f64::total_cmp);
                q
            });
            ranking.references = references
                .into_iter()
                .map(|(kind, reading)| Reference {
                    kind: match kind {
                        0 => ReferenceKind::WeightedMean {
                            of: MeanOf::Country,
                            weight: "indbyggertal".to_owned(),
                        },
                        1 => ReferenceKind::Published,
                        2 => ReferenceKind::RatioOfSums { of: MeanOf::Group },
                        _ => ReferenceKind::UnweightedMean { of: MeanOf::Shown },
                    },
                    reading,
                })
                .collect();
            ranking
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_ranking_is_drawn_soundly(ranking in any_ranking(), width in 280.0..1_200.0f64, layout in 0..4u8) {
        let layout = if layout == 0 { Layout::Strip } else { Layout::List { columns: layout } };
        let chart = chart(&ranking, layout);
        let frame = frame(width, Focus::Roving);
        check_drawing(&chart, &frame);
        let scene = chart.draw(&frame);
        let n_values = ranking.areas.iter().filter(|a| a.reading.value().is_some()).count();
        prop_assert_eq!(count_groups(&scene, "mark"), n_values);
        prop_assert_eq!(count_groups(&scene, "absent"), ranking.areas.len() - n_values);
        let table = chart.table();
        prop_assert_eq!(table.rows.len(), ranking.areas.len());
        for sentence in chart.summary().sentences {
            prop_assert!(sentence.trim_end_matches('\u{2069}').ends_with('.') && !sentence.ends_with(".."), "{}", sentence);
        }
    }
}
