//! The pages as a browser gets them, over an installation with the invented figures.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod parts;
mod pictures;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use pejl_app::{Store, StoreOptions};

use crate::{PagesState, configure};

/// The invented figures, imported once for all tests of the process.
fn demo() -> Arc<Store> {
    static DEMO: OnceLock<(tempfile::TempDir, Arc<Store>)> = OnceLock::new();
    let (_, store) = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions::embedded(folder.path())).unwrap();
        pejl_app::demo::load(&store, &folder.path().join("files"), &mut |_, _| {}).unwrap();
        (folder, Arc::new(store))
    });
    Arc::clone(store)
}

struct Answer {
    status: StatusCode,
    html: String,
    bytes: Vec<u8>,
    headers: actix_web::http::header::HeaderMap,
}

async fn ask(state: PagesState, request: TestRequest) -> Answer {
    let app = init_service(
        App::new()
            .app_data(web::Data::new(state))
            .configure(configure),
    )
    .await;
    let response = call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Answer {
        status,
        html: String::from_utf8_lossy(&body).into_owned(),
        bytes: body.to_vec(),
        headers,
    }
}

async fn get(address: &str) -> Answer {
    ask(PagesState::new(demo()), TestRequest::with_uri(address)).await
}

/// What stands between two marks, the first time.
#[track_caller]
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).expect(before);
    rest.split_once(after).map_or(rest, |(inside, _)| inside)
}

const WHOLE: &str = "/sammenligning?municipality=766&indicator=F2.net_per_resident&filter.function=elderly&period=2025&from=2021&group=all&price=current";

#[actix_web::test]
async fn the_bare_address_shows_the_board_of_the_installations_municipality() {
    let of = |state: PagesState, address: &'static str| ask(state, TestRequest::with_uri(address));
    let front = of(PagesState::new(demo()), "/").await;
    assert_eq!(front.status, StatusCode::OK, "{}", front.html);
    let heading = between(&front.html, "<h1>", "</h1>");
    assert!(heading.contains("Hedensted"), "{heading}");
    assert_eq!(front.html, get("/overblik").await.html);
    let vejle = pejl_domain::area::get_area("630").unwrap();
    let state = PagesState::new(demo()).with_municipality(vejle);
    let front = of(state, "/").await;
    assert!(between(&front.html, "<h1>", "</h1>").contains("Vejle"));
}

#[actix_web::test]
async fn the_menu_stays_at_the_municipality_and_the_revision() {
    let html = get("/overblik?municipality=630&revision=1&lang=en")
        .await
        .html;
    let menu = between(&html, "<nav class=\"menu\"", "</nav>");
    for path in [
        "/sammenligning",
        "/okonomi",
        "/rehabilitering",
        "/maal",
        "/rapporter",
    ] {
        let link = format!("href=\"{path}?lang=en&amp;municipality=630&amp;revision=1\"");
        assert!(menu.contains(&link), "{link}: {menu}");
    }
    assert!(
        menu.contains("href=\"/data?lang=en&amp;municipality=630\""),
        "{menu}"
    );
    // From a page that is about no municipality one comes back to it.
    let html = get("/data?municipality=630").await.html;
    let menu = between(&html, "<nav class=\"menu\"", "</nav>");
    assert!(
        menu.contains("href=\"/overblik?municipality=630\""),
        "{menu}"
    );
}

#[actix_web::test]
async fn the_comparison_shows_the_newest_year_of_hedensted() {
    let answer = get("/sammenligning").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    let html = &answer.html;
    assert!(html.starts_with("<!doctype html>\n<html lang=\"da\">"));
    assert_eq!(between(html, "<h1>", "</h1>"), "Ældre");
    assert!(
        between(html, "<p class=\"lead\">", "</p>").starts_with("Hedensted brugte "),
        "{html}"
    );
    let is_ranked = |row: &&str| {
        row.split('>')
            .next()
            .is_some_and(|tag| tag.contains("data-code="))
    };
    assert_eq!(html.split("<tr ").skip(1).filter(is_ranked).count(), 98);
    assert_eq!(
        answer.headers.get(CACHE_CONTROL).unwrap(),
        "private, no-cache"
    );
    assert_eq!(
        answer.headers.get(CONTENT_TYPE).unwrap(),
        "text/html; charset=utf-8"
    );
}

#[actix_web::test]
async fn every_page_of_a_demo_says_so_in_its_language() {
    for address in ["/", "/data", "/sammenligning?period=hund"] {
        assert!(
            get(address)
                .await
                .html
                .contains("Tallene er opfundet til demonstration"),
            "{address}"
        );
    }
    for address in [
        "/?lang=en",
        "/data?lang=en",
        "/sammenligning?period=hund&lang=en",
    ] {
        let html = get(address).await.html;
        assert!(
            html.contains("The figures are invented for demonstration"),
            "{address}"
        );
        assert!(html.contains("<html lang=\"en\">"));
    }
}

