//! What a page shows, read from its HTML as a person would read it from the screen.

use std::collections::BTreeMap;

use pejl_tests::Server;
use serde_json::Value;

/// The comparison page's tables.
#[derive(Debug)]
pub struct Ranking {
    /// Municipality → its row of the ranking.
    rows: BTreeMap<String, Row>,
    /// Label → figures of the table of means and spread, all municipalities first.
    spread: Vec<(String, Vec<String>)>,
    /// Codes of the rows that are marked as the own one.
    pub marked: Vec<String>,
    /// Codes of the rows that are marked as always of interest.
    pub others_marked: Vec<String>,
}

/// Rank, value, and with an earlier year: change, change in per cent, rank of the change, rank then.
type Row = Vec<String>;

impl Ranking {
    /// Gets the page for a comparison's parameters and reads its tables.
    #[track_caller]
    pub fn read(server: &Server, query: &str) -> Self {
        // Without an earlier year the page would choose one.
        let from = if query.contains("&from=") {
            ""
        } else {
            "&from="
        };
        let path = format!("/sammenligning?indicator=F2.published_per_resident&{query}{from}");
        let answer = server.get(&path).expect_status(200);
        assert_eq!(answer.media_type(), "text/html");
        Self::of(&answer.text())
    }

    /// Reads the tables of a page.
    #[track_caller]
    pub fn of(html: &str) -> Self {
        let (mut rows, mut marked, mut others_marked) = (BTreeMap::new(), Vec::new(), Vec::new());
        for row in between(
            between(html, "<table class=\"ranked", "</table>")[0],
            "<tr ",
            "</tr>",
        ) {
            let code = attribute(row, "data-code").unwrap();
            match attribute(row, "class").unwrap().split(' ').next() {
                Some("own") => marked.push(code.clone()),
                Some("marked") => others_marked.push(code.clone()),
                _ => {}
            }
            let cells = between(row, "<td class=\"number", "</td>").into_iter();
            // From the end of the opening tag on.
            let texts = cells
                .map(|cell| text(cell.split_once('>').unwrap().1))
                .collect();
            assert!(
                rows.insert(code.clone(), texts).is_none(),
                "{code} stands twice"
            );
        }
        let spread = between(html, "<table class=\"spread", "</table>")[0];
        let of_row = |row: &str| {
            let label = text(between(row, "<th scope=\"row\">", "</th>")[0]);
            let cell = |cell: &str| text(cell.split("<span").next().unwrap());
            (
                label,
                between(row, "<td class=\"number\">", "</td>")
                    .into_iter()
                    .map(cell)
                    .collect(),
            )
        };
        let spread = between(spread, "<tr>", "</tr>")
            .into_iter()
            .filter(|row| row.contains("scope=\"row\""))
            .map(of_row)
            .collect();
        Self {
            rows,
            spread,
            marked,
            others_marked,
        }
    }

    /// Returns how many municipalities the page ranks, those without a figure among them.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Fails unless the page shows the figures of a comparison as REST gives them.
    #[track_caller]
    pub fn check(&self, rest: &Value) {
        let items = rest["items"].as_array().unwrap();
        assert_eq!(self.rows.len(), items.len());
        for item in items {
            let code = item["municipality"].as_str().unwrap();
            let row = &self.rows[code];
            let mut expected = vec![
                item["rank"].as_f64().unwrap(),
                item["value"].as_f64().unwrap(),
            ];
            if let Some(change) = item["change"].as_f64() {
                expected.push(change);
                // Per cent with one decimal.
                expected.push((item["change_share"].as_f64().unwrap() * 1000.0).round() / 10.0);
                expected.push(item["change_rank"].as_f64().unwrap());
                expected.push(item["from_rank"].as_f64().unwrap());
            }
            let shown: Vec<f64> = row.iter().map(|text| danish(text)).collect();
            assert_eq!(shown.len(), expected.len(), "{code}: {row:?}");
            for (shown, expected) in shown.iter().zip(&expected) {
                assert!(
                    (shown - expected).abs() < 1e-9,
                    "{code}: {row:?} is not {expected:?}"
                );
            }
        }
        let quartile = |n: usize| rest["quartiles"][n].as_f64();
        self.check_spread("befolkningsvægtet", rest["mean"]["value"].as_f64(), 1);
        self.check_spread("uvægtet gennemsnit", rest["unweighted_mean"].as_f64(), 1);
        self.check_spread("nedre kvartil", quartile(0), 1);
        self.check_spread("median", quartile(1), 1);
        self.check_spread("øvre kvartil", quartile(2), 1);
        self.check_spread(
            "offentliggjort tal for hele landet",
            rest["country"]["value"].as_f64(),
            0,
        );
        self.check_spread(
            "gennemsnit minus hele landet",
            rest["country"]["difference"].as_f64(),
            1,
        );
    }

    /// Fails unless the row whose label begins so shows the figure, rounded to the decimals.
    #[track_caller]
    fn check_spread(&self, label: &str, expected: Option<f64>, decimals: i32) {
        let row = self
            .spread
            .iter()
            .find(|(known, _)| known.to_lowercase().starts_with(label));
        let Some((_, figures)) = row else {
            panic!("no row `{label}` in {:#?}", self.spread)
        };
        let Some(expected) = expected else {
            assert_eq!(figures[0], "–", "{label}");
            return;
        };
        let shown = danish(&figures[0]);
        let half = 0.5 / 10.0_f64.powi(decimals) + 1e-9;
        assert!(
            (shown - expected).abs() <= half,
            "{label}: {shown} is not {expected}"
        );
    }
}

/// Every part of the text from `start` (left out) up to `end`.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts: Vec<&str> = text
        .split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect();
    assert!(!parts.is_empty(), "no {start} in {text}");
    parts
}

/// The value of an attribute in what follows a tag's name.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.split('>').next()?;
    let (_, rest) = start.split_once(&format!("{name}=\""))?;
    Some(unescape(rest.split('"').next()?))
}

/// The text of a piece of HTML without its tags.
pub fn text(html: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    unescape(plain.trim())
}

/// Resolves the entities that templates write.
pub fn unescape(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// Reads a number as Danes write it: `1.234,5`, `−57`, `+3,5 %`.
pub fn danish(text: &str) -> f64 {
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            '−' => Some('-'),
            ',' => Some('.'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    plain
        .parse()
        .unwrap_or_else(|_| panic!("`{text}` is no Danish number"))
}

/// Reads a number as the English write it: `1,234.5`, `−57`, `+3.5%`.
pub fn english(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches('+').chars();
    let digits = digits.filter(|c| *c != ',');
    let digits = digits.take_while(|c| c.is_ascii_digit() || ".\u{2212}".contains(*c));
    let digits: String = digits.collect();
    digits.replace('\u{2212}', "-").parse().ok()
}

#[test]
fn danish_numbers_are_read() {
    for (text, number) in [
        ("3.834", 3834.0),
        ("−57", -57.0),
        ("+1.234,5", 1234.5),
        ("−3,5\u{a0}%", -3.5),
        ("0", 0.0),
    ] {
        assert_eq!(danish(text), number, "{text}");
    }
}
