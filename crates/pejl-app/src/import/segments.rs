//! The segments of one import while they are being written.

use pejl_db::lease::Ticket;
use pejl_db::segment::{WrittenSegment, reserve_segments};
use pejl_lake::{DatasetSpec, SealedSegment, SegmentWriter};

use crate::error::AppError;
use crate::pause;
use crate::store::Store;

/// Rows after which a further segment is begun.
const SEGMENT_ROWS: u64 = 8_000_000;

/// Segments under temporary names; dropping it removes their files.
pub(super) struct Segments<'a> {
    store: &'a Store,
    ticket: &'a Ticket,
    spec: &'static DatasetSpec,
    open: Option<OpenSegment>,
    sealed: Vec<(i64, SealedSegment)>,
}

struct OpenSegment {
    id: i64,
    writer: SegmentWriter,
    n_rows: u64,
}

impl<'a> Segments<'a> {
    /// No segment yet.
    pub(super) fn new(store: &'a Store, ticket: &'a Ticket, spec: &'static DatasetSpec) -> Self {
        Self {
            store,
            ticket,
            spec,
            open: None,
            sealed: Vec::new(),
        }
    }

    /// Adds the rows of a frame, in a new segment when the last one is full.
    pub(super) fn write(&mut self, frame: &pejl_lake::Frame) -> Result<(), AppError> {
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.n_rows >= SEGMENT_ROWS)
        {
            self.seal()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        open.writer.write(frame)?;
        open.n_rows += u64::try_from(frame.height()).unwrap_or(u64::MAX);
        self.open = Some(open);
        pause::at("import.writing");
        Ok(())
    }

    fn begin(&self) -> Result<OpenSegment, AppError> {
        let reserved = reserve_segments(&self.store.db, self.ticket, 1, self.spec.schema_version)?;
        let Some(segment) = reserved.into_iter().next() else {
            return Err(AppError::Conflict(
                "the catalogue reserved no segment".to_owned(),
            ));
        };
        let writer = self.store.lake.writer(&segment.path, self.spec)?;
        Ok(OpenSegment {
            id: segment.id,
            writer,
            n_rows: 0,
        })
    }

    fn seal(&mut self) -> Result<(), AppError> {
        if let Some(open) = self.open.take() {
            self.sealed.push((open.id, open.writer.seal()?));
        }
        Ok(())
    }

    /// Gives the files their names. From here on only a sweep removes them.
    pub(super) fn publish(mut self) -> Result<Vec<WrittenSegment>, AppError> {
        self.seal()?;
        let publish = |(id, sealed): (i64, SealedSegment)| {
            let meta = sealed.publish()?;
            Ok(WrittenSegment {
                id,
                sha256: meta.sha256,
                n_rows: meta.n_rows,
                bytes: meta.bytes,
            })
        };
        self.sealed.into_iter().map(publish).collect()
    }
}
