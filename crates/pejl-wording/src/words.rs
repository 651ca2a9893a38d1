//! Words for figures, statuses, targets and datasets.

crate::texts! {
    // Units, prices and cells.
    unit_kroner: "kr.", "DKK";
    unit_aged_over: "på {from} år og derover", "aged {from} and over";
    unit_aged_between: "på {from}–{to} år", "aged {from}–{to}";
    price_current: "Løbende priser", "Current prices";
    price_fixed: "Faste priser ({year}-niveau)", "Fixed prices (level of {year})";
    price_none: "Uden prisniveau", "Without price level";
    cell_missing: "mangler", "missing";
    cell_not_applicable: "ikke relevant", "not applicable";
    cell_confidential: "fortroligt", "confidential";
    cell_immature: "endnu ikke opgjort", "not yet known";
    dranst_not_stated: "ikke oplyst af kilden", "not stated by the source";
    dranst_1: "drift", "operations";
    dranst_2: "statsrefusion", "central refund";
    dranst_3: "anlæg", "capital";
    instant: "{date} kl. {clock} UTC", "{date}, {clock} UTC";

    // Of a board.
    provisional: "foreløbigt", "provisional";
    at_least: "mindst {value}", "at least {value}";
    at_most: "højst {value}", "at most {value}";
    between: "{low} til {high}", "{low} to {high}";
    follows_prices: "følger prisrækken {series}, {change} senest {date}", "follows the price series {series}, {change} by {date}";
    by: "{goal} senest {date}", "{goal} by {date}";
    in_comparisons: "tallet er et andet tals plads blandt kommuner og vises i sammenligningen", "the figure is another one's place among municipalities and is shown in the comparison";
    nothing_imported: "der er ikke indlæst det, tallet skal bruge", "what the figure needs is not imported";
    status_reached: "nået", "reached";
    status_on_track: "på vej", "on track";
    status_at_risk: "i risiko", "at risk";
    status_off_track: "ikke på vej", "off track";
    status_no_target: "intet mål", "no target";
    status_context: "oplysning", "context";
    status_not_computable: "kan ikke afgøres", "cannot be told";
    status_immature: "for tidligt at sige", "too early to say";

    // Of a frame.
    frame_lead: "Netto, drift og statsrefusion, i løbende priser; bogført til og med {month}.", "Net, operations and central refund, in current prices; booked up to and including {month}.";
    frame_over: "Året {year} ventes at slutte på {expected} mod en ramme på {frame}, altså {distance} over rammen.", "The year {year} is expected to end at {expected} against a frame of {frame}, that is {distance} over it.";
    frame_under: "Året {year} ventes at slutte på {expected} mod en ramme på {frame}, altså {distance} under rammen.", "The year {year} is expected to end at {expected} against a frame of {frame}, that is {distance} below it.";
    frame_at: "Året {year} ventes at slutte på rammen, {frame}.", "The year {year} is expected to end at the frame, {frame}.";
    frame_probability: "Sandsynligheden for, at året ender på rammen eller under den, er {share}.", "The probability of the year ending at the frame or below it is {share}.";
    frame_caption: "Rammen efter område, kroner", "The frame by area, kroner";
    frame_area: "Område", "Area";
    frame_original: "Oprindeligt budget", "Original budget";
    frame_corrected: "Korrigeret budget", "Corrected budget";
    frame_actual: "Forbrug", "Actual";
    frame_expected: "Forventet", "Expected";
    frame_distance: "Afstand til rammen", "Distance to the frame";
    frame_why: "{area}: {why}.", "{area}: {why}.";

    // Datasets.
    dataset_stat_fact: "Offentliggjort statistik", "Published statistics";
    dataset_price_index: "Pris- og lønudvikling", "Price and wage rates";
    dataset_ledger: "Regnskab: posteringer", "Ledger: postings";
    dataset_budget: "Budget", "Budget";
    dataset_grant: "Bevillinger", "Grants";
    dataset_delivery: "Leveret hjælp", "Deliveries";
    dataset_course: "Forløb", "Courses";
    dataset_assessment: "Vurderinger af funktionsevne og trivsel", "Assessments of functioning and well-being";
    dataset_goal: "Mål", "Goals";
    dataset_waiting: "Ventelister", "Waiting lists";
    dataset_person: "Borgere (pseudonymer)", "Citizens (pseudonyms)";
    dataset_event: "Hændelser: indlæggelser, dødsfald og flytninger", "Events: admissions, deaths and moves";
    dataset_prevention_visit: "Forebyggende hjemmebesøg", "Preventive home visits";
    dataset_staffing: "Bemanding", "Staffing";
    dataset_absence: "Fravær", "Absence";
    dataset_survey: "Brugerundersøgelser", "Surveys";
    dataset_complaint: "Klager", "Complaints";
    dataset_unit: "Enheder", "Units";
    dataset_provider: "Leverandører", "Providers";
    dataset_reporting_org: "Indberettende organisationer", "Reporting organisations";
    dataset_structural_factor: "Strukturelle vilkår", "Structural factors";
    dataset_deadline: "Sagsbehandlingsfrister", "Deadlines for decisions";
    dataset_band_cost: "Forventet udgift pr. borger", "Expected cost per resident";
    dataset_kl_report: "KL Gateway: indberetninger", "KL Gateway: reports";
    dataset_kl_resource: "KL Gateway: versioner af det indberettede", "KL Gateway: versions of what was reported";
    dataset_code: "Kodelister", "Code lists";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_text_with_the_same_names() {
        assert_eq!(crate::table_faults(ALL), [] as [String; 0]);
    }
}
