//! Curves of one group, two and several, known for every day and on fixed days.

use pejl_charts::{AtRisk, Cause, Curve, CurveGroup, CurveKind, CurveStep, Heading, Survival};
use pejl_domain::{Cell, Lang};

use crate::Picture;

pub(crate) fn pictures() -> Vec<Picture> {
    let name = "en gruppe af borgere hvis navn er så langt at det ikke kan stå på en linje";
    let (one, two) = (daily(62, 7), daily(48, 3));
    let lone = survival(vec![group("Rehabilitering", Ok(with_causes(one.clone())))]);
    let pair = survival(vec![
        group("Rehabilitering", Ok(one.clone())),
        group("Genoptræning", Ok(two.clone())),
    ]);
    let coarse = survival(vec![
        group("Rehabilitering", Ok(fixed(&one))),
        group("Genoptræning", Ok(fixed(&two))),
    ]);
    let mixed = survival(vec![
        group("Rehabilitering", Ok(one.clone())),
        group("Træning", Err(Cell::Confidential)),
        group("Andet", Err(Cell::NotApplicable)),
    ]);
    let several = survival(
        (1..=5)
            .map(|i| group(&format!("Gruppe {i}"), Ok(daily(30, i))))
            .collect(),
    );
    let mut nothing = one.clone();
    (nothing.steps, nothing.at_risk, nothing.median) =
        (Vec::new(), vec![AtRisk { day: 0, n: 62 }], None);
    let mut all = one.clone();
    all.median = Some(20);
    all.steps = vec![
        CurveStep {
            day: 20,
            share: 0.4,
            interval: Some((0.2, 0.6)),
        },
        CurveStep {
            day: 90,
            share: 0.0,
            interval: None,
        },
    ];
    vec![
        Picture::new("survival", lone.clone(), 720.0),
        Picture::new("survival-two", pair.clone(), 720.0),
        Picture::new("survival-phone", pair, 320.0),
        Picture::new("survival-fixed-days", coarse.clone(), 720.0),
        Picture::new("survival-fixed-days-phone", coarse, 320.0),
        Picture::new("survival-withheld-group", mixed, 560.0),
        Picture::new("survival-several", several, 720.0),
        Picture::new("survival-empty", survival(Vec::new()), 480.0),
        Picture::new(
            "survival-confidential",
            survival(vec![
                group("A", Err(Cell::Confidential)),
                group("B", Err(Cell::Missing)),
            ]),
            480.0,
        ),
        Picture::new(
            "survival-no-step",
            survival(vec![group("Rehabilitering", Ok(nothing))]),
            480.0,
        ),
        Picture::new(
            "survival-to-nothing",
            survival(vec![group("Rehabilitering", Ok(all))]),
            480.0,
        ),
        Picture::new(
            "survival-long-names",
            survival(vec![
                group(name, Ok(one)),
                group(name, Err(Cell::Confidential)),
            ]),
            480.0,
        ),
    ]
}

fn group(name: &str, curve: Result<Curve, Cell>) -> CurveGroup {
    CurveGroup {
        code: name.to_lowercase(),
        name: name.to_owned(),
        curve,
    }
}

fn survival(groups: Vec<CurveGroup>) -> Survival {
    Survival {
        lang: Lang::Da,
        heading: Heading {
            title: "Tid fra et forløb er slut, til borgeren får ny hjælp".to_owned(),
            subtitle: Some("Forløb, der sluttede i 2017–2018".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        state: "uden ny hjælp".to_owned(),
        groups,
    }
}

/// A made-up curve of `n` persons, of whom more have the event the larger the pace.
fn daily(n: u32, pace: u32) -> Curve {
    let mut left = n;
    let mut steps = Vec::new();
    for i in 0..n * pace / 12 + 4 {
        let day = 6 + i * 400 / (n * pace / 12 + 4) + (i * i) % 7;
        left = left.saturating_sub(1);
        let share = f64::from(left) / f64::from(n);
        let error = 1.96 * (share * (1.0 - share) / f64::from(n)).sqrt();
        steps.push(CurveStep {
            day,
            share,
            interval: Some(((share - error).max(0.0), (share + error).min(1.0))),
        });
    }
    let at_risk = [0, 30, 90, 180, 365].map(|day| {
        let lost = steps.iter().filter(|step| step.day < day).count();
        AtRisk {
            day,
            n: usize::try_from(n).unwrap_or_default().saturating_sub(lost),
        }
    });
    let median = steps
        .iter()
        .find(|step| step.share <= 0.5)
        .map(|step| step.day);
    Curve {
        kind: CurveKind::EveryDay,
        n: usize::try_from(n).unwrap_or_default(),
        steps,
        at_risk: at_risk.to_vec(),
        median,
        causes: Vec::new(),
    }
}

fn with_causes(mut curve: Curve) -> Curve {
    let event = curve
        .steps
        .iter()
        .map(|step| (step.day, (1.0 - step.share) * 0.94));
    curve.causes = vec![
        Cause {
            name: "ny hjælp".to_owned(),
            steps: event.collect(),
        },
        Cause {
            name: "død".to_owned(),
            steps: vec![(40, 0.016), (130, 0.032), (260, 0.064)],
        },
        Cause {
            name: "fraflytning".to_owned(),
            steps: vec![(210, 0.004)],
        },
    ];
    curve
}

/// The same on fixed days alone.
fn fixed(curve: &Curve) -> Curve {
    let days = [30, 90, 180, 365];
    let steps = days.iter().filter_map(|day| {
        let step = curve.steps.iter().rfind(|step| step.day <= *day)?;
        Some(CurveStep { day: *day, ..*step })
    });
    let steps: Vec<CurveStep> = steps.collect();
    let median = steps
        .iter()
        .find(|step| step.share <= 0.5)
        .map(|step| step.day);
    Curve {
        kind: CurveKind::FixedDays,
        steps,
        median,
        causes: Vec::new(),
        ..curve.clone()
    }
}
