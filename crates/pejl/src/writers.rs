//! The formats that this program writes reports in.

use pejl_app::chain;
use pejl_reports::{HTML, Writer};

/// Every format, as they are offered.
pub fn writers() -> Vec<Writer> {
    vec![
        #[cfg(feature = "pdf")]
        Writer {
            ending: "pdf",
            media_type: "application/pdf",
            is_shown: true,
            write: |report| pejl_pdf::write(report).map_err(|error| chain(&error)),
        },
        Writer {
            ending: "xlsx",
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            is_shown: false,
            write: |report| pejl_xlsx::write(report).map_err(|error| chain(&error)),
        },
        HTML,
    ]
}
