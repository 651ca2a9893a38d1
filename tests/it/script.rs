//! What the pages do better with script: the cross hair and its tip by pointer, finger and keyboard, figures that change without
//! another page, a copied link; and that without it nothing is missing.

use std::collections::BTreeSet;

use pejl_tests::Place;
use pejl_tests::accessibility::Axe;
use pejl_tests::driver::{Driven, keys};
use pejl_tests::process::wait_for;
use serde_json::Value;

use crate::indicator_page::{demo, page, section};
use crate::page::{between, text};

const INDICATOR: &str = "/indikator?indicator=O3.1&municipality=766";

/// What an indicator's page leads its drawing with.
const TREND: &str = ".drawing.wide .pejl-trend";

/// A mark of a drawing: what it is called, its class, and the pixel of the window in its middle.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    name: String,
    class: String,
    at: (i64, i64),
}

/// The marks of a drawing from left to right, with the drawing in the middle of the window.
#[track_caller]
fn marks(window: &Driven, drawing: &str) -> Vec<Mark> {
    let script = "const svg = document.querySelector(arguments[0]); svg.scrollIntoView({ block: 'center' }); \
        return [...svg.querySelectorAll('[role=img][tabindex]')].map(mark => { \
            const box = mark.getBoundingClientRect(); \
            return { name: mark.getAttribute('aria-label'), class: mark.getAttribute('class'), \
                x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) }; \
        }).sort((a, b) => a.x - b.x || a.y - b.y);";
    let found = window.run(script, &[drawing.into()]);
    let found = found.as_array().unwrap().iter();
    let found: Vec<Mark> = found
        .map(|mark| Mark {
            name: mark["name"].as_str().unwrap().to_owned(),
            class: mark["class"].as_str().unwrap().to_owned(),
            at: (mark["x"].as_i64().unwrap(), mark["y"].as_i64().unwrap()),
        })
        .collect();
    assert!(found.len() > 2, "{drawing}: {found:?}");
    found
}

/// What the tip says; none where there is none.
#[track_caller]
fn tip(window: &Driven) -> Option<String> {
    let script = "const tip = document.querySelector('.tip'); \
        return tip && tip.checkVisibility() ? tip.textContent : null;";
    window.run(script, &[]).as_str().map(str::to_owned)
}

/// The pixel in the middle of the tip.
#[track_caller]
fn middle_of_tip(window: &Driven) -> (i64, i64) {
    let script = "const box = document.querySelector('.tip').getBoundingClientRect(); \
        return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];";
    let found = window.run(script, &[]);
    (found[0].as_i64().unwrap(), found[1].as_i64().unwrap())
}

/// How many pixels from the left the line of the cross hair stands; none where there is none.
#[track_caller]
fn line(window: &Driven) -> Option<i64> {
    let script = "const lines = [...document.querySelectorAll('svg .crosshair')]; \
        if (lines.length > 1) throw new Error('more than one line'); \
        if (!lines.length) return null; \
        const box = lines[0].getBoundingClientRect(); \
        if (box.height < 50) throw new Error('no line: ' + box.height); \
        return Math.round(box.left + box.width / 2);";
    window.run(script, &[]).as_i64()
}

/// Fails unless the tip says a mark's name and, in a chart over time, the line stands at it.
#[track_caller]
fn assert_meant(window: &Driven, mark: &Mark) {
    assert_eq!(tip(window).as_ref(), Some(&mark.name), "{mark:?}");
    let line = line(window).unwrap_or_else(|| panic!("no line at {mark:?}"));
    // A pixel is lost to rounding, at most.
    assert!((line - mark.at.0).abs() <= 1, "{line} at {mark:?}");
}

/// Waits until neither tip nor line is there.
#[track_caller]
fn assert_goes(window: &Driven) {
    wait_for("the tip to go", || tip(window).is_none().then_some(()));
    assert_eq!(line(window), None);
}

/// Lets more time go by than a tip takes to go. That it does not go cannot be waited for.
#[track_caller]
fn linger(window: &Driven) {
    window.run_until_called("setTimeout(arguments[0], 700);", &[]);
}

fn focused(window: &Driven) -> Value {
    let script =
        "return document.activeElement.getAttribute('aria-label') || document.activeElement.id;";
    window.run(script, &[])
}

/// The cells of the rows of the table behind the drawing, by what their columns are called.
#[track_caller]
fn rows(window: &Driven) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('#trend ~ details tbody tr')] \
        .map(row => [...row.cells].map(cell => cell.textContent));";
    let rows = window.run(script, &[]);
    serde_json::from_value(rows).unwrap()
}