#[actix_web::test]
async fn page_and_use_case_state_the_same_figures() {
    let asked = pejl_app::comparison::ComparisonRequest {
        indicator: "F2.net_per_resident".to_owned(),
        municipality: "766".to_owned(),
        period: "2025".to_owned(),
        from: Some("2021".to_owned()),
        group: "ALL".to_owned(),
        filters: vec![("function".to_owned(), vec!["elderly".to_owned()])],
        ..Default::default()
    };
    // The engine must not run on the thread of an asynchronous runtime.
    let worker =
        std::thread::spawn(move || pejl_app::comparison::get_comparison(&demo(), &asked).unwrap());
    let compared = worker.join().unwrap();
    let html = get(WHOLE).await.html;
    for one in &compared.comparison.standings {
        let row = between(
            &html,
            &format!("data-code=\"{}\">\n        <td", one.municipality),
            "</tr>",
        );
        let number = |value: f64| pejl_domain::lang::format_number(value, 0, pejl_domain::Lang::Da);
        assert!(
            row.contains(&format!("class=\"number\">{}</td>", one.rank.unwrap())),
            "{row}"
        );
        assert!(
            row.contains(&format!(
                "class=\"number value\">{}</td>",
                number(one.value.unwrap())
            )),
            "{row}"
        );
        let change = one.change.as_ref().unwrap();
        assert!(row.contains(&number(change.absolute.unwrap())), "{row}");
        assert!(
            row.contains(&format!("class=\"number\">{}</td>", change.rank.unwrap())),
            "{row}"
        );
        let then = change.from_rank.unwrap();
        assert!(
            row.contains(&format!("class=\"number share\">{then}</td>")),
            "{row}"
        );
    }
}

#[actix_web::test]
async fn the_own_and_the_named_municipalities_are_marked_in_word() {
    let html = get(WHOLE).await.html;
    assert!(html.contains("Hedensted<span class=\"unseen\"> (valgt kommune)</span>"));
    for name in ["Vejle", "Fredericia", "Odense"] {
        assert!(
            html.contains(&format!("{name}<span class=\"unseen\"> (fremhævet)</span>")),
            "{name}"
        );
    }
}

#[actix_web::test]
async fn a_group_gets_its_own_column_mean_and_download() {
    let html = get(&WHOLE.replace("group=all", "group=SIX_CITIES"))
        .await
        .html;
    assert!(
        html.contains("6-byerne og Hedensted</th>"),
        "a column of the spread"
    );
    assert!(html.contains("i gruppen"));
    assert!(html.contains("group=SIX_CITIES"));
    assert!(html.contains("<option value=\"SIX_CITIES\" selected>"));
}

#[actix_web::test]
async fn the_table_is_ordered_by_its_headings() {
    let first = |html: &str| between(html, "<tbody>\n      <tr class=\"", "</tr>").to_owned();
    let by_rank = get(&format!("{WHOLE}&sort=rank")).await.html;
    let by_rank_row = between(&by_rank, "class=\"ranked", "</table>");
    assert!(first(by_rank_row).contains("<td class=\"number\">1</td>"));
    let backwards = get(&format!("{WHOLE}&sort=-rank")).await.html;
    assert!(
        first(between(&backwards, "class=\"ranked", "</table>"))
            .contains("<td class=\"number\">98</td>")
    );
    assert!(backwards.contains("aria-sort=\"descending\""));
    let by_name = get(&format!("{WHOLE}&sort=name")).await.html;
    assert!(first(between(&by_name, "class=\"ranked", "</table>")).contains("Albertslund"));
}

#[actix_web::test]
async fn links_lead_to_the_api_at_the_revision_shown() {
    let html = get(WHOLE).await.html;
    let csv = between(&html, "<dd><a href=\"/api/v1/indicators/", "\"").to_owned();
    assert!(csv.starts_with("F2.net_per_resident/comparison?municipality=766&amp;period=2025&amp;from=2021&amp;group=all"), "{csv}");
    assert!(csv.contains("&amp;revision=") && csv.ends_with("format=csv-da"));
    let permalink = between(&html, "id=\"permalink\" href=\"", "\"").replace("&amp;", "&");
    let pinned = get(&permalink).await.html;
    assert!(pinned.contains("Tallene vises, som de var kendt ved revision"));
    assert!(!between(&pinned, "class=\"ranked", "<tbody>").is_empty());
    assert_eq!(
        between(&html, "<tbody>", "</tbody>"),
        between(&pinned, "<tbody>", "</tbody>")
    );
}

#[actix_web::test]
async fn a_choice_without_figures_says_why_and_what_there_is() {
    let html = get(&WHOLE.replace("filter.function=elderly", "filter.function=5.72.99"))
        .await
        .html;
    assert!(
        html.contains("Ingen af de 98 kommuner har et tal for 2025 med dette valg."),
        "{html}"
    );
    assert!(html.contains("<option value=\"5.72.99\" selected>"));
    assert!(!html.contains("class=\"ranked"));
}

#[actix_web::test]
async fn fixed_prices_name_their_series_and_vintage() {
    let html = get(&WHOLE.replace("price=current", "price=fixed:2024"))
        .await
        .html;
    assert!(html.contains("Faste priser (2024-niveau)"));
    assert!(html.contains("beregnet med PL_SERVICE"), "{html}");
}

