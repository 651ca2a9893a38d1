//! The world of Typst: one template and one face in memory, and nothing outside them.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::error::PdfError;
use crate::face::FACE;

/// The template; all that it shows comes in as values.
const TEMPLATE: &str = include_str!("../assets/report.typ");

/// What Typst may read.
pub(crate) struct InMemory {
    library: LazyHash<Library>,
    template: Source,
}

impl InMemory {
    /// A world with these values for the template.
    pub(crate) fn of(inputs: Dict) -> Result<Self, PdfError> {
        let path = VirtualPath::new("report.typ");
        let path = path.map_err(|error| PdfError::Set(format!("{error:?}")))?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        // Headings of rows are behind this feature still.
        let features = [Feature::A11yExtras].into_iter().collect();
        let library = Library::builder()
            .with_inputs(inputs)
            .with_features(features)
            .build();
        Ok(Self {
            library: LazyHash::new(library),
            template: Source::new(id, TEMPLATE.to_owned()),
        })
    }
}

impl World for InMemory {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FACE.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.template.id() {
            true => Ok(self.template.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACE.fonts.get(index).cloned()
    }

    /// There is no today: days are those of the report.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
