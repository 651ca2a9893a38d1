//! What can be wrong with a PX file.

use crate::issue::Explain;

#[derive(Debug, thiserror::Error)]
pub(super) enum PxProblem {
    #[error("expected a keyword, found `{found}`")]
    ExpectedKeyword { found: String },
    #[error("expected `{expected}`, found `{found}`")]
    Expected {
        expected: &'static str,
        found: String,
    },
    #[error("after a quoted text expected `,` or `;`, found `{found}`; a text cannot hold a quote")]
    AfterText { found: String },
    #[error("the quoted text is not closed on its line")]
    UnterminatedText,
    #[error("the file ends before the `;` of this statement")]
    UnterminatedStatement,
    #[error("the mandatory keyword {keyword} is missing")]
    MissingKeyword { keyword: String },
    #[error(
        "the keyword {keyword} is missing; PX requires it, but the figures can be read without it"
    )]
    MissingInformation { keyword: &'static str },
    #[error("unknown keyword; it was ignored")]
    UnknownKeyword,
    #[error("the same is said twice")]
    Twice,
    #[error("{codes} codes for {values} values")]
    CodesDiffer { codes: usize, values: usize },
    #[error("two values of the variable are the same, so their cells cannot be told apart")]
    SameMember,
    #[error("the variable stands twice in STUB and HEADING")]
    VariableTwice,
    #[error("the file has no variable `{variable}`; the statement was ignored")]
    UnknownVariable { variable: String },
    #[error("CONTVARIABLE names `{variable}`, which is no variable of the file")]
    UnknownContentVariable { variable: String },
    #[error("`{value}` is no value of the variable `{variable}`; the statement was ignored")]
    UnknownValue { variable: String, value: String },
    #[error(
        "a unit is given for `{value}`, which is no value of the content variable `{variable}`"
    )]
    UnitOfUnknownContent { variable: String, value: String },
    #[error("`{value}` of the content variable `{variable}` has no unit")]
    NoUnit { variable: String, value: String },
    #[error(
        "the language `{language}` is not declared in LANGUAGE or LANGUAGES; the statement was ignored"
    )]
    UnknownLanguage { language: String },
    #[error("the file has no texts in the language `{wanted}`; those in `{used}` were used")]
    LanguageAbsent { wanted: &'static str, used: String },
    #[error("the texts in `{language}` do not fit the main language; the main language was used")]
    LanguageDiffers { language: String },
    #[error("{keyword} has no text in the language `{language}`")]
    Untranslated {
        keyword: &'static str,
        language: String,
    },
    #[error("the statement is given per content, but there is no CONTVARIABLE; it was ignored")]
    NoContentVariable,
    #[error("expected {expected}, found `{found}`; the statement was ignored")]
    Odd {
        expected: &'static str,
        found: String,
    },
    #[error("{keys} keys, the table has {variables} variables; the statement was ignored")]
    NumberOfKeys { keys: usize, variables: usize },
    #[error("{times} points in time for {values} values; the values were used")]
    TimesDiffer { times: usize, values: usize },
    #[error("SHOWDECIMALS is greater than DECIMALS")]
    MoreDecimalsShown,
    #[error("DESCRIPTIONDEFAULT is YES, but there is no DESCRIPTION")]
    NoDescription,
    #[error(
        "expected a number or one of the symbols - . .. ... .... ..... ......, found something else"
    )]
    NotACell,
    #[error("expected {expected} cells, found {found}")]
    WrongNumberOfCells { expected: u64, found: u64 },
    #[error("the quoted cell is not closed on its line")]
    UnterminatedCell,
    #[error("the file ends in the middle of the last cell: expected `;` after the data")]
    Truncated,
    #[error("the data are not closed with `;`; the number of cells is right")]
    Unended,
    #[error("KEYS is given for some variables of STUB, but not for `{variable}`")]
    KeysIncomplete { variable: String },
    #[error("KEYS must be CODES or VALUES")]
    KeysKind,
    #[error("expected a row to begin with {expected} quoted keys")]
    RowWithoutKeys { expected: usize },
    #[error("the key is no code or value of the variable")]
    UnknownKey,
    #[error("the row with these keys stands in the file twice")]
    RowTwice,
    #[error("the row has {found} cells, expected {expected}")]
    RowLength { expected: u64, found: u64 },
    #[error("the keys of the rows stand in the order of the KEYS statements, not in that of STUB")]
    KeysOrder,
    #[error("{absent} of {all} rows are not in the file; by the PX standard their cells are zero")]
    RowsAbsent { absent: u64, all: u64 },
}

