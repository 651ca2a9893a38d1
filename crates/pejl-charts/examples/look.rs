#![allow(
    clippy::all,
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]
use pejl_charts::*;
use pejl_domain::{Cell, Lang, Period};
fn money() -> Measure {
    Measure {
        unit: "kr. pr. indbygger".into(),
        short_unit: "kr.".into(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::Spent,
    }
}
fn main() {
    let out = std::env::args().nth(1).unwrap();
    let csv = std::fs::read_to_string("/tmp/pejl/r27.csv").unwrap();
    let mut areas = vec![];
    let mut country = 0.0;
    for l in csv.lines() {
        let (n, v) = l.split_once(';').unwrap();
        let v: f64 = v.parse().unwrap();
        if n == "Hele landet" {
            country = v;
            continue;
        }
        let mark = match n {
            "Hedensted" => Mark::Own,
            "Vejle" | "Fredericia" | "Odense" => Mark::Marked,
            _ => Mark::Plain,
        };
        let in_group = [
            "Hedensted",
            "Vejle",
            "Horsens",
            "Odder",
            "Skanderborg",
            "Silkeborg",
            "Ikast-Brande",
        ]
        .contains(&n);
        areas.push(RankedArea {
            code: n.into(),
            name: n.into(),
            reading: Reading::of(v),
            rank: None,
            mark,
            in_group,
        });
    }
    let mut vs: Vec<f64> = areas.iter().map(|a| a.reading.value().unwrap()).collect();
    vs.sort_by(f64::total_cmp);
    for a in &mut areas {
        let v = a.reading.value().unwrap();
        a.rank = Some(1 + vs.iter().filter(|x| **x < v).count() as u32);
    }
    let mut ranking = Ranking {
        lang: Lang::Da,
        heading: Heading {
            title: "Pleje og omsorg m.v. af ældre (5.30.27), nettodriftsudgift pr. indbygger"
                .into(),
            subtitle: Some("Regnskab 2019, løbende priser. Alle 98 kommuner.".into()),
            notes: vec![
                "Kilde: Danmarks Statistik, REGK31. Vægtet gennemsnit beregnet af Pejl.".into(),
            ],
        },
        measure: money(),
        period: Period::year(2019).unwrap(),
        areas,
        order: RankOrder::LowestFirst,
        noun: AreaNoun::Municipality,
        group_name: Some("Naboer i Østjylland".into()),
        quartiles: Some([vs[24], (vs[48] + vs[49]) / 2.0, vs[73]]),
        references: vec![
            Reference {
                kind: ReferenceKind::WeightedMean {
                    of: MeanOf::Country,
                    weight: "indbyggertal".into(),
                },
                reading: Reading::of(country - 11.3),
            },
            Reference {
                kind: ReferenceKind::Published,
                reading: Reading::of(country),
            },
        ],
        layout: Layout::List { columns: 1 },
    };
    let save = |name: &str, c: &Chart, w: f64, h: bool| {
        let r = c.render(&Frame {
            id_prefix: name.into(),
            width: w,
            draw_heading: h,
            focus: Focus::Roving,
        });
        std::fs::write(format!("{out}/{name}.svg"), &r.svg).unwrap();
        println!("{name}: {} bytes\n{}\n", r.svg.len(), r.summary);
    };
    save("list1", &ranking.clone().into(), 720.0, true);
    ranking.layout = Layout::List { columns: 2 };
    save("list2", &ranking.clone().into(), 760.0, true);
    ranking.layout = Layout::List { columns: 1 };
    save("phone", &ranking.clone().into(), 320.0, true);
    ranking.layout = Layout::Strip;
    save("strip", &ranking.clone().into(), 720.0, true);
    save("stripphone", &ranking.clone().into(), 320.0, true);
    for (i, c) in [
        (3, Cell::Missing),
        (10, Cell::Confidential),
        (20, Cell::Immature),
        (40, Cell::NotApplicable),
    ] {
        ranking.areas[i].reading = Reading::absent(c);
    }
    ranking.areas[5].reading = Reading::of(-1200.0);
    ranking.areas[6].reading = Reading::of(0.0);
    ranking.areas[7].reading = Reading::new(Cell::Ok, Some(4000.0), true);
    save("strip2", &ranking.clone().into(), 720.0, false);
    ranking.layout = Layout::List { columns: 2 };
    save("list3", &ranking.clone().into(), 900.0, false);
    let csv = std::fs::read_to_string("/tmp/pejl/k11.csv").unwrap();
    let series = |n: &str, role| {
        let mut points: Vec<TrendPoint> = csv
            .lines()
            .filter_map(|l| {
                let p: Vec<&str> = l.split(';').collect();
                (p[0] == n).then(|| TrendPoint {
                    period: Period::year(p[1].parse().unwrap()).unwrap(),
                    reading: Reading::of(p[2].parse().unwrap()),
                })
            })
            .collect();
        points.sort_by_key(|p| p.period);
        assert!(!points.is_empty(), "{n}");
        Series {
            code: n.into(),
            name: n.into(),
            role,
            points,
        }
    };
    let mut trend = Trend {
        lang: Lang::Da,
        heading: Heading {
            title: "Sundhedsområdet (hovedkonto 4), nettodriftsudgift pr. indbygger".into(),
            subtitle: Some("Regnskab 2008–2022, løbende priser".into()),
            notes: vec!["Kilde: Danmarks Statistik, REGK11.".into()],
        },
        measure: money(),
        series: vec![
            series("Hedensted", SeriesRole::Own),
            series("Landkommuner", SeriesRole::Group),
            series("Hele landet", SeriesRole::Reference),
        ],
        breaks: vec![],
    };
    save("trend1", &trend.clone().into(), 720.0, true);
    for n in ["Vejle", "Fredericia", "Odense"] {
        trend.series.push(series(n, SeriesRole::Other));
    }
    trend.breaks = vec![
        Break {
            at: Period::year(2012).unwrap(),
            label: "ny medfinansiering".into(),
        },
        Break {
            at: Period::year(2018).unwrap(),
            label: "ny kontoplan".into(),
        },
    ];
    for (i, c) in [
        (2, Cell::Missing),
        (6, Cell::Confidential),
        (7, Cell::NotApplicable),
        (12, Cell::Immature),
    ] {
        trend.series[0].points[i].reading = Reading::absent(c);
    }
    trend.series[0].points[9].reading = Reading::of(0.0);
    trend.series[0].points[14].reading = Reading::new(Cell::Ok, Some(5200.0), true);
    trend.series[0].points[13].reading = Reading::new(Cell::Ok, Some(5100.0), true);
    trend.series[3].points[4].reading = Reading::absent(Cell::Missing);
    save("trend2", &trend.clone().into(), 720.0, false);
    save("trendphone", &trend.clone().into(), 320.0, false);
    trend.measure.zero = ZeroRule::MayCut;
    trend.series[0].points[9].reading = Reading::of(4400.0);
    trend.lang = Lang::En;
    save("trend3", &trend.clone().into(), 720.0, false);
}
