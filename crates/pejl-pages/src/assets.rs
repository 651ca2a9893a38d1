//! Style and script, embedded, under names that change with their content.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A name never gets other content, so a browser need not ask again.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Characters of the hash in a name: 64 bits.
const HASH_LENGTH: usize = 16;

struct Asset {
    path: String,
    media_type: &'static str,
    body: &'static str,
}

impl Asset {
    fn new(name: &str, extension: &str, media_type: &'static str, body: &'static str) -> Self {
        let mut hash = pejl_domain::hex(Sha256::digest(body.as_bytes()));
        hash.truncate(HASH_LENGTH);
        Self {
            path: format!("/assets/{name}.{hash}.{extension}"),
            media_type,
            body,
        }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "pejl",
        "css",
        "text/css; charset=utf-8",
        include_str!("../assets/pejl.css"),
    )
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "pejl",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/pejl.js"),
    )
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "pejl",
        "svg",
        "image/svg+xml",
        include_str!("../assets/pejl.svg"),
    )
});

/// Where a page finds its assets.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct AssetPaths {
    style: &'static str,
    script: &'static str,
    icon: &'static str,
}

/// The paths of this version's assets.
pub(crate) fn paths() -> AssetPaths {
    AssetPaths {
        style: &STYLE.path,
        script: &SCRIPT.path,
        icon: &ICON.path,
    }
}

/// Registers the assets.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    for asset in [&*STYLE, &*SCRIPT, &*ICON] {
        let serve = move || async move {
            HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, asset.media_type))
                .insert_header((CACHE_CONTROL, FOREVER))
                .body(asset.body)
        };
        cfg.service(crate::get(&asset.path, serve));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_its_content() {
        let name = |body| Asset::new("pejl", "css", "text/css", body).path;
        assert_eq!(name("a{}"), name("a{}"));
        assert_ne!(name("a{}"), name("b{}"));
        assert!(name("").starts_with("/assets/pejl.") && name("").ends_with(".css"));
    }

    #[test]
    fn nothing_comes_from_outside() {
        for asset in [&*STYLE, &*SCRIPT] {
            for outside in [
                "http:",
                "https:",
                "@import",
                "eval(",
                "innerHTML",
                "setAttribute('style'",
            ] {
                assert!(
                    !asset.body.contains(outside),
                    "{} has {outside}",
                    asset.path
                );
            }
        }
    }
}
