//! Charts of a page as pictures that can be taken home.
//!
//! The page is made as for a reader, and one of its charts drawn again, so that a picture shows what the page shows and nothing
//! else. It is seen without its page, and therefore says itself whose figures it shows, as known when.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use actix_web::{HttpResponse, Resource};
use pejl_app::Store;
use pejl_charts::{Chart, Focus, Frame};
use pejl_domain::Lang;
use pejl_png::to_png;

use crate::drawing::ChartView;
use crate::link::Link;
use crate::place::Seen;
use crate::problem::PageError;
use crate::query::{Query, problem};
use crate::texts::{fill, texts};
use crate::wording::instant;

/// Width of the drawing, and pixels for one of it: sharp on a slide and on paper.
const WIDTH: f64 = 800.0;
const SCALE: f32 = 2.0;

/// The chart that is asked for, by what it is known by on its page.
const CHART: &str = "chart";

/// A chart as a file.
#[derive(Debug)]
pub(crate) struct Picture {
    name: String,
    png: Vec<u8>,
}

/// What a page says of its pictures.
#[derive(Debug)]
pub(crate) struct Captions {
    /// Whose figures, in which language, of which revision.
    pub seen: Seen,
    /// Whether the figures are invented.
    pub is_demo: bool,
    /// What the figures are of, below the title: municipality, reading, periods.
    pub subtitle: Vec<String>,
    /// Which definition they are by.
    pub definition: Option<String>,
    /// What the file is named for, beside municipality and chart.
    pub subject: String,
}

/// Returns the resource of the pictures of a page's charts, below the page.
pub(crate) fn pictures(
    page: &'static str,
    make: fn(&Store, &Query) -> Result<Picture, PageError>,
) -> Resource {
    crate::get(&path(page), move |request, state| {
        crate::answered((request, state), page, (make, Picture::answer))
    })
}

/// Says of each chart of a page where it is as a picture, of the figures that are shown.
pub(crate) fn offer(charts: Vec<&mut ChartView>, (page, pinned): (&str, &Link)) {
    for chart in charts {
        let link = pinned.at(&path(page)).with(CHART, chart.id());
        chart.offer(link.to_string());
    }
}

fn path(page: &str) -> String {
    format!("{page}/graf.png")
}

impl Picture {
    /// The picture of the chart that an address names; of none named the first.
    ///
    /// # Errors
    /// The page has no chart, or not this one.
    pub fn of(
        query: &Query,
        charts: Vec<&mut ChartView>,
        captions: &Captions,
    ) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let asked = query.one(CHART, &mut problems);
        let asked = asked.filter(|text| !text.is_empty());
        let mut charts = charts.into_iter();
        let found = charts.find(|one| asked.is_none_or(|id| one.id() == id));
        if let Some(id) = asked.filter(|_| found.is_none()) {
            problems.push(problem(CHART, id));
        }
        match found {
            Some(found) if problems.is_empty() => captions.picture(found),
            None if problems.is_empty() => Err(PageError::NoSuchPage),
            _ => Err(PageError::Parameters(problems)),
        }
    }

    /// The answer that carries it.
    fn answer(self, lang: Lang) -> HttpResponse {
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "image/png"))
            .insert_header((CONTENT_LANGUAGE, lang.as_str()))
            .insert_header((CONTENT_DISPOSITION, disposition))
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .body(self.png)
    }
}

impl Captions {
    fn picture(&self, view: &ChartView) -> Result<Picture, PageError> {
        let svg = drawn(self.around(view.chart().clone()));
        let png = to_png(&svg, SCALE).map_err(PageError::Picture)?;
        let name = self.file_name(view.id());
        Ok(Picture { name, png })
    }

    /// The chart with what must be said where it is seen alone.
    fn around(&self, mut chart: Chart) -> Chart {
        let t = texts(self.seen.lang);
        if let Some(heading) = chart.heading_mut() {
            heading.subtitle = Some(self.subtitle.join(" · "));
            let demo = self.is_demo.then(|| t.demo_banner.to_owned());
            heading.notes.extend(demo);
            heading.notes.push(self.source());
        }
        chart
    }

    /// By which definition and at which revision.
    fn source(&self) -> String {
        let (head, lang) = (&self.seen.head, self.seen.lang);
        let at = head.committed_at.map(|at| instant(at, lang));
        let revision = fill(
            texts(lang).picture_source,
            &[
                ("revision", &head.revision.to_string()),
                ("at", &at.unwrap_or_default()),
            ],
        );
        let parts = self.definition.iter().cloned().chain([revision]);
        parts.collect::<Vec<_>>().join(" · ")
    }

    fn file_name(&self, id: &str) -> String {
        let t = texts(self.seen.lang);
        let chart = match id {
            "ranking" => t.picture_file_ranking,
            "trend" => t.picture_file_trend,
            "split" => t.picture_file_split,
            "bridge" => t.picture_file_bridge,
            "year" => t.picture_file_year,
            "curve" => t.picture_file_curve,
            other => other,
        };
        let (own, revision) = (self.seen.own.code, self.seen.head.revision);
        let subject = plain(&self.subject);
        format!("pejl-{own}-{subject}-{chart}-revision-{revision}.png")
    }
}