impl Explain for PxProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::ExpectedKeyword { .. } => "px.expected_keyword",
            Self::Expected { .. } => "px.expected",
            Self::AfterText { .. } => "px.after_text",
            Self::UnterminatedText => "px.unterminated_text",
            Self::UnterminatedStatement => "px.unterminated_statement",
            Self::MissingKeyword { .. } => "px.missing_keyword",
            Self::MissingInformation { .. } => "px.missing_information",
            Self::UnknownKeyword => "px.unknown_keyword",
            Self::Twice => "px.twice",
            Self::CodesDiffer { .. } => "px.codes_differ",
            Self::SameMember => "px.same_member",
            Self::VariableTwice => "px.variable_twice",
            Self::UnknownVariable { .. } => "px.unknown_variable",
            Self::UnknownContentVariable { .. } => "px.unknown_content_variable",
            Self::UnknownValue { .. } => "px.unknown_value",
            Self::UnitOfUnknownContent { .. } => "px.unit_of_unknown_content",
            Self::NoUnit { .. } => "px.no_unit",
            Self::UnknownLanguage { .. } => "px.unknown_language",
            Self::LanguageAbsent { .. } => "px.language_absent",
            Self::LanguageDiffers { .. } => "px.language_differs",
            Self::Untranslated { .. } => "px.untranslated",
            Self::NoContentVariable => "px.no_content_variable",
            Self::Odd { .. } => "px.odd_value",
            Self::NumberOfKeys { .. } => "px.number_of_keys",
            Self::TimesDiffer { .. } => "px.times_differ",
            Self::MoreDecimalsShown => "px.more_decimals_shown",
            Self::NoDescription => "px.no_description",
            Self::NotACell => "px.not_a_cell",
            Self::WrongNumberOfCells { .. } => "px.wrong_number_of_cells",
            Self::UnterminatedCell => "px.unterminated_cell",
            Self::Truncated => "px.truncated",
            Self::Unended => "px.unended",
            Self::KeysIncomplete { .. } => "px.keys_incomplete",
            Self::KeysKind => "px.keys_kind",
            Self::RowWithoutKeys { .. } => "px.row_without_keys",
            Self::UnknownKey => "px.unknown_key",
            Self::RowTwice => "px.row_twice",
            Self::RowLength { .. } => "px.row_length",
            Self::KeysOrder => "px.keys_order",
            Self::RowsAbsent { .. } => "px.rows_absent",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::ExpectedKeyword { found } => format!("forventede et nøgleord, fandt `{found}`"),
            Self::Expected { expected, found } => format!("forventede `{expected}`, fandt `{found}`"),
            Self::AfterText { found } => format!(
                "efter en tekst i anførselstegn forventedes `,` eller `;`, fandt `{found}`; en tekst kan ikke indeholde et anførselstegn"
            ),
            Self::UnterminatedText => "teksten i anførselstegn er ikke afsluttet på sin linje".into(),
            Self::UnterminatedStatement => "filen slutter før sætningens `;`".into(),
            Self::MissingKeyword { keyword } => format!("det obligatoriske nøgleord {keyword} mangler"),
            Self::MissingInformation { keyword } => {
                format!("nøgleordet {keyword} mangler; PX kræver det, men tallene kan læses uden")
            }
            Self::UnknownKeyword => "ukendt nøgleord; det er ikke brugt".into(),
            Self::Twice => "det samme er angivet to gange".into(),
            Self::CodesDiffer { codes, values } => format!("{codes} koder til {values} værdier"),
            Self::SameMember => {
                "to af variablens værdier er ens, så deres celler kan ikke skelnes".into()
            }
            Self::VariableTwice => "variablen står to gange i STUB og HEADING".into(),
            Self::UnknownVariable { variable } => {
                format!("filen har ingen variabel `{variable}`; sætningen er ikke brugt")
            }
            Self::UnknownContentVariable { variable } => {
                format!("CONTVARIABLE nævner `{variable}`, som ikke er en variabel i filen")
            }
            Self::UnknownValue { variable, value } => {
                format!("`{value}` er ikke en værdi af variablen `{variable}`; sætningen er ikke brugt")
            }
            Self::UnitOfUnknownContent { variable, value } => {
                format!("der er en enhed til `{value}`, som ikke er en værdi af indholdsvariablen `{variable}`")
            }
            Self::NoUnit { variable, value } => {
                format!("`{value}` af indholdsvariablen `{variable}` har ingen enhed")
            }
            Self::UnknownLanguage { language } => {
                format!("sproget `{language}` er ikke nævnt i LANGUAGE eller LANGUAGES; sætningen er ikke brugt")
            }
            Self::LanguageAbsent { wanted, used } => {
                format!("filen har ingen tekster på sproget `{wanted}`; dem på `{used}` er brugt")
            }
            Self::LanguageDiffers { language } => {
                format!("teksterne på `{language}` passer ikke til hovedsproget; hovedsproget er brugt")
            }
            Self::Untranslated { keyword, language } => {
                format!("{keyword} har ingen tekst på sproget `{language}`")
            }
            Self::NoContentVariable => {
                "sætningen gælder et indhold, men der er ingen CONTVARIABLE; den er ikke brugt".into()
            }
            Self::Odd { expected, found } => {
                format!("forventede {}, fandt `{found}`; sætningen er ikke brugt", odd_danish(expected))
            }
            Self::NumberOfKeys { keys, variables } => {
                format!("{keys} nøgler, tabellen har {variables} variable; sætningen er ikke brugt")
            }
            Self::TimesDiffer { times, values } => {
                format!("{times} tidspunkter til {values} værdier; værdierne er brugt")
            }
            Self::MoreDecimalsShown => "SHOWDECIMALS er større end DECIMALS".into(),
            Self::NoDescription => "DESCRIPTIONDEFAULT er YES, men DESCRIPTION mangler".into(),
            Self::NotACell => {
                "forventede et tal eller et af tegnene - . .. ... .... ..... ......, fandt noget andet".into()
            }
            Self::WrongNumberOfCells { expected, found } => format!("forventede {expected} celler, fandt {found}"),
            Self::UnterminatedCell => "cellen i anførselstegn er ikke afsluttet på sin linje".into(),
            Self::Truncated => "filen slutter midt i den sidste celle: forventede `;` efter data".into(),
            Self::Unended => "data er ikke afsluttet med `;`; antallet af celler er rigtigt".into(),
            Self::KeysIncomplete { variable } => {
                format!("KEYS er angivet for nogle variable i STUB, men ikke for `{variable}`")
            }
            Self::KeysKind => "KEYS skal være CODES eller VALUES".into(),
            Self::RowWithoutKeys { expected } => {
                format!("forventede, at rækken begynder med {expected} nøgler i anførselstegn")
            }
            Self::UnknownKey => "nøglen er hverken en kode eller en værdi af variablen".into(),
            Self::RowTwice => "rækken med disse nøgler står i filen to gange".into(),
            Self::RowLength { expected, found } => format!("rækken har {found} celler, forventede {expected}"),
            Self::KeysOrder => "rækkernes nøgler står i KEYS-sætningernes rækkefølge, ikke i STUBs".into(),
            Self::RowsAbsent { absent, all } => {
                format!("{absent} af {all} rækker er ikke i filen; efter PX-standarden er deres celler nul")
            }
        }
    }
}

fn odd_danish(expected: &str) -> &str {
    match expected {
        "a whole number from 0 to 15" => "et heltal fra 0 til 15",
        "YES or NO" => "YES eller NO",
        "a text" => "en tekst",
        other => other,
    }
}
