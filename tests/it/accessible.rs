//! Pages can be used by everybody: no violation of WCAG that axe-core finds, no scrolling sideways on the narrowest screen, and all
//! of it by keyboard.

use pejl_tests::accessibility::{Axe, too_wide, walk};
use pejl_tests::driver::Driven;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Place, Server};

/// The widths looked at: a desktop, a phone, and a window of 1,280 pixels enlarged four times.
const WIDTHS: [u32; 3] = [1_280, 390, 320];

/// Every page and state there is, by what it is.
pub const PAGES: [(&str, &str); 31] = [
    ("overview", "/overblik?municipality=766"),
    ("overview in English", "/overblik?municipality=766&lang=en"),
    ("overview without a figure", "/overblik?municipality=615"),
    ("indicator", "/indikator?indicator=O3.1&municipality=766"),
    (
        "indicator in English",
        "/indikator?indicator=O3.3&municipality=766&lang=en",
    ),
    (
        "indicator of accounts",
        "/indikator?indicator=F2&municipality=766",
    ),
    (
        "comparison",
        "/sammenligning?indicator=F2.published_per_resident&municipality=766",
    ),
    (
        "comparison in English",
        "/sammenligning?indicator=F2.published_per_resident&municipality=766&lang=en",
    ),
    ("targets", "/maal?municipality=766"),
    (
        "targets, of which there are none",
        "/maal?municipality=615&lang=en",
    ),
    ("a target", "/maal/1"),
    ("a target in English", "/maal/1?lang=en"),
    ("a new target", "/maal/nyt?municipality=766&indicator=O3.3"),
    ("frame", "/okonomi?municipality=766&price=-2"),
    (
        "frame in English",
        "/okonomi?municipality=766&bridge=5.38&lang=en",
    ),
    ("frame without a ledger", "/okonomi?municipality=615"),
    (
        "rehabilitation",
        "/rehabilitering?municipality=766&period=2017",
    ),
    (
        "rehabilitation in English",
        "/rehabilitering?municipality=766&grain=quarter&lang=en",
    ),
    (
        "rehabilitation without courses",
        "/rehabilitering?municipality=615",
    ),
    ("data", "/data"),
    ("data in English", "/data?lang=en"),
    ("a report", "/rapporter?municipality=766&month=2018-03"),
    (
        "a report that waits",
        "/rapporter?municipality=766&month=2019-01",
    ),
    (
        "a report in English that is made all the same",
        "/rapporter?municipality=766&month=2019-01&force=ready&lang=en",
    ),
    ("a file to import", "/data/indlaes"),
    ("a file to import in English", "/data/indlaes?lang=en"),
    ("an import", "/data/1"),
    ("accessibility", "/tilgaengelighed"),
    ("accessibility in English", "/tilgaengelighed?lang=en"),
    ("a bad parameter", "/overblik?municipality=atlantis"),
    ("no such page", "/nowhere"),
];

/// Pages whose drawings need a ledger of some years, and more than a few citizens.
pub const TOLD: [(&str, &str); 3] = [
    (
        "frame with its year",
        "/okonomi?municipality=766&year=2022&month=6&price=-2",
    ),
    (
        "rehabilitation with a curve",
        "/rehabilitering?municipality=766&period=2017",
    ),
    (
        "rehabilitation with a curve in English",
        "/rehabilitering?municipality=766&period=2017&of=duration&lang=en",
    ),
];

/// A ledger of some years, and the courses of many citizens.
pub fn told() -> Place {
    let place = Place::sqlite();
    crate::rehabilitation::load_many(&place);
    crate::frame::load(&place);
    place
}

/// Records of one municipality, and published figures of several.
pub fn filled() -> Place {
    let place = crate::overview::filled();
    let file = place.write("regk31.csv", regk31(&[2018, 2019], 3_000));
    place.import(&file, &["--table", "REGK31"]);
    crate::status::set(&place, &crate::overview::TARGET);
    let keep = [
        "report",
        "--municipality",
        "766",
        "--month",
        "2018-02",
        "--keep",
    ];
    place.run(keep).expect_done();
    let rule = "monthly:10th-working-day@06:00";
    let add = ["schedules", "add", "--municipality", "766", "--rule", rule];
    place.run(add).expect_done();
    place
}

#[test]
fn no_page_has_what_somebody_cannot_use_and_none_scrolls_sideways() {
    let (Some(axe), Some(window)) = (Axe::find(), Driven::open(WIDTHS[0], 900)) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    let empty_place = Place::sqlite();
    let empty = Server::start(&empty_place);
    let mut pages: Vec<(&str, String)> = PAGES
        .iter()
        .map(|(name, path)| (*name, server.url(path)))
        .collect();
    let told_place = told();
    let with_figures = Server::start(&told_place);
    pages.extend(TOLD.map(|(name, path)| (name, with_figures.url(path))));
    pages.push(("overview without data", empty.url(PAGES[0].1)));
    pages.push(("frame without data", empty.url("/okonomi")));
    pages.push(("rehabilitation without data", empty.url("/rehabilitering")));
    pages.push(("data without data", empty.url("/data")));
    let mut wrong = Vec::new();
    for width in WIDTHS {
        window.resize(width, 900);
        for (name, url) in &pages {
            window.go(url);
            let mut found = axe.violations(&window);
            found.extend(too_wide(&window));
            wrong.extend(found.iter().map(|one| format!("{name} at {width}: {one}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_keyboard_reaches_everything_once_in_order_and_shows_where_it_is() {
    let Some(window) = Driven::open(WIDTHS[0], 900) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    let told_place = told();
    let with_figures = Server::start(&told_place);
    let of_filled = PAGES.map(|(name, path)| (name, server.url(path)));
    let of_told = TOLD.map(|(name, path)| (name, with_figures.url(path)));
    let mut wrong = Vec::new();
    for (name, url) in of_filled.into_iter().chain(of_told) {
        window.go(&url);
        let found = walk(&window);
        let first = &found.stops[0];
        assert!(
            first.contains("Gå til indholdet") || first.contains("Skip to content"),
            "{name} begins with {found:?}"
        );
        wrong.extend(found.wrong.iter().map(|one| format!("{name}: {one}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_walk_by_keyboard_tells_what_is_wrong_with_a_page() {
    let Some(window) = Driven::open(WIDTHS[0], 900) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    for (what, spoil, said) in [
        (
            "a trap",
            "const links = document.querySelectorAll('a'); \
                document.addEventListener('focusin', e => e.target === links[5] && links[4].focus());",
            "stop 5 should be",
        ),
        (
            "a trap at the end",
            "const links = [...document.querySelectorAll('a')]; \
                links.at(-1).addEventListener('keydown', e => e.key === 'Tab' && e.preventDefault());",
            "after its last stop the page is at",
        ),
        (
            "a link that is passed over",
            "document.querySelectorAll('a')[3].tabIndex = -1;",
            "stop 3 should be",
        ),
        (
            "another order",
            "document.querySelectorAll('a')[6].tabIndex = 1;",
            "stop 0 should be",
        ),
        (
            "a stop that does not show",
            "document.querySelectorAll('a')[4].style.outline = 'none';",
            "has the focus is not seen",
        ),
    ] {
        window.go(&server.url("/tilgaengelighed?lang=en"));
        window.run(spoil, &[]);
        let found = walk(&window);
        let is_said = found.wrong.iter().any(|one| one.contains(said));
        assert!(is_said, "{what}: {found:?}");
    }
}
