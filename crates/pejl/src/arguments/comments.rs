//! Commenting on figures, listing and withdrawing comments.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat, WhichTargetsArgs};

#[derive(Debug, Subcommand)]
pub enum CommentsCommand {
    /// List the comments, each with the figure that it explains and the figure as it is now.
    List(ListCommentsArgs),
    /// Show a comment with its versions, the latest first, as JSON.
    Show {
        /// Number of the comment.
        number: i64,
        /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
        #[arg(long)]
        role: Option<String>,
        #[command(flatten)]
        as_known: AsKnownArgs,
        #[command(flatten)]
        lang: LangArgs,
    },
    /// Say something of a figure, or with `--id` something else; the figure as it is now is kept with it.
    Add(AddCommentArgs),
    /// Store the comment of a JSON file, or with `--id` another version of one.
    ///
    /// {"municipality": "766", "indicator": "O3.1", "period": "2018-03", "text_da": "…", "author": "Anne Holm"};
    /// `docs/comments.md` has all fields.
    Set {
        /// The file; `-` for what is piped in.
        file: PathBuf,
        /// Number of the comment that this is another version of.
        #[arg(long)]
        id: Option<i64>,
        /// Prove it, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Sign a comment off; whoever does is not its author.
    Approve {
        /// Number of the comment.
        number: i64,
        /// Who signs it off.
        #[arg(long)]
        by: String,
        /// The version that is signed off, refused where another is in force; the one in force when left out.
        #[arg(long)]
        if_version: Option<i32>,
        /// Prove it, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Withdraw a comment.
    Withdraw {
        /// Number of the comment.
        number: i64,
    },
}

#[derive(Debug, Args)]
pub struct ListCommentsArgs {
    #[command(flatten)]
    pub which: WhichTargetsArgs,
    /// Periods and stretches of them (2017..2018-03): comments on these and on what lies within; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub lang: LangArgs,
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Args)]
pub struct AddCommentArgs {
    /// Code of an indicator or a reading.
    pub indicator: String,
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// The period, as 2018-03.
    #[arg(long)]
    pub period: String,
    /// The cut, as unit=T1.
    #[arg(long)]
    pub filter: Vec<String>,
    /// What is said, in Danish.
    #[arg(long, default_value = "")]
    pub text: String,
    /// What is said, in English.
    #[arg(long, default_value = "")]
    pub text_en: String,
    /// Who says it.
    #[arg(long)]
    pub author: String,
    /// What the author is.
    #[arg(long, default_value = "")]
    pub author_role: String,
    /// Number of the comment that this is another version of.
    #[arg(long)]
    pub id: Option<i64>,
    /// The version that it is to take the place of; refused where another is in force.
    #[arg(long, requires = "id")]
    pub if_version: Option<i32>,
    /// Prove it, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

impl CommentsCommand {
    /// Whether it makes a revision, at which figures are kept.
    pub fn is_change(&self) -> bool {
        match self {
            Self::List(_) | Self::Show { .. } => false,
            Self::Add(args) => !args.dry_run,
            Self::Set { dry_run, .. } | Self::Approve { dry_run, .. } => !dry_run,
            Self::Withdraw { .. } => true,
        }
    }
}
