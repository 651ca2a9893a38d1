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
    instant: "{date} kl. {clock}", "{date}, {clock}";
    instant_summer: " (sommertid)", " CEST";
    instant_standard: " (normaltid)", " CET";

    // Of a board.
    provisional: "foreløbigt", "provisional";
    low_coverage: "lav dækning", "low coverage";
    components: "{n} af {of} dele", "{n} of {of} parts";
    before_change: "før {change}", "before {change}";
    change_elderly_act: "ældreloven", "Elderly Act";
    change_citizen_accounts: "registrering pr. borger", "recording per citizen";
    change_accounts: "ny kontoplan", "new accounts";
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

    // Of scheduled reports: why a run or a delivery is where it is.
    reason_lacks: "Data mangler.", "Data are not in.";
    reason_nothing_known: "Intet er kendt om kommunen fra måneden eller før.", "Nothing is known of the municipality that is of the month or before.";
    reason_not_begun: "Intet er indlæst, siden måneden begyndte.", "Nothing was imported since the month began.";
    reason_failed: "Fejl: “{said}”", "Error: “{said}”";
    reason_panicked: "Programmet fejlede; loggen siger mere.", "The program failed; the log says more.";
    reason_lost: "De processer, der arbejdede på den, standsede undervejs.", "The processes that worked on it ended while they did.";
    reason_restored: "databasen blev gendannet fra en sikkerhedskopi i mellemtiden", "the store was restored from a backup meanwhile";
    reason_elsewhere_folder: "Filerne venter på en server, der har en mappe til dem (pejl serve --deliver).", "The files wait for a server that has a folder for them (pejl serve --deliver).";
    reason_elsewhere_mail: "Brevene venter på en server, der kan sende dem (pejl serve --smtp).", "The letters wait for a server that can send them (pejl serve --smtp).";
    reason_no_server: "mailserveren kan ikke bruges: “{said}”", "the mail server cannot be used: “{said}”";
    reason_no_answer: "mailserveren svarede ikke: “{said}”", "the mail server did not answer: “{said}”";
    reason_answered: "mailserveren svarede “{said}”", "the mail server answered “{said}”";
    reason_interrupted: "processen standsede, mens brevet blev sendt", "the process ended while it was being sent";
    reason_unwritten: "brevet kan ikke skrives: “{said}”", "the letter cannot be written: “{said}”";
    reason_taken: "mappen har en anden fil med navnet {said}", "the folder has another file of the name {said}";
    reason_no_folder: "der kan ikke skrives til mappen: “{said}”", "the folder cannot be written to: “{said}”";
    reason_unread: "filen kan ikke læses: “{said}”", "the file cannot be read: “{said}”";
    reason_told: "“{said}”", "“{said}”";
    delivery_file: "Fil til mappen ({target})", "File for the folder ({target})";
    delivery_letter: "Brev til {target}", "Letter to {target}";
    delivery_pending: "venter", "waits";
    delivery_sending: "er ved at blive sendt", "is being sent";
    delivery_delivered: "leveret", "delivered";
    delivery_refused: "ikke leveret", "not delivered";
    delivery_unknown: "det vides ikke, om det blev sendt", "it is not known whether it was sent";
    delivery_line: "{what}: {state}", "{what}: {state}";
    delivery_line_why: "{what}: {state}; {why}", "{what}: {state}; {why}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_text_with_the_same_names() {
        assert_eq!(crate::table_faults(ALL), [] as [String; 0]);
    }
}
