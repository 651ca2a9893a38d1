//! What the areas of a ranking are called, and the grammar of their names.

use pejl_domain::Lang;

/// The name of the areas of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AreaNoun {
    /// Kommuner.
    #[default]
    Municipality,
    /// Regioner.
    Region,
    /// Områder.
    Area,
}

impl AreaNoun {
    /// "kommune", "municipality".
    pub(crate) fn one(self, lang: Lang) -> &'static str {
        match self {
            Self::Municipality => lang.pick("kommune", "municipality"),
            Self::Region => lang.pick("region", "region"),
            Self::Area => lang.pick("område", "area"),
        }
    }

    /// "kommuner", "municipalities".
    pub(crate) fn many(self, lang: Lang) -> &'static str {
        match self {
            Self::Municipality => lang.pick("kommuner", "municipalities"),
            Self::Region => lang.pick("regioner", "regions"),
            Self::Area => lang.pick("områder", "areas"),
        }
    }

    /// "kommunerne", "the municipalities".
    pub(crate) fn the_many(self, lang: Lang) -> &'static str {
        match self {
            Self::Municipality => lang.pick("kommunerne", "the municipalities"),
            Self::Region => lang.pick("regionerne", "the regions"),
            Self::Area => lang.pick("områderne", "the areas"),
        }
    }

    /// "1 kommune", "3 kommuner".
    pub(crate) fn counted(self, n: usize, lang: Lang) -> String {
        format!(
            "{n} {}",
            if n == 1 {
                self.one(lang)
            } else {
                self.many(lang)
            }
        )
    }

    /// "1 anden kommune", "3 andre kommuner"; "another municipality", "3 other municipalities".
    pub(crate) fn counted_others(self, n: usize, lang: Lang) -> String {
        match (n, lang) {
            (1, Lang::Da) => {
                let other = if self == Self::Area { "andet" } else { "anden" };
                format!("1 {other} {}", self.one(lang))
            }
            (n, Lang::Da) => format!("{n} andre {}", self.many(lang)),
            (1, Lang::En) => format!("1 other {}", self.one(lang)),
            (n, Lang::En) => format!("{n} other {}", self.many(lang)),
        }
    }

    /// "den eneste kommune", "the only municipality".
    pub(crate) fn the_only(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Area, Lang::Da) => "det eneste område".to_owned(),
            (_, Lang::Da) => format!("den eneste {}", self.one(lang)),
            (_, Lang::En) => format!("the only {}", self.one(lang)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_their_number_and_gender() {
        assert_eq!(AreaNoun::Municipality.counted(1, Lang::Da), "1 kommune");
        assert_eq!(AreaNoun::Municipality.counted(0, Lang::Da), "0 kommuner");
        assert_eq!(AreaNoun::Area.counted_others(1, Lang::Da), "1 andet område");
        assert_eq!(AreaNoun::Area.the_only(Lang::Da), "det eneste område");
        assert_eq!(
            AreaNoun::Region.counted_others(2, Lang::En),
            "2 other regions"
        );
    }
}
