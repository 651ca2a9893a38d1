//! Changes of law and accounts, where there is little room.

use pejl_app::trend::Break;
use pejl_domain::Lang;

use crate::table::fill;
use crate::words::texts;

/// What a change is called, by its block: `ældreloven`, else new accounts.
pub fn change_name(block: &str, lang: Lang) -> &'static str {
    let t = texts(lang);
    match block {
        "ELDERLY_ACT_2025" => t.change_elderly_act,
        "CITIZEN_ACCOUNTS_2025" => t.change_citizen_accounts,
        _ => t.change_accounts,
    }
}

/// What stands beside a figure from before a change, where one from after it stands too: `før ældreloven`.
pub fn before_change(change: &Break, lang: Lang) -> String {
    let name = change_name(&change.block, lang);
    fill(texts(lang).before_change, &[("change", name)])
}
