//! From a drawing to pixels.

use std::sync::Arc;

use resvg::tiny_skia::{Color, IntSize, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::error::PngError;
use crate::face::{FACE, NAME};

/// Most pixels of a picture: 48 megabytes while it is drawn. A ranking of all municipalities at twice its size has half as many.
const PIXELS_MAX: u64 = 12_000_000;
/// Most pixels of a side; a larger one is a mistake of the caller.
const SIDE_MAX: u32 = 10_000;

/// A drawing as a PNG on a white ground, `scale` pixels for one of the drawing (2.0 for a sharp screen).
///
/// The same drawing and scale give the same bytes.
///
/// # Errors
/// The text is no SVG, the scale is no number above zero, or the picture would be too large.
pub fn to_png(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    let tree = Tree::from_str(svg, &options());
    let tree = tree.map_err(|error| PngError::Unreadable(Box::new(error)))?;
    let size = size(&tree, scale)?;
    let (width, height) = (size.width(), size.height());
    let mut pixels = Pixmap::new(width, height).ok_or(PngError::TooLarge { width, height })?;
    pixels.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    let written = pixels.encode_png();
    written.map_err(|error| PngError::Write(Box::new(error)))
}

/// How a drawing is read: by the built-in face, and without whatever it names that is not in it.
fn options() -> Options<'static> {
    Options {
        font_family: NAME.to_owned(),
        fontdb: Arc::clone(&FACE),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// The pixels of a drawing at a scale.
fn size(tree: &Tree, scale: f32) -> Result<IntSize, PngError> {
    let size = tree.size().scale_by(scale);
    let size = size.ok_or(PngError::Scale { scale })?.to_int_size();
    let (width, height) = (size.width(), size.height());
    let is_too_long = width.max(height) > SIDE_MAX;
    if is_too_long || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PngError::TooLarge { width, height });
    }
    Ok(size)
}