#[test]
fn the_cross_hair_snaps_to_the_nearest_point_and_says_what_it_is_called() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    let html = page(&server, INDICATOR).text();
    let titles: BTreeSet<_> = between(section(&html, "trend"), "<title>", "</title>")
        .into_iter()
        .map(text)
        .collect();
    window.go(&server.url(INDICATOR));
    assert_eq!(tip(&window), None);
    assert_eq!(line(&window), None);
    let marks = marks(&window, TREND);
    let steps = marks.windows(2).map(|two| two[1].at.0 - two[0].at.0);
    let step = steps.max().unwrap();
    let lowest = marks.iter().map(|mark| mark.at.1).max().unwrap();
    for mark in &marks {
        // Beside it and far below: within half a step in time it is still the nearest.
        for (beside, y) in [
            (0, lowest + 20),
            (step / 3, lowest + 20),
            (-step / 3, lowest + 20),
        ] {
            window.point((mark.at.0 + beside, y));
            assert_meant(&window, mark);
        }
        assert!(titles.contains(&mark.name), "{mark:?} of {titles:?}");
    }
    // A line of figures: the period and what stands in the table behind, and no other text.
    let with_value = rows(&window).into_iter().filter(|row| !row[1].is_empty());
    let with_value: Vec<_> = with_value.collect();
    assert_eq!(with_value.len(), marks.len());
    for (row, mark) in with_value.iter().zip(&marks) {
        let told = format!("{}: {} dage", row[0], row[1]);
        let beside = mark.name.strip_prefix(&told).unwrap();
        for part in beside.split("; ").filter(|part| !part.is_empty()) {
            let mut cells = row[2..].iter().filter(|cell| !cell.is_empty());
            assert!(
                ["mål ", "signal: "]
                    .iter()
                    .any(|head| part.starts_with(head))
                    && cells.any(|cell| part.contains(cell.as_str())),
                "{part}: {row:?} as {mark:?}"
            );
        }
    }
    assert!(marks.iter().any(|mark| mark.name.contains("; mål ")));
    // The legend and the page around are no part of the plot.
    window.point((5, 5));
    assert_goes(&window);
    // Nothing of it breaks the policy: a line and a tip that are seen have their style.
    window.point((marks[1].at.0, lowest + 20));
    let looks = "const tip = getComputedStyle(document.querySelector('.tip')); \
        const line = getComputedStyle(document.querySelector('.crosshair')); \
        return [tip.position, tip.pointerEvents, line.pointerEvents, line.stroke];";
    let looks = window.run(looks, &[]);
    assert_eq!(looks[0], "absolute");
    assert_eq!((&looks[1], &looks[2]), (&"auto".into(), &"none".into()));
    assert_ne!(looks[3], "none");
    if let Some(axe) = Axe::find() {
        let wrong = axe.violations(&window);
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn of_several_courses_the_nearest_is_meant_and_a_finger_moves_the_line() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url("/sammenligning?indicator=F2.published_per_resident&municipality=766"));
    let several = marks(&window, TREND);
    let with = |class: &str| {
        let found = several.iter().filter(|mark| mark.class.contains(class));
        found.cloned().collect::<Vec<_>>()
    };
    let own = with("own");
    assert!(own.len() > 2 && own.len() < several.len(), "{several:?}");
    for mark in &own {
        let (x, y) = mark.at;
        window.point((x + 9, y));
        assert_meant(&window, mark);
        let others = several.iter().filter(|one| one.at.0 == x && *one != mark);
        let farthest = others.max_by_key(|one| (one.at.1 - y).abs()).unwrap();
        // Anew: the tip of the one may stand before the other.
        window.point((5, 5));
        assert_goes(&window);
        window.point((x + 9, farthest.at.1));
        let said = tip(&window).unwrap();
        assert_ne!(said, mark.name);
    }
    // The finger is lifted and the tip is still there to be read, until another place is touched.
    window.go(&server.url(INDICATOR));
    let marks = marks(&window, TREND);
    let height = marks[2].at.1 + 60;
    let along: Vec<_> = marks[2..7].iter().map(|mark| (mark.at.0, height)).collect();
    window.touch(&along);
    linger(&window);
    assert_meant(&window, &marks[6]);
    window.touch(&[(5, height)]);
    assert_goes(&window);
    // Curves of how long citizens manage have a line as well.
    window.go(&server.url("/rehabilitering?municipality=766"));
    let curve = self::marks(&window, ".drawing.wide .pejl-survival");
    let last = curve.last().unwrap();
    window.point((last.at.0 + 8, last.at.1 + 50));
    assert_meant(&window, last);
}

