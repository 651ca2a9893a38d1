//! Writes every kind of chart with invented figures as SVG files, and a page with all of them, to be looked at.
//!
//! ```text
//! cargo run -p pejl-charts --example gallery -- FOLDER
//! ```

mod multiples;
mod ranking;
mod sparkline;
mod survival;
mod trend;
mod waterfall;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use pejl_charts::{Chart, Focus, Frame, Heading, Measure, NumberStyle, Verb, ZeroRule};

type Failure = Box<dyn Error>;

/// A chart and how wide it is drawn.
struct Picture {
    name: String,
    chart: Chart,
    width: f64,
}

impl Picture {
    fn new(name: &str, chart: impl Into<Chart>, width: f64) -> Self {
        Self {
            name: name.to_owned(),
            chart: chart.into(),
            width,
        }
    }
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "gallery".to_owned()));
    fs::create_dir_all(&folder)?;
    let mut page = String::from("<!doctype html><meta charset=\"utf-8\"><body>\n");
    for picture in pictures()? {
        let name = &picture.name;
        let frame = Frame {
            id_prefix: name.clone(),
            width: picture.width,
            draw_heading: true,
            focus: Focus::Roving,
        };
        let rendered = picture.chart.render(&frame);
        fs::write(folder.join(format!("{name}.svg")), &rendered.svg)?;
        writeln!(page, "<h2>{name}</h2>\n{}", rendered.svg)?;
        println!("{name}: {}\n", rendered.summary);
    }
    fs::write(folder.join("index.html"), page)?;
    Ok(())
}

fn pictures() -> Result<Vec<Picture>, Failure> {
    let mut all = ranking::pictures()?;
    all.extend(trend::pictures()?);
    all.extend(sparkline::pictures()?);
    all.extend(waterfall::pictures()?);
    all.extend(survival::pictures());
    all.extend(multiples::pictures()?);
    Ok(all)
}

fn measure() -> Measure {
    Measure {
        unit: "kr. pr. indbygger".to_owned(),
        short_unit: "kr.".to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::Spent,
    }
}

fn heading() -> Heading {
    Heading {
        title: "Pleje og omsorg af ældre, nettodriftsudgift pr. indbygger".to_owned(),
        subtitle: Some("Regnskab, løbende priser".to_owned()),
        notes: vec!["Opdigtede tal.".to_owned()],
    }
}
