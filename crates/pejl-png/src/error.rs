//! Why a drawing is no picture.

use std::error::Error;

/// Why a drawing is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The text is no SVG, or one without a size.
    #[error("failed to read the drawing")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
    /// The scale is no number above zero, or gives a size that is none.
    #[error("no picture has the scale {scale}")]
    Scale {
        /// The scale that was asked for.
        scale: f32,
    },
    /// The picture would have more pixels than one may have.
    #[error("a picture of {width} × {height} pixels is too large")]
    TooLarge {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// The pixels cannot be written.
    #[error("failed to write the picture")]
    Write(#[source] Box<dyn Error + Send + Sync>),
}
