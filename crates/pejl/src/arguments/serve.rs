//! Serving the API and the pages, and the demonstration.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pejl_domain::area::find_area;
use pejl_domain::{Area, AreaLevel};

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// Import only; do not serve.
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "PEJL_BIND")]
    pub bind: SocketAddr,
    /// How callers are told apart: `none` on loopback, else `keys`.
    #[arg(long, value_enum, env = "PEJL_AUTH")]
    pub auth: Option<AuthArg>,
    /// Folder with a key for pseudonyms for each municipality, `766.key`, which uploads of records are read with;
    /// `PEJL_PERSON_KEY_<code>` or `PEJL_PERSON_KEY` hold it otherwise.
    #[arg(long, value_name = "DIR", env = "PEJL_PERSON_KEYS")]
    pub person_keys: Option<PathBuf>,
    /// Most bytes of an uploaded file.
    #[arg(long, value_name = "BYTES", default_value_t = pejl_api::Limits::PUBLISHED.upload_bytes_max, env = "PEJL_UPLOAD_BYTES_MAX")]
    pub upload_bytes_max: u64,
    /// Whom to tell what cannot be used, as the accessibility statement says it: an address or a telephone number.
    #[arg(long, value_name = "TEXT", env = "PEJL_CONTACT", value_parser = contact)]
    pub contact: Option<String>,
    /// The municipality whose installation this is, by code or name: its pages are shown to somebody who names none.
    /// Hedensted, unless said.
    #[arg(long, value_name = "MUNICIPALITY", env = "PEJL_MUNICIPALITY", value_parser = municipality)]
    pub municipality: Option<&'static Area>,
    /// Folder that the files of scheduled reports are put into; it must be there, and be one that can be written to.
    #[arg(long, value_name = "DIR", env = "PEJL_DELIVER")]
    pub deliver: Option<PathBuf>,
    /// Mail server that scheduled reports are handed to: `smtps://HOST[:465]`, or `smtp://HOST[:25]`, which has to offer STARTTLS unless
    /// it is this machine. `PEJL_SMTP_USER` and `PEJL_SMTP_PASSWORD` say who we are to it.
    #[arg(long, value_name = "URL", env = "PEJL_SMTP", requires = "mail_from")]
    pub smtp: Option<String>,
    /// Address that scheduled reports are sent from.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "PEJL_MAIL_FROM",
        requires = "smtp"
    )]
    pub mail_from: Option<String>,
    /// Threads that answer requests.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub workers: u16,
}

/// Longest text that says whom to tell.
const CONTACT_CHARS_MAX: usize = 200;

/// A municipality by its code or name.
fn municipality(text: &str) -> Result<&'static Area, String> {
    let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
    found.ok_or_else(|| "expected the code or the name of a municipality".to_owned())
}

/// A line of text; nothing where it is empty.
fn contact(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_line = !text.is_empty() && !text.contains(char::is_control);
    match is_line && text.chars().count() <= CONTACT_CHARS_MAX {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected a line of at most {CONTACT_CHARS_MAX} characters"
        )),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuthArg {
    None,
    Keys,
}
