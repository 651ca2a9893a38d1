//! `pejl frame`: what a year is expected to end at against its budget, as the API answers it.

mod text;

use pejl_api::{FRAME_COLUMNS, FrameBody, frame_rows};
use pejl_app::frame::{FrameRequest, get_frame};
use serde_json::Value;

use super::query::{internal, viewer};
use super::{as_known, open};
use crate::arguments::{FrameArgs, FrameFormat, PlaceArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// Shows the frame of a year.
pub fn frame(place: &PlaceArgs, args: &FrameArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = FrameRequest {
        municipality: args.municipality.clone(),
        year: args.year.clone(),
        as_of: args.as_of.clone(),
        frame: args.frame.clone(),
        price: args.price.clone(),
        share: args.share.clone(),
        length: args.length.clone(),
        courses_part: args.courses_part.clone(),
        population_change: args.population_change.clone(),
        price_change: args.price_change.clone(),
        at: as_known(&args.as_known)?,
        viewer: viewer(args.role.as_deref())?,
    };
    let found = get_frame(&store, &request)?;
    let (lang, demo) = (args.lang.lang, store.is_demo());
    let rows = |format| {
        let rows = frame_rows(&found, lang, demo).map_err(internal)?;
        output::rows(&Value::Null, &FRAME_COLUMNS, &rows, format)
    };
    match args.format {
        FrameFormat::Json => output::json(&FrameBody::of(&found, lang, demo)),
        FrameFormat::Csv => rows(RowFormat::Csv),
        FrameFormat::CsvDa => rows(RowFormat::CsvDa),
        FrameFormat::Text => {
            let lines = text::lines(&FrameBody::of(&found, lang, demo), lang);
            let lines: Vec<String> = lines.iter().map(|line| output::printable(line)).collect();
            output::lines(&lines)
        }
    }
}
