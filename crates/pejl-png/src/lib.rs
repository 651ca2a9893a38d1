//! A chart as a PNG: the same picture wherever it is made.
//!
//! Text is drawn in the face that reports are set in (Noto Sans, built in), never in one of the machine; nothing outside the SVG
//! is read, and a picture has at most so many pixels.
//!
//! # Example
//! ```
//! let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><rect width='20' height='10' fill='#003366'/></svg>";
//! let png = pejl_png::to_png(svg, 2.0)?;
//! assert!(png.starts_with(b"\x89PNG"));
//! # Ok::<(), pejl_png::PngError>(())
//! ```

mod error;
mod face;
mod picture;
#[cfg(test)]
mod tests;

pub use error::PngError;
pub use picture::to_png;
