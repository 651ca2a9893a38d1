//! Pages from templates: what stands around every page, and the answer it travels in.

use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};
use pejl_domain::Lang;
use serde::Serialize;

use crate::assets::{AssetPaths, paths};
use crate::link::{
    ACCESSIBILITY, COMPARISON, DATA, FINANCE, Link, OVERVIEW, REHABILITATION, REPORTS, TARGETS,
};
use crate::problem::PageError;
use crate::texts::{Texts, fill, texts};

/// Every template with its name; a name that ends in `.html` is escaped.
const TEMPLATES: [(&str, &str); 17] = [
    (
        "accessibility.html",
        include_str!("../templates/accessibility.html"),
    ),
    ("base.html", include_str!("../templates/base.html")),
    (
        "comparison.html",
        include_str!("../templates/comparison.html"),
    ),
    ("data.html", include_str!("../templates/data.html")),
    ("empty.html", include_str!("../templates/empty.html")),
    ("finance.html", include_str!("../templates/finance.html")),
    ("import.html", include_str!("../templates/import.html")),
    (
        "indicator.html",
        include_str!("../templates/indicator.html"),
    ),
    ("overview.html", include_str!("../templates/overview.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("problem.html", include_str!("../templates/problem.html")),
    (
        "rehabilitation.html",
        include_str!("../templates/rehabilitation.html"),
    ),
    ("reports.html", include_str!("../templates/reports.html")),
    ("target.html", include_str!("../templates/target.html")),
    (
        "target-entry.html",
        include_str!("../templates/target-entry.html"),
    ),
    ("targets.html", include_str!("../templates/targets.html")),
    ("upload.html", include_str!("../templates/upload.html")),
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    // A name that a template misspells is an error and not an empty place on a page.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_formatter(format_value);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
});

/// Writes a value into a page: escaped, unless it is markup of ours.
///
/// The engine's own escaping also rewrites `/`, which is harmless in HTML and makes every link unreadable.
fn format_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if value.is_safe() || value.is_undefined() || value.is_none() || value.as_str().is_none() {
        return escape_formatter(out, state, value);
    }
    for c in value.as_str().unwrap_or_default().chars() {
        match c {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#x27;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Language of the page.
    pub lang: Lang,
    /// Whether the figures are invented.
    pub is_demo: bool,
    /// The page itself, for the switch of language.
    pub here: Link,
    /// Which entry of the menu the page is.
    pub section: Section,
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The council's pejlemærker.
    Overview,
    /// Comparison of municipalities.
    Comparison,
    /// The economic frame.
    Finance,
    /// What comes of rehabilitation.
    Rehabilitation,
    /// What the council has decided is to be reached.
    Targets,
    /// The monthly report.
    Reports,
    /// What is imported.
    Data,
    /// None of them.
    Other,
}

#[derive(Serialize)]
struct Entry {
    href: String,
    label: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct Language {
    href: String,
    label: &'static str,
    code: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct Context<'a, P: Serialize> {
    lang: &'static str,
    t: &'static Texts,
    title: &'a str,
    is_demo: bool,
    home: String,
    menu: Vec<Entry>,
    languages: [Language; 2],
    assets: AssetPaths,
    accessibility: String,
    version: String,
    page: &'a P,
}

/// Renders a template as a whole page.
///
/// # Errors
/// The template asks for what `page` does not have: a fault of ours.
pub(crate) fn render<P: Serialize>(
    template: &str,
    shell: &Shell,
    title: &str,
    page: &P,
) -> Result<String, PageError> {
    let environment = ENVIRONMENT
        .as_ref()
        .map_err(|error| PageError::Template(error.to_string()))?;
    let context = context(shell, title, page);
    environment
        .get_template(template)
        .and_then(|template| template.render(Serde(&context)))
        .map_err(|error| PageError::Template(format!("{error:#}")))
}

fn context<'a, P: Serialize>(shell: &Shell, title: &'a str, page: &'a P) -> Context<'a, P> {
    let t = texts(shell.lang);
    // The menu stays at the municipality, and at the revision where the page is pinned to one.
    let to = |path| {
        Link::to(path, shell.lang)
            .with_same("municipality", &shell.here)
            .with_same("revision", &shell.here)
    };
    let entry = |path, label, section| Entry {
        href: to(path).to_string(),
        label,
        current: shell.section == section,
    };
    let language = |lang: Lang, label| Language {
        href: shell.here.in_language(lang).to_string(),
        label,
        code: lang.as_str(),
        current: shell.lang == lang,
    };
    Context {
        lang: shell.lang.as_str(),
        t,
        title,
        is_demo: shell.is_demo,
        home: to("/").to_string(),
        menu: vec![
            entry(OVERVIEW, t.menu_overview, Section::Overview),
            entry(COMPARISON, t.menu_comparison, Section::Comparison),
            entry(FINANCE, t.menu_finance, Section::Finance),
            entry(
                REHABILITATION,
                t.menu_rehabilitation,
                Section::Rehabilitation,
            ),
            entry(TARGETS, t.menu_targets, Section::Targets),
            entry(REPORTS, t.menu_reports, Section::Reports),
            // What is imported is told as of now.
            Entry {
                href: to(DATA).without("revision").to_string(),
                ..entry(DATA, t.menu_data, Section::Data)
            },
        ],
        // Each language is named in itself, whatever the language of the page.
        languages: [language(Lang::Da, "Dansk"), language(Lang::En, "English")],
        assets: paths(),
        accessibility: Link::to(ACCESSIBILITY, shell.lang).to_string(),
        version: fill(t.footer_version, &[("version", env!("CARGO_PKG_VERSION"))]),
        page,
    }
}

/// The answer that carries a page.
pub(crate) fn answer(status: StatusCode, lang: Lang, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_LANGUAGE, lang.as_str()))
        // Figures change with every import, and a shared cache must not keep what a key opened.
        .insert_header((
            CACHE_CONTROL,
            if status.is_success() {
                "private, no-cache"
            } else {
                "no-store"
            },
        ))
        .body(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_well_formed() {
        assert!(ENVIRONMENT.is_ok(), "{:?}", ENVIRONMENT.as_ref().err());
    }

    #[test]
    fn templates_have_no_inline_style_script_or_handler() {
        for (name, source) in TEMPLATES {
            for inline in [
                " style=",
                "<style",
                "javascript:",
                " onclick",
                " onchange",
                " onload",
                "|safe",
                "autoescape false",
            ] {
                assert!(!source.contains(inline), "{name} has `{inline}`");
            }
            // The one script is a file of ours.
            assert_eq!(
                source.matches("<script").count(),
                source
                    .matches("<script src=\"{{ assets.script }}\"")
                    .count()
            );
        }
    }
}