#[actix_web::test]
async fn hostile_values_are_refused_by_name_and_never_echoed_raw() {
    let attack = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for name in [
        "municipality",
        "indicator",
        "filter.function",
        "period",
        "from",
        "group",
        "price",
        "sort",
        "revision",
        "lang",
    ] {
        let answer = get(&format!("/sammenligning?{name}={attack}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
        assert!(
            !answer.html.contains("<script>alert") && !answer.html.contains("\"><script"),
            "{name}"
        );
        assert!(
            answer.html.contains(&format!("({name})")),
            "{name}: {}",
            answer.html
        );
    }
    let endless = get(&format!("/?municipality={}", "a".repeat(5_000))).await;
    assert_eq!(endless.status, StatusCode::BAD_REQUEST);
    assert!(endless.html.len() < 10_000);
}

#[actix_web::test]
async fn a_name_no_page_knows_is_passed_over() {
    assert_eq!(
        get(&format!("{WHOLE}&utm_source=mail")).await.status,
        StatusCode::OK
    );
}

#[actix_web::test]
async fn a_revision_that_is_not_there_is_not_found() {
    let answer = get(&format!("{WHOLE}&revision=999")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.html.contains("Revision 999 findes ikke"));
}

#[actix_web::test]
async fn pages_hold_nothing_inline() {
    for address in [WHOLE, "/data", "/?lang=en", "/sammenligning?period=x"] {
        let html = get(address).await.html;
        for inline in [
            " style=\"",
            "<style",
            " onload=",
            " onclick=",
            "javascript:",
            "http://",
            "https://",
        ] {
            let found = html
                .replace("http://www.w3.org/2000/svg", "")
                .matches(inline)
                .count();
            assert_eq!(found, 0, "{inline} on {address}");
        }
        assert_eq!(html.matches("<script").count(), 1, "{address}");
    }
}

#[actix_web::test]
async fn every_id_of_a_page_is_its_own() {
    let html = get(&WHOLE.replace("group=all", "group=SIX_CITIES"))
        .await
        .html;
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n);
    for target in html
        .split(" for=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(&target), "{target}");
    }
    for target in html
        .split(" aria-labelledby=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(&target), "{target}");
    }
}

#[actix_web::test]
async fn the_data_page_lists_tables_and_imports() {
    let html = get("/data").await.html;
    for text in [
        "REGK11",
        "REGK31",
        "FOLK1A",
        "2018 – 2025",
        "indlæst",
        "kr. pr. indbygger, løbende priser",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(
        get("/data?lang=en")
            .await
            .html
            .contains("DKK per resident, current prices")
    );
}

#[actix_web::test]
async fn an_empty_installation_says_how_to_fill_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&StoreOptions::embedded(folder.path())).unwrap());
    for address in ["/", "/data", "/sammenligning?lang=en"] {
        let answer = ask(
            PagesState::new(Arc::clone(&store)),
            TestRequest::with_uri(address),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.html.contains("pejl import statbank"), "{address}");
        assert!(!answer.html.contains("opfundet") && !answer.html.contains("class=\"demo\""));
    }
}

#[actix_web::test]
async fn pages_answer_head_and_refuse_to_be_written() {
    let state = PagesState::new(demo());
    let head = ask(
        state.clone(),
        TestRequest::with_uri("/").method(actix_web::http::Method::HEAD),
    )
    .await;
    assert_eq!(head.status, StatusCode::OK);
    let post = ask(
        state,
        TestRequest::post()
            .uri("/")
            .insert_header((ACCEPT, "text/html")),
    )
    .await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(post.headers.get(ALLOW).unwrap(), "GET, HEAD");
}

#[actix_web::test]
async fn assets_are_where_the_page_says_and_stay_for_ever() {
    let html = get("/data").await.html;
    for (before, media_type) in [
        ("<link rel=\"stylesheet\" href=\"", "text/css"),
        ("<script src=\"", "text/javascript"),
        ("<link rel=\"icon\" href=\"", "image/svg+xml"),
    ] {
        let answer = get(between(&html, before, "\"")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer
                .headers
                .get(CACHE_CONTROL)
                .unwrap()
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert!(
            answer
                .headers
                .get(CONTENT_TYPE)
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(media_type)
        );
    }
}

#[actix_web::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let answer = ask(
        PagesState::new(demo()).with_deadline(Duration::ZERO),
        TestRequest::with_uri("/"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.html.contains("Det tog for lang tid"));
}

#[actix_web::test]
async fn a_break_is_told_once_and_no_change_across_it() {
    // Nothing is imported before 2018, so the break is asked for by name.
    let html = get("/sammenligning?indicator=F2.net_per_resident&filter.function=5.38.50&period=2018&from=2017")
        .await
        .html;
    let lead = between(&html, "<p class=\"lead\">", "</p>");
    assert!(
        lead.contains("kan ikke opgøres hen over et databrud"),
        "{lead}"
    );
    assert_eq!(html.matches("i blokken CARE").count(), 1);
    assert!(html.contains("Derfor opgøres ingen ændring."));
}
