//! Paths within the lake: relative, plain, and never out of it.

use crate::error::LakeError;

/// How the name of a segment ends.
const SUFFIX: &str = ".parquet";
/// What the name of a segment being written has behind [`SUFFIX`], so that no reader takes it for one.
const TEMPORARY_SUFFIX: &str = ".partial";
/// Longest path: far below what file systems allow, far above what the catalogue makes.
const MAX_LEN: usize = 200;

/// The checked path of a segment: parts of ASCII letters, digits, `_`, `-` and `.`, none beginning with a dot.
///
/// A path that passes cannot climb out of the lake, name a hidden file, or be a pattern or a URL to the engine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SegmentPath(String);

impl SegmentPath {
    /// # Errors
    /// Fails unless the text is such a path.
    pub(crate) fn parse(path: &str) -> Result<Self, LakeError> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        };
        let named = path
            .strip_suffix(SUFFIX)
            .is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'));
        if path.len() <= MAX_LEN && named && path.split('/').all(plain) {
            Ok(Self(path.to_owned()))
        } else {
            Err(LakeError::BadPath {
                path: path.to_owned(),
            })
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name the segment has while it is written.
    pub(crate) fn temporary(&self) -> String {
        format!("{}{TEMPORARY_SUFFIX}", self.0)
    }

    /// Returns the path of the segment that a temporary file was to become.
    pub(crate) fn of_temporary(path: &str) -> Option<Self> {
        path.strip_suffix(TEMPORARY_SUFFIX)
            .and_then(|path| Self::parse(path).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, good: bool) {
        assert_eq!(SegmentPath::parse(path).is_ok(), good, "{path:?}");
    }

    #[test]
    fn plain_relative_paths_pass() {
        check("stat_fact/12-ab34.parquet", true);
        check("a.parquet", true);
        check("stat_fact/2018/x.y.parquet", true);
    }

    #[test]
    fn paths_that_leave_or_hide_are_refused() {
        for path in [
            "",
            "/a.parquet",
            "../a.parquet",
            "a/../b.parquet",
            "a/./b.parquet",
            "a//b.parquet",
            ".a.parquet",
            "a/.parquet",
            ".parquet",
            "a",
            "a/b.csv",
            "a\\b.parquet",
            "C:/a.parquet",
            "s3://a/b.parquet",
            "a*.parquet",
            "a\0.parquet",
            "æ.parquet",
            "a/b.parquet/",
            "a/b.parquet.partial",
        ] {
            check(path, false);
        }
        check(&format!("{}.parquet", "a".repeat(300)), false);
    }

    #[test]
    fn temporary_name_leads_back() -> Result<(), LakeError> {
        let path = SegmentPath::parse("stat_fact/1-a.parquet")?;
        assert_eq!(SegmentPath::of_temporary(&path.temporary()), Some(path));
        assert_eq!(SegmentPath::of_temporary("stat_fact/1-a.parquet"), None);
        assert_eq!(SegmentPath::of_temporary("../1-a.parquet.partial"), None);
        Ok(())
    }
}
