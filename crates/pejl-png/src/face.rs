//! The face that texts are drawn in.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};

/// The name that charts ask for the face by.
pub(crate) const NAME: &str = "Noto Sans";

/// The regular and the bold font of the face, and no font of the machine.
pub(crate) static FACE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    Arc::new(fonts)
});