/// A chart with its heading, as SVG.
fn drawn(chart: Chart) -> String {
    let frame = Frame {
        id_prefix: "picture".to_owned(),
        width: WIDTH,
        draw_heading: true,
        focus: Focus::None,
    };
    chart.render(&frame).svg
}

/// A text as every system takes it in the name of a file.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let chars = text.chars();
    chars.map(|c| if is_plain(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_app::catalogue::Head;
    use pejl_charts::{
        Heading, Measure, NumberStyle, Overlay, Reading, Series, SeriesRole, Trend, TrendPoint,
        Verb, ZeroRule,
    };
    use pejl_domain::area::get_area;
    use pejl_domain::{Cell, Period};

    use super::*;
    use crate::drawing::draw;

    fn captions(lang: Lang, is_demo: bool) -> Captions {
        Captions {
            seen: Seen {
                lang,
                own: get_area("766").unwrap(),
                head: Head {
                    revision: 12,
                    committed_at: None,
                },
                is_pinned: false,
            },
            is_demo,
            subtitle: vec!["Hedensted".to_owned(), "kvartaler".to_owned()],
            definition: Some("O3.1.median_days, definition 2".to_owned()),
            subject: "O3.1.median_days".to_owned(),
        }
    }

    /// Three years, of which the middle one is withheld with a value behind it.
    fn chart(behind: f64) -> Chart {
        let point = |year, reading| TrendPoint {
            period: Period::year(year).unwrap(),
            reading,
        };
        Chart::from(Trend {
            lang: Lang::Da,
            heading: Heading {
                title: "Dage til afgørelse på ældreområdet".to_owned(),
                ..Heading::default()
            },
            measure: Measure {
                unit: "dage".to_owned(),
                short_unit: "dage".to_owned(),
                numbers: NumberStyle::Number { decimals: 0 },
                zero: ZeroRule::Include,
                verb: Verb::StoodAt,
            },
            series: vec![Series {
                code: "766".to_owned(),
                name: "Hedensted".to_owned(),
                role: SeriesRole::Own,
                points: vec![
                    point(2017, Reading::of(90.0)),
                    point(2018, Reading::new(Cell::Confidential, Some(behind), false)),
                    point(2019, Reading::of(84.0)),
                ],
            }],
            breaks: Vec::new(),
            overlay: Overlay::default(),
        })
    }

    fn view(behind: f64) -> ChartView {
        ChartView::of(draw(chart(behind), "trend"), 0)
    }

    fn picture(query: &str, behind: f64) -> Result<Picture, PageError> {
        let query = Query::read(query).unwrap();
        Picture::of(&query, vec![&mut view(behind)], &captions(Lang::Da, false))
    }

    #[test]
    fn what_is_behind_a_withheld_cell_is_not_in_a_picture() {
        let [one, other] = [3.0, 87.0].map(|behind| picture("", behind).unwrap().png);
        assert_eq!(one, other);
    }

    #[test]
    fn a_picture_says_whose_figures_it_shows_as_known_when() {
        for (lang, is_demo) in [(Lang::Da, true), (Lang::En, false)] {
            let svg = drawn(captions(lang, is_demo).around(chart(3.0)));
            for text in [
                "Dage til afgørelse på ældreområdet",
                "Hedensted · kvartaler",
                "O3.1.median_days, definition 2 · Pejl, revision 12",
            ] {
                assert!(svg.contains(text), "{text}: {svg}");
            }
            let banner = texts(lang).demo_banner.split(' ').next().unwrap();
            assert_eq!(svg.contains(&format!(">{banner}")), is_demo, "{svg}");
        }
    }

    #[test]
    fn a_file_is_named_in_the_language_with_letters_that_every_system_takes() {
        let named = |lang, subject: &str| {
            let captions = Captions {
                subject: subject.to_owned(),
                ..captions(lang, false)
            };
            captions.file_name("trend")
        };
        assert_eq!(
            named(Lang::Da, "O3.1.median_days"),
            "pejl-766-O3.1.median_days-udvikling-revision-12.png"
        );
        assert_eq!(
            named(Lang::En, "a\"b\r\n/ø"),
            "pejl-766-a-b-----trend-revision-12.png"
        );
    }

    #[test]
    fn a_chart_that_a_page_does_not_have_is_named() {
        assert!(picture("chart=trend", 3.0).is_ok());
        for query in ["chart=bridge", "chart=trend&chart=trend"] {
            let found = picture(query, 3.0);
            let Err(PageError::Parameters(problems)) = found else {
                unreachable!("{query}");
            };
            let names: Vec<&str> = problems.iter().map(|one| one.parameter.as_str()).collect();
            assert_eq!(names, ["chart"], "{query}");
        }
        let none = Picture::of(&Query::default(), Vec::new(), &captions(Lang::Da, false));
        assert!(matches!(none, Err(PageError::NoSuchPage)));
    }
}
