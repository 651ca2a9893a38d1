//! The texts that only a workbook has.

pejl_wording::texts! {
    for_chart: "Til figuren: {name}", "For the chart: {name}";
    before: "før", "before";
    total: "i alt", "total";
    revision: "Revision", "Revision";
    language: "Sprog", "Language";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_text_with_the_same_names() {
        assert_eq!(pejl_wording::table_faults(ALL), [] as [String; 0]);
    }
}
