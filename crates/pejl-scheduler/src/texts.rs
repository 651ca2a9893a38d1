//! The texts of letters and of the history, in one table per language.

pejl_wording::texts! {
    subject: "{municipality}: pejlemærker for {month}", "{municipality}: bearing marks for {month}";
    greeting: "Månedsrapporten om pejlemærkerne i {municipality} for {month} er vedlagt.", "The monthly report on the bearing marks of {municipality} for {month} is attached.";
    revision: "Tallene er dem, der var kendt ved revision {revision}. Tal om få borgere er udeladt.", "The figures are those known at revision {revision}. Figures of few citizens are left out.";
    forced: "Rapporten er lavet, selv om data manglede. Begrundelse: {reason}", "The report was made although data were missing. Reason: {reason}";
    demo: "Tallene er opfundet til demonstration og siger intet om nogen kommune.", "The figures are invented for demonstration and say nothing about any municipality.";
    automatic: "Brevet er sendt automatisk af Pejl og kan ikke besvares.", "This letter was sent automatically by Pejl; it cannot be answered.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_text() {
        assert_eq!(pejl_wording::table_faults(ALL), [""; 0]);
    }
}
