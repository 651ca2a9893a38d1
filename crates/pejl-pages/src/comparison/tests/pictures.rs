//! The charts of pages as pictures that can be taken home.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE,
};
use actix_web::test::TestRequest;
use pejl_app::{Store, StoreOptions};

use super::{Answer, PagesState, StatusCode, WHOLE, ask, demo, get};

const INDICATOR: &str = "/indikator?indicator=F2&municipality=766";

/// Pages with charts, one of them in English and one of a municipality with few figures.
const PAGES: [&str; 6] = [
    WHOLE,
    INDICATOR,
    "/indikator?lang=en&indicator=O3.1&municipality=766&grain=quarter&by=service",
    "/okonomi?municipality=766",
    "/rehabilitering?municipality=766",
    "/indikator?indicator=F2&municipality=825&filter.function=5.30.27",
];

/// Where a page says that its charts are as pictures.
fn links(html: &str) -> Vec<String> {
    let hrefs = html.split("href=\"").skip(1);
    let hrefs = hrefs.filter_map(|rest| rest.split('"').next());
    let pictures = hrefs.filter(|href| href.contains("/graf.png?"));
    pictures.map(|href| href.replace("&amp;", "&")).collect()
}

/// Width and height of a PNG in pixels, as its first chunk says them.
#[track_caller]
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "no PNG");
    let number = |at: usize| u32::from_be_bytes(png.get(at..at + 4).unwrap().try_into().unwrap());
    (number(16), number(20))
}

#[track_caller]
fn header(answer: &Answer, name: actix_web::http::header::HeaderName) -> &str {
    answer.headers.get(name).unwrap().to_str().unwrap()
}

#[track_caller]
fn check_picture(answer: &Answer, lang: &str) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    assert_eq!(header(answer, CONTENT_TYPE), "image/png");
    assert_eq!(header(answer, CONTENT_LANGUAGE), lang);
    assert_eq!(header(answer, CACHE_CONTROL), "private, no-cache");
    let disposition = header(answer, CONTENT_DISPOSITION);
    let is_named = disposition.starts_with("attachment; filename=\"pejl-");
    assert!(is_named && disposition.ends_with(".png\""), "{disposition}");
    let (width, height) = size(&answer.bytes);
    assert_eq!(width, 1600);
    assert!((400..6000).contains(&height), "{height}");
}

#[actix_web::test]
async fn every_chart_of_a_page_is_offered_as_a_picture_and_can_be_had() {
    let mut n_pictures = 0;
    for page in PAGES {
        let html = get(page).await.html;
        let links = links(&html);
        let n_drawings = html.matches("class=\"drawing wide\"").count();
        assert_eq!(links.len(), n_drawings, "{page}");
        let lang = if page.contains("lang=en") { "en" } else { "da" };
        for link in &links {
            assert!(link.contains("&revision="), "{link}");
            check_picture(&get(link).await, lang);
        }
        n_pictures += links.len();
    }
    assert!(n_pictures >= 6, "{n_pictures}");
}

#[actix_web::test]
async fn a_picture_is_named_for_what_it_shows() {
    let named = async |address: &str| {
        let answer = get(address).await;
        header(&answer, CONTENT_DISPOSITION).to_owned()
    };
    let trend = named("/indikator/graf.png?indicator=F2&municipality=766").await;
    assert!(
        trend.contains("pejl-766-F2.") && trend.contains("-udvikling-revision-"),
        "{trend}"
    );
    let trend = named("/indikator/graf.png?indicator=F2&municipality=766&lang=en").await;
    assert!(trend.contains("-trend-revision-"), "{trend}");
    let ranking = WHOLE.replace("/sammenligning?", "/sammenligning/graf.png?chart=ranking&");
    assert!(named(&ranking).await.contains("-2025-placering-revision-"));
}

#[actix_web::test]
async fn a_picture_is_the_same_at_its_revision_and_differs_with_what_is_asked() {
    let newest = get("/indikator/graf.png?indicator=F2&municipality=766").await;
    let html = get(INDICATOR).await.html;
    let link = links(&html).into_iter().next().unwrap();
    assert!(link.starts_with("/indikator/graf.png?"), "{link}");
    assert!(newest.bytes == get(&link).await.bytes);
    let other = get("/indikator/graf.png?indicator=F2&municipality=630").await;
    assert!(newest.bytes != other.bytes);
}

#[actix_web::test]
async fn nobody_gets_more_in_a_picture_than_anybody() {
    let address = "/indikator/graf.png?indicator=O3.1&municipality=766";
    let plain = get(address).await;
    let asked =
        TestRequest::with_uri("/indikator/graf.png?indicator=O3.1&municipality=766&role=admin")
            .insert_header((AUTHORIZATION, "Bearer admin"));
    let with_role = ask(PagesState::new(demo()), asked).await;
    assert_eq!(plain.status, with_role.status);
    assert!(plain.bytes == with_role.bytes);
}

#[actix_web::test]
async fn a_chart_that_there_is_not_is_refused_on_a_page() {
    let none = get("/indikator/graf.png?indicator=F2&municipality=766&chart=hund").await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    assert!(none.html.contains("Figur (chart)"), "{}", none.html);
    for bad in ["municipality=Atlantis", "indicator=O99", "revision=sidste"] {
        let answer = get(&format!("/indikator/graf.png?{bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&StoreOptions::embedded(folder.path())).unwrap());
    for page in ["sammenligning", "indikator", "okonomi", "rehabilitering"] {
        let asked = TestRequest::with_uri(&format!("/{page}/graf.png"));
        let answer = ask(PagesState::new(Arc::clone(&store)), asked).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(answer.html.contains("Siden findes ikke"), "{page}");
    }
}

#[actix_web::test]
async fn a_picture_answers_head_and_is_not_written() {
    let address = "/indikator/graf.png?indicator=F2&municipality=766";
    let asked = |method| TestRequest::with_uri(address).method(method);
    let head = ask(PagesState::new(demo()), asked(Method::HEAD)).await;
    assert_eq!(head.status, StatusCode::OK);
    let post = ask(PagesState::new(demo()), asked(Method::POST)).await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
}
