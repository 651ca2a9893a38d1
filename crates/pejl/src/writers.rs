//! The formats that this program writes reports in.

use pejl_app::chain;
use pejl_reports::{Format, HTML, Writer};

/// Every format, as they are offered.
pub fn writers() -> Vec<Writer> {
    vec![
        #[cfg(feature = "pdf")]
        Writer {
            format: Format::PDF,
            write: |report| pejl_pdf::write(report).map_err(|error| chain(&error)),
        },
        Writer {
            format: Format::XLSX,
            write: |report| pejl_xlsx::write(report).map_err(|error| chain(&error)),
        },
        HTML,
    ]
}