#[test]
fn a_tip_can_be_pointed_at_and_stays_until_it_is_left_or_put_away() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url(INDICATOR));
    let marks = marks(&window, TREND);
    let (mark, other) = (&marks[6], &marks[1]);
    // From the mark through what is between it and its tip, and on the tip for as long as one likes.
    window.point(mark.at);
    assert_meant(&window, mark);
    let to = middle_of_tip(&window);
    let ways = (to.1 - mark.at.1) / 2;
    window.point((mark.at.0, mark.at.1 + ways));
    window.point(to);
    linger(&window);
    assert_meant(&window, mark);
    // Escape puts it away where the pointer is, and it does not come back by itself.
    window.press(keys::ESCAPE);
    assert_eq!((tip(&window), line(&window)), (None, None));
    window.point((mark.at.0 + 2, mark.at.1 + 30));
    assert_eq!((tip(&window), line(&window)), (None, None));
    window.point(other.at);
    assert_meant(&window, other);
    window.point((5, 5));
    assert_goes(&window);
    window.point(mark.at);
    assert_meant(&window, mark);
    // It opens away from the pointer and is not under it.
    let (x, top) = (other.at.0, other.at.1 - 25);
    window.point((x, top));
    assert_meant(&window, other);
    assert!(middle_of_tip(&window).1 > other.at.1);
}

#[test]
fn the_arrow_keys_lead_through_a_drawing_and_escape_puts_the_tip_away() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url(INDICATOR));
    // The tabulator comes to one mark of the drawing and goes on from it.
    let before = "const stops = [...document.querySelectorAll('a[href], button, select')]; \
        const svg = document.querySelector(arguments[0]); \
        stops.filter(e => svg.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING).at(-1).focus();";
    window.run(before, &[TREND.into()]);
    window.press(keys::TAB);
    let marks = marks(&window, TREND);
    let (first, last) = (&marks[0], marks.last().unwrap());
    assert_eq!(focused(&window), last.name);
    assert_meant(&window, last);
    window.press(keys::HOME);
    // Everything that the drawing says is said on the way, once.
    for mark in &marks {
        assert_eq!(focused(&window), mark.name);
        assert_meant(&window, mark);
        window.press(keys::RIGHT);
    }
    assert_eq!(focused(&window), last.name, "the way has an end");
    window.press(keys::LEFT);
    assert_meant(&window, &marks[marks.len() - 2]);
    window.press(keys::HOME);
    assert_meant(&window, first);
    window.press(keys::END);
    assert_meant(&window, last);
    // A pointer that goes elsewhere takes nothing from the keyboard; Escape does, and leaves the focus where it is.
    window.point((5, 5));
    linger(&window);
    assert_meant(&window, last);
    window.press(keys::ESCAPE);
    assert_eq!((tip(&window), line(&window)), (None, None));
    window.point((5, 60));
    linger(&window);
    assert_eq!((tip(&window), line(&window)), (None, None));
    assert_eq!(focused(&window), last.name);
    window.press(keys::LEFT);
    assert_meant(&window, &marks[marks.len() - 2]);
    window.press(keys::TAB);
    assert_goes(&window);
    let inside = "return document.activeElement.closest('svg') !== null;";
    assert_eq!(window.run(inside, &[]), false);
}

/// What a page shows: its address, its figures, and whether it is still the one that was marked.
#[derive(Debug, PartialEq)]
struct Shown {
    path: String,
    figures: String,
    is_marked: bool,
}

#[track_caller]
fn shown(window: &Driven) -> Shown {
    let script = "const result = document.getElementById('result'); \
        return [location.pathname + location.search, (result || document.body).innerText, \
            window.isMarked === true, result && result.hasAttribute('aria-busy')];";
    let shown = wait_for("the figures", || {
        let shown = window.run(script, &[]);
        (shown[3] != true).then_some(shown)
    });
    let text = |index: usize| shown[index].as_str().unwrap().to_owned();
    Shown {
        path: text(0),
        figures: text(1),
        is_marked: shown[2] == true,
    }
}

