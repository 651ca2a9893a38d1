//! Where help is granted to, and who gives it.

use crate::value_set::value_set;

value_set! {
    /// Where the citizen lives.
    Setting, "setting":
    /// A home of their own.
    OwnHome = "own_home", "eget hjem", "own home";
    /// A care home or housing with care.
    CareHousing = "care_housing", "plejebolig", "care housing";
    /// A residential offer for adults with special needs.
    Residential = "residential", "botilbud", "residential offer";
}

value_set! {
    /// Who runs the provider.
    ProviderType, "type of provider":
    /// The municipality itself.
    Own = "own", "kommunens egen leverandør", "the municipality's own";
    /// A private provider (free choice).
    Private = "private", "privat leverandør", "private";
    /// Another municipality.
    OtherMunicipality = "other_municipality", "anden kommune", "other municipality";
    /// A region.
    Region = "region", "region", "region";
}
