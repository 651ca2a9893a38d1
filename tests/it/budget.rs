//! What a page weighs on its way to a reader who has never been here, and how long the server takes over it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use pejl_tests::{Place, Server};

use crate::indicator_page::demo;
use crate::page::attribute;

/// Most bytes of a first page with its style and its script, packed. There are no fonts among them.
const PACKED_MAX: usize = 100_000;

/// The pages that the menu leads to, and one of an indicator, a target and the form of an upload.
const PAGES: [&str; 10] = [
    "/overblik?municipality=766",
    "/indikator?municipality=766&indicator=O3.1",
    "/sammenligning?municipality=766&indicator=F2.published_per_resident",
    "/okonomi?municipality=766",
    "/rehabilitering?municipality=766",
    "/maal?municipality=766",
    "/maal/nyt?municipality=766&indicator=O3.3",
    "/data?municipality=766",
    "/rapporter?municipality=766",
    "/tilgaengelighed",
];

/// The bytes of an answer as they travel, packed.
fn packed(server: &Server, path: &str) -> usize {
    let mut stream = TcpStream::connect(server.authority()).unwrap();
    let head = "accept: text/html\r\naccept-encoding: gzip\r\nconnection: close";
    let host = server.authority();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).to_lowercase();
    assert!(start.starts_with("http/1.1 200"), "{path}: {start}");
    assert!(start.contains("content-encoding: gzip"), "{path}: {start}");
    bytes.len()
}

/// The bytes of what a page cannot be shown without, packed.
fn of_assets(server: &Server, path: &str) -> usize {
    let html = server
        .get_with(path, &[("accept", "text/html")])
        .expect_status(200)
        .text();
    let tags: Vec<&str> = html.split('<').collect();
    let with = |start: &str, name: &str| {
        let found = tags.iter().filter(|tag| tag.starts_with(start));
        let found = found.filter_map(|tag| attribute(tag, name));
        found.collect::<Vec<String>>()
    };
    let (styles, scripts) = (
        with("link rel=\"stylesheet\"", "href"),
        with("script", "src"),
    );
    assert_eq!((styles.len(), scripts.len()), (1, 1), "{path}");
    let assets = styles.iter().chain(&scripts);
    assets.map(|asset| packed(server, asset)).sum()
}

/// A page that is shown at once on a slow line, with all that it cannot be shown without; the bytes of it, packed.
#[track_caller]
pub fn assert_small(server: &Server, path: &str) -> usize {
    let size = packed(server, path) + of_assets(server, path);
    assert!(size < PACKED_MAX, "{path}: {size} bytes");
    size
}

#[test]
fn every_page_of_the_demo_is_small_and_the_time_over_it_is_told() {
    let place = Place::sqlite();
    let server = demo(&place);
    let millis = |path: &str| {
        let asked = Instant::now();
        packed(&server, path);
        asked.elapsed().as_millis()
    };
    println!("page, milliseconds at first and again, bytes with style and script (packed):");
    for path in PAGES {
        let (first, again) = (millis(path), millis(path));
        let size = assert_small(&server, path);
        println!("{path}: {first} ms, {again} ms, {size} bytes");
    }
}
