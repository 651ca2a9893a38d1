//! The group, the nearest, the potential and who turned the curve, as the page tells them.

use pejl_app::comparison::{Compared, ComparisonRequest, get_comparison};
use pejl_app::inspiration::{InspirationRequest, get_inspiration};
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_domain::Lang;
use pejl_domain::lang::{format_number, format_share_as_percent};

use super::{StatusCode, WHOLE, between, demo, get};

/// An account of which the demo has a fall that lasted.
const FALLEN: &str = "/sammenligning?municipality=766&indicator=F2.net_per_resident&filter.function=5.38.50&period=2025&from=2018&group=all&price=current";

fn request(function: &str, from: &str, group: &str) -> ComparisonRequest {
    ComparisonRequest {
        indicator: "F2.net_per_resident".to_owned(),
        municipality: "766".to_owned(),
        period: "2025".to_owned(),
        from: Some(from.to_owned()),
        group: group.to_owned(),
        filters: vec![("function".to_owned(), vec![function.to_owned()])],
        ..Default::default()
    }
}

/// Asks the use case on a thread of its own: the engine must not run on that of an asynchronous runtime.
fn asked<T: Send + 'static>(of: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(of).join().unwrap()
}

/// The section with a heading of this id.
fn section<'a>(html: &'a str, id: &str) -> &'a str {
    between(html, &format!("aria-labelledby=\"{id}\">"), "</section>")
}

#[track_caller]
fn check_potential(html: &str, compared: &Compared) {
    let shown = section(html, "potential");
    let found = compared.potential.as_ref().unwrap();
    for line in &found.lines {
        let number = |value: f64, decimals| format_number(value, decimals, Lang::Da);
        let kroner = |oere: i64| pejl_wording::kroner(oere, Lang::Da);
        let of = line.kroner;
        for expected in [
            number(line.mark.value, 1),
            kroner(of.oere),
            format!(
                "{} til {}",
                kroner(of.without_one.0),
                kroner(of.without_one.1)
            ),
            format!("{} til {}", kroner(of.drawn_95.0), kroner(of.drawn_95.1)),
        ] {
            assert!(
                shown.contains(&format!("<td class=\"number\">{expected}</td>")),
                "{expected}: {shown}"
            );
        }
    }
    assert!(shown.contains("Et potentiale er ikke en besparelse"));
}

#[actix_web::test]
async fn the_mean_of_a_group_is_the_one_its_trend_ends_in() {
    let address = WHOLE.replace("group=all", "group=LAND_NEIGHBOURS_766");
    let query = pejl_app::Request {
        indicators: vec!["F2.net_per_resident".to_owned()],
        municipalities: vec!["LAND_NEIGHBOURS_766".to_owned()],
        periods: vec!["2025".to_owned()],
        filters: vec![("function".to_owned(), vec!["elderly".to_owned()])],
        ..Default::default()
    };
    let request = ObservationRequest {
        query,
        ..Default::default()
    };
    let found = asked(move || list_observations(&demo(), &request).unwrap());
    let mean = found.observations.first().unwrap().value.unwrap();
    let mean = format_number(mean, 0, Lang::Da);
    let html = get(&address).await.html;
    // Hedensted is no neighbour of itself: it is ranked among the group and is not in its mean.
    let tile = between(&html, "<dt>Landnaboer til Hedensted</dt>", "</div>");
    assert!(tile.contains(&format!("{mean} kr.")), "{mean}: {tile}");
    let trend = between(&html, "aria-labelledby=\"trend\"", "</section>");
    assert!(
        trend.contains(&format!("Landnaboer til Hedensted {mean}")),
        "{mean}"
    );
    assert!(html.contains("Landnaboer til Hedensted og Hedensted</th>"));
    let spread = between(&html, "class=\"spread", "</table>");
    assert_eq!(
        spread.matches(">uden Hedensted</span>").count(),
        2,
        "{spread}"
    );
    assert!(html.contains("sammen med gruppen"));
}

#[actix_web::test]
async fn the_potential_is_that_of_the_use_case_against_all_and_against_a_group() {
    for (group, others) in [
        ("all", "holdt op mod de 97 andre kommuner med tal"),
        ("SIX_CITIES", "holdt op mod 6-byerne (6 andre med tal)"),
    ] {
        let code = group.to_owned();
        let compared =
            asked(move || get_comparison(&demo(), &request("elderly", "2021", &code)).unwrap());
        let html = get(&WHOLE.replace("group=all", &format!("group={group}")))
            .await
            .html;
        check_potential(&html, &compared);
        assert!(section(&html, "potential").contains(others), "{html}");
    }
}