#[test]
fn a_choice_changes_the_figures_without_another_page_and_back_brings_them_again() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    for (path, field, value) in [
        (INDICATOR, "indicator", "F2"),
        (INDICATOR, "municipality", "630"),
        (
            "/sammenligning?indicator=F2.published_per_resident&municipality=766",
            "period",
            "2024",
        ),
        ("/okonomi?municipality=766", "year", "2024"),
        ("/rehabilitering?municipality=766", "period", "2024"),
    ] {
        window.go(&server.url(path));
        window.run("window.isMarked = true;", &[]);
        let before = shown(&window);
        assert_eq!(before.path, path);
        window.click(&format!("#choose-{field} option[value=\"{value}\"]"));
        let named = format!("{field}={value}");
        let after = wait_for("the address to change", || {
            let after = shown(&window);
            after.path.contains(&named).then_some(after)
        });
        assert!(after.is_marked, "{path} was loaded again");
        assert_ne!(after.figures, before.figures, "{path}");
        assert_eq!(focused(&window), format!("choose-{field}"));
        let said = "return document.querySelector('body > [role=status]').textContent;";
        let said = window.run(said, &[]);
        let lead = window.run(
            "return document.querySelector('.lead')?.textContent ?? '';",
            &[],
        );
        assert_eq!(said, lead, "{path}");
        // Whoever opens that address sees the same.
        let found = page(&server, &after.path).text();
        let heading = text(between(between(&found, "<h1", "</h1>")[0], ">", "<")[0]);
        assert_eq!(window.text("h1"), heading);
        window.run("history.back();", &[]);
        let again = wait_for("the address before", || {
            let again = shown(&window);
            (again.path == path && again.figures == before.figures).then_some(again)
        });
        assert_eq!(again, before, "{path}");
    }
    // A fresh drawing has its cross hair, and no tip of the browser's own.
    window.go(&server.url(INDICATOR));
    window.click("#choose-indicator option[value=\"O3.3\"]");
    wait_for("the address to change", || {
        let after = shown(&window);
        after.path.contains("indicator=O3.3").then_some(())
    });
    let marks = marks(&window, TREND);
    window.point((marks[2].at.0 + 4, marks[2].at.1));
    assert_meant(&window, &marks[2]);
    let titles = window.run(
        "return document.querySelectorAll('.drawing title').length;",
        &[],
    );
    assert_eq!(titles, 0);
}

#[test]
fn another_municipality_is_chosen_on_the_board() {
    let place = Place::sqlite();
    let server = demo(&place);
    for window in [Driven::open(1280, 900), Driven::without_script(1280, 900)] {
        let Some(window) = window else {
            return;
        };
        window.go(&server.url("/overblik?municipality=766"));
        assert!(window.text("h1").contains("Hedensted"));
        window.click("#choose-municipality option[value=\"630\"]");
        window.follow("form.choose button");
        assert!(window.text("h1").contains("Vejle"), "{}", window.text("h1"));
        assert!(
            window.url().contains("municipality=630"),
            "{}",
            window.url()
        );
    }
}

#[test]
fn the_link_that_is_copied_leads_to_the_page_as_it_is() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.allow_copying(&server.url(""));
    for path in [
        INDICATOR,
        "/sammenligning?indicator=F2.published_per_resident&municipality=766",
    ] {
        window.go(&server.url(path));
        let before = shown(&window);
        window.click("[data-copy]");
        let said = wait_for("it to be said", || {
            let said = "return document.querySelector('[data-copy] + [role=status]')?.textContent;";
            window.run(said, &[]).as_str().map(str::to_owned)
        });
        assert_eq!(said, "Linket er kopieret");
        let copied = window.copied();
        let link = window.run("return document.getElementById('permalink').href;", &[]);
        assert_eq!(link, copied.as_str());
        let start = server.url(path.split('?').next().unwrap());
        assert!(copied.starts_with(&start), "{copied} of {path}");
        assert!(copied.contains("revision="), "{copied} stays");
        window.go(&copied);
        let heading = before.figures.lines().next().unwrap();
        assert_eq!(window.text("h1"), heading, "{copied}");
    }
    // Where the browser does not let it, that is said.
    window.go(&server.url(INDICATOR));
    let refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));";
    window.run(refuse, &[]);
    window.click("[data-copy]");
    wait_for("it to be said", || {
        let said = "return document.querySelector('[data-copy] + [role=status]')?.textContent;";
        let said = window.run(said, &[]);
        let is_said = said
            .as_str()
            .is_some_and(|said| said.contains("kunne ikke"));
        is_said.then_some(())
    });
}

#[test]
fn without_script_every_mark_has_the_browsers_own_tip_and_nothing_waits_for_a_script() {
    let Some(window) = Driven::without_script(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url(INDICATOR));
    let script = "const marks = [...document.querySelectorAll('.drawing [role=img][tabindex]')]; \
        return { marks: marks.length, \
            titled: marks.filter(mark => mark.querySelector(':scope > title')?.textContent === mark.getAttribute('aria-label')).length, \
            named: [...document.querySelectorAll('.drawing svg[aria-labelledby]')] \
                .filter(svg => document.getElementById(svg.getAttribute('aria-labelledby')).textContent).length, \
            drawings: document.querySelectorAll('.drawing svg').length, \
            waiting: [...document.querySelectorAll('[data-live]')].filter(e => e.checkVisibility()).length };";
    let found = window.run(script, &[]);
    assert!(found["marks"].as_u64() > Some(0), "{found}");
    assert_eq!(found["marks"], found["titled"], "{found}");
    assert_eq!(found["drawings"], found["named"], "{found}");
    assert_eq!(found["waiting"], 0, "{found}");
    // The permanent link stands there to be followed.
    window.follow("#permalink");
    assert!(window.url().contains("revision="), "{}", window.url());
}
