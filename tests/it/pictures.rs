//! Every page as it is seen: on a desktop, on a telephone, without script, and printed.
//!
//! `PEJL_PICTURES` names a folder that the pictures are written to, for somebody to look at. What a program can tell of a picture is
//! asserted: that something is on it, above its middle, and that a sheet of paper is wide enough.

use std::path::PathBuf;

use pejl_tests::Server;
use pejl_tests::accessibility::too_wide;
use pejl_tests::driver::Driven;

use crate::accessible::{PAGES, TOLD, filled, told};

/// The folder that pictures are written to.
const VARIABLE: &str = "PEJL_PICTURES";

/// The width of a sheet of A4 within its margins, in pixels.
const PAPER: u32 = 688;

/// Tells of a picture (PNG, base64) how much of each quarter, from the top, has another colour than most of it: in per mille.
const DRAWN: &str = "
    const [data, done] = arguments;
    const image = new Image();
    image.onerror = () => done('no picture');
    image.onload = () => {
        const canvas = document.createElement('canvas');
        canvas.width = Math.min(image.width, 640);
        canvas.height = Math.round(image.height * canvas.width / image.width);
        const of = canvas.getContext('2d');
        of.drawImage(image, 0, 0, canvas.width, canvas.height);
        const { data } = of.getImageData(0, 0, canvas.width, canvas.height);
        const counted = new Map();
        const at = n => (data[n] >> 4) * 256 + (data[n + 1] >> 4) * 16 + (data[n + 2] >> 4);
        for (let n = 0; n < data.length; n += 4) counted.set(at(n), (counted.get(at(n)) || 0) + 1);
        const most = [...counted].reduce((one, other) => other[1] > one[1] ? other : one)[0];
        const quarters = [0, 0, 0, 0], size = Math.ceil(data.length / 4);
        for (let n = 0; n < data.length; n += 4) if (at(n) !== most) quarters[Math.floor(n / size)] += 1;
        done(quarters.map(n => Math.round(n * 4000 / size)));
    };
    image.src = 'data:image/png;base64,' + data;
";

/// Writes a picture where somebody asked for it.
fn written(name: &str, ending: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    let name = name.replace([' ', ','], "-");
    std::fs::write(folder.join(format!("{name}.{ending}")), bytes).unwrap();
}

/// How much is drawn on each quarter of a picture; `judge` stands on a page without a policy.
fn drawn(judge: &Driven, picture: &[u8]) -> Vec<u64> {
    use base64::Engine as _;
    let text = base64::prelude::BASE64_STANDARD.encode(picture);
    let told = judge.run_until_called(DRAWN, &[text.into()]);
    let quarters = told.as_array().unwrap_or_else(|| panic!("{told}"));
    quarters.iter().map(|one| one.as_u64().unwrap()).collect()
}

#[test]
fn no_page_is_blank_on_a_screen_or_without_script_and_none_is_cut_on_paper() {
    let windows = (
        Driven::open(1_280, 900),
        Driven::without_script(1_280, 900),
        Driven::open(640, 480),
    );
    let (Some(window), Some(without_script), Some(judge)) = windows else {
        return;
    };
    let (place, told_place) = (filled(), told());
    let (server, with_figures) = (Server::start(&place), Server::start(&told_place));
    let of_filled = PAGES.map(|(name, path)| (name, server.url(path)));
    let of_told = TOLD.map(|(name, path)| (name, with_figures.url(path)));
    let mut wrong = Vec::new();
    for (name, url) in of_filled.into_iter().chain(of_told) {
        let mut look = |how: &str, picture: &[u8]| {
            let name = format!("{name} {how}");
            written(&name, "png", picture);
            let quarters = drawn(&judge, picture);
            // A short page ends above the end of its window; no page is empty above the middle.
            if quarters.iter().take(2).any(|one| *one < 5) {
                wrong.push(format!("{name}: {quarters:?}"));
            }
        };
        for (width, how) in [(1_280, "desktop"), (390, "phone")] {
            window.resize(width, 900);
            window.go(&url);
            look(how, &window.picture());
        }
        without_script.go(&url);
        look("without script", &without_script.picture());
        let printed = window.print();
        assert!(printed.starts_with(b"%PDF"), "{name}");
        written(name, "pdf", &printed);
        window.on_paper(true);
        window.resize(PAPER, 1_000);
        let cut = too_wide(&window);
        window.on_paper(false);
        wrong.extend(cut.iter().map(|one| format!("{name} on paper: {one}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