#[actix_web::test]
async fn too_few_others_have_no_potential_and_the_page_says_why() {
    let html = get(&WHOLE.replace("group=all", "group=STATBANK_920"))
        .await
        .html;
    let shown = section(&html, "potential");
    assert!(
        shown.contains("Potentialet kan ikke opgøres: 3 andre har et tal; der skal være mindst 5."),
        "{shown}"
    );
    assert!(!shown.contains("<table"), "{shown}");
}

#[actix_web::test]
async fn who_turned_the_curve_is_what_the_use_case_tells() {
    let found = asked(|| {
        let request = InspirationRequest {
            comparison: request("5.38.50", "2018", "ALL"),
            better: None,
        };
        get_inspiration(&demo(), &request).unwrap()
    });
    let html = get(FALLEN).await.html;
    let shown = section(&html, "turned");
    let lasting: Vec<_> = found
        .courses
        .courses
        .iter()
        .filter_map(|one| Some((one, one.lasting?)))
        .collect();
    assert_eq!(shown.matches("scope=\"row\"").count(), lasting.len());
    assert!(!lasting.is_empty());
    let number = |value: f64| format_number(value, 0, Lang::Da);
    for (course, lasting) in lasting {
        let name = pejl_app::reference::place_name(&course.municipality, Lang::Da);
        let row = between(shown, &format!("<th scope=\"row\">{name}"), "</tr>");
        let share = format_share_as_percent(lasting.share().unwrap(), 1, Lang::Da);
        let last = found.compared.comparison.period;
        for expected in [
            format!(
                "{}<span class=\"file\">{}",
                number(lasting.before),
                lasting.from
            ),
            format!(
                "{}<span class=\"file\">{}",
                number(lasting.after),
                lasting.since
            ),
            number(lasting.change()),
            share.trim_end_matches(['%', '\u{a0}', ' ']).to_owned(),
            format!(
                "{}<span class=\"file\">nr. {} af 98",
                number(course.last.value),
                course.rank
            ),
            format!("<td>{}</td>", if course.turned { "ja" } else { "nej" }),
        ] {
            assert!(row.contains(&expected), "{last} {expected}: {row}");
        }
    }
    assert!(shown.contains("Lavere regnes som bedre."), "{shown}");
}

#[actix_web::test]
async fn where_nobody_turned_the_curve_the_page_says_why() {
    for (from, expected) in [
        (
            "from=2021",
            "har en ændring til det bedre fra 2021 til 2025, der har holdt",
        ),
        ("from=2024", "Der skal være 5 år i træk"),
        ("from=", "når der er valgt et tidligere år"),
    ] {
        let html = get(&WHOLE.replace("from=2021", from)).await.html;
        let shown = section(&html, "turned");
        assert!(
            shown.contains(expected) && !shown.contains("<table"),
            "{shown}"
        );
        // The first year is a link away, and asks for everything else as it was.
        let href = between(shown, "<a href=\"", "\"").replace("&amp;", "&");
        let whole = WHOLE.replace("from=2021", "from=2018");
        assert_eq!(href, format!("{whole}#turned"));
    }
    let whole = get(&WHOLE.replace("from=2021", "from=2018")).await.html;
    assert!(!section(&whole, "turned").contains("<a href"), "{whole}");
}

#[actix_web::test]
async fn of_whom_nobody_knows_who_is_near_the_page_compares_with_all_and_says_so() {
    let answer = get(&WHOLE.replace("group=all", "group=nearest:10")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let html = &answer.html;
    assert!(html.contains("Det vides ikke, hvem der ligner Hedensted mest:"));
    assert!(
        html.contains("<option value=\"nearest:10\" selected>De 10, der ligner mest på vilkår (ingen data)</option>"),
        "{html}"
    );
    assert!(!html.contains("aria-labelledby=\"nearest\""));
    assert!(section(html, "potential").contains("de 97 andre kommuner med tal"));
    // The choice stays in the address of every other link of the page.
    assert!(html.contains("group=nearest:10&amp;price=current&amp;sort=name"));
    let all = get(WHOLE).await.html;
    assert!(
        all.contains("<option value=\"nearest:10\" disabled>"),
        "{all}"
    );
    // Only where it is as a picture says the choice again.
    let trend =
        |html: &str| between(html, "aria-labelledby=\"trend\"", "<p class=\"picture\">").to_owned();
    assert_eq!(trend(html), trend(&all));
}

#[actix_web::test]
async fn the_parts_are_told_in_english_too() {
    let html = get(&format!("{FALLEN}&lang=en")).await.html;
    for text in [
        "A potential is not a saving",
        "Who turned the curve?",
        "Changes that lasted, 2018 to 2025, of the municipality and the 97 other municipalities with figures",
        "The 10 most alike in circumstances (no data)",
        "inspiration?lang=en&amp;municipality=766&amp;period=2025&amp;from=2018&amp;group=all",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
}
