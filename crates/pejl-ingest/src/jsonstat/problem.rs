//! What can be wrong with a JSON-stat file.

use crate::issue::Explain;

#[derive(Debug, thiserror::Error)]
pub(crate) enum JsonStatProblem {
    #[error("{} (character {column})", syntax_english(cause, *cut))]
    Syntax {
        cause: String,
        column: usize,
        cut: bool,
    },
    #[error("this is JSON, but not JSON-stat: expected a dataset with `dimension` and `value`")]
    NotJsonStat,
    #[error("this is no dataset but an error message from a server: {message}")]
    ServerError { message: String },
    #[error("this is a JSON-stat {class}, expected a dataset")]
    NotADataset { class: String },
    #[error("the collection holds no datasets, only links to {n}: {names}; fetch the one you need")]
    OnlyLinks { n: usize, names: String },
    #[error("the file holds several datasets: {names}; declare one")]
    SeveralDatasets { names: String },
    #[error("the file has no dataset of that name; it holds {names}")]
    NoSuchDataset { names: String },
    #[error("the dataset has no `{0}`")]
    NoField(&'static str),
    #[error("expected {expected}")]
    Expected {
        expected: &'static str,
        expected_da: &'static str,
    },
    #[error("`id` names {ids} dimensions, `size` has {sizes}")]
    SizesDiffer { ids: usize, sizes: usize },
    #[error("the dimension is named in `id`, but not described in `dimension`")]
    DimensionMissing,
    #[error("the dimension is named twice in `id`")]
    DimensionTwice,
    #[error("the dimension has {found} categories, `size` says {size}")]
    CategoriesDiffer { found: usize, size: usize },
    #[error("the dimension has {labels} labels and no `index`, so their order is not known")]
    NoIndex { labels: usize },
    #[error("two categories have the code `{code}`")]
    CodeTwice { code: String },
    #[error("the positions in `index` are not 0 to {last}, each once")]
    Positions { last: usize },
    #[error("the file describes a table, but holds no values; fetch the data, not the metadata")]
    OnlyMetadata,
    #[error("`status` has one text in a list; it was used for every cell")]
    OneStatus,
    #[error(
        "`status` is not as in the standard (an object with `value` and `category`, as Eurostat wrote it); it was read"
    )]
    EurostatStatus,
    #[error("expected {expected} cells, found {found}")]
    WrongNumberOfCells { expected: u64, found: u64 },
    #[error("cell number {index} is outside the table, whose last is {last}")]
    CellOutside { index: String, last: u64 },
    #[error("cell number {index} is given twice")]
    CellTwice { index: u64 },
}

fn syntax_english(cause: &str, cut: bool) -> String {
    if cut {
        "the file ends in the middle of the JSON document".into()
    } else {
        format!("not valid JSON: {cause}")
    }
}

impl JsonStatProblem {
    /// The problem that a number, a text or null was expected.
    pub(crate) const A_CELL: Self = Self::Expected {
        expected: "a number, a text or null",
        expected_da: "et tal, en tekst eller null",
    };
}

impl Explain for JsonStatProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax { cut: true, .. } => "json.truncated",
            Self::Syntax { .. } => "json.syntax",
            Self::NotJsonStat => "json.not_json_stat",
            Self::ServerError { .. } => "json.server_error",
            Self::NotADataset { .. } => "json.not_a_dataset",
            Self::OnlyLinks { .. } => "json.only_links",
            Self::SeveralDatasets { .. } => "json.several_datasets",
            Self::NoSuchDataset { .. } => "json.no_such_dataset",
            Self::NoField(_) => "json.no_field",
            Self::Expected { .. } => "json.unexpected_value",
            Self::SizesDiffer { .. } => "json.sizes_differ",
            Self::DimensionMissing => "json.dimension_missing",
            Self::DimensionTwice => "json.dimension_twice",
            Self::CategoriesDiffer { .. } => "json.categories_differ",
            Self::NoIndex { .. } => "json.no_index",
            Self::CodeTwice { .. } => "json.code_twice",
            Self::Positions { .. } => "json.positions",
            Self::OnlyMetadata => "json.only_metadata",
            Self::OneStatus => "json.one_status",
            Self::EurostatStatus => "json.eurostat_status",
            Self::WrongNumberOfCells { .. } => "json.wrong_number_of_cells",
            Self::CellOutside { .. } => "json.cell_outside",
            Self::CellTwice { .. } => "json.cell_twice",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Syntax { cut: true, .. } => "filen slutter midt i JSON-dokumentet".into(),
            Self::Syntax { cause, column, .. } => format!("ikke gyldig JSON: {cause} (tegn {column})"),
            Self::NotJsonStat => {
                "dette er JSON, men ikke JSON-stat: forventede et datasæt med `dimension` og `value`".into()
            }
            Self::ServerError { message } => {
                format!("dette er ikke et datasæt, men en fejlmeddelelse fra en server: {message}")
            }
            Self::NotADataset { class } => format!("dette er JSON-stat af klassen {class}, forventede et datasæt"),
            Self::OnlyLinks { n, names } => {
                format!("samlingen indeholder ingen datasæt, kun links til {n}: {names}; hent det, du skal bruge")
            }
            Self::SeveralDatasets { names } => format!("filen indeholder flere datasæt: {names}; angiv ét"),
            Self::NoSuchDataset { names } => {
                format!("filen har ikke noget datasæt med det navn; den indeholder {names}")
            }
            Self::NoField(field) => format!("datasættet har ingen `{field}`"),
            Self::Expected { expected_da, .. } => format!("forventede {expected_da}"),
            Self::SizesDiffer { ids, sizes } => format!("`id` nævner {ids} dimensioner, `size` har {sizes}"),
            Self::DimensionMissing => "dimensionen er nævnt i `id`, men ikke beskrevet i `dimension`".into(),
            Self::DimensionTwice => "dimensionen er nævnt to gange i `id`".into(),
            Self::CategoriesDiffer { found, size } => {
                format!("dimensionen har {found} kategorier, `size` siger {size}")
            }
            Self::NoIndex { labels } => {
                format!("dimensionen har {labels} betegnelser og intet `index`, så deres rækkefølge kendes ikke")
            }
            Self::CodeTwice { code } => format!("to kategorier har koden `{code}`"),
            Self::Positions { last } => format!("positionerne i `index` er ikke 0 til {last}, hver én gang"),
            Self::OnlyMetadata => {
                "filen beskriver en tabel, men indeholder ingen værdier; hent data, ikke metadata".into()
            }
            Self::OneStatus => "`status` har én tekst i en liste; den er brugt til hver celle".into(),
            Self::EurostatStatus => {
                "`status` er ikke som i standarden (et objekt med `value` og `category`, som Eurostat skrev det); den er læst".into()
            }
            Self::WrongNumberOfCells { expected, found } => format!("forventede {expected} celler, fandt {found}"),
            Self::CellOutside { index, last } => {
                format!("celle nummer {index} ligger uden for tabellen, hvis sidste er {last}")
            }
            Self::CellTwice { index } => format!("celle nummer {index} er angivet to gange"),
        }
    }
}
