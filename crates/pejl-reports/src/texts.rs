//! Every text of the report, in one table per language.

pejl_wording::texts! {
    // The cover.
    kind: "Månedsrapport", "Monthly report";
    title: "{municipality}: pejlemærker, {month}", "{municipality}: bearing marks, {month}";
    description: "Hvor {municipality} står med byrådets pejlemærker ved udgangen af {month}.", "Where {municipality} stands with the council’s bearing marks at the end of {month}.";
    warning_demo: "Tallene er opfundet til demonstration og siger intet om nogen kommune.", "The figures are invented for demonstration and say nothing about any municipality.";
    cover_month: "Til og med", "Up to and including";
    cover_revision: "Revision", "Revision";
    cover_revision_at: "{revision}, {at}", "{revision}, {at}";
    cover_role: "Vist som", "Shown as";
    cover_role_viewer: "enhver må se det; tal om få borgere er udeladt", "anybody may see it; figures of few citizens are left out";
    cover_role_other: "rollen {role} ser det; tal om få borgere kan stå i rapporten", "the role {role} sees it; figures of few citizens may stand in the report";
    cover_version: "Program", "Program";
    cover_release: "Udgivelse", "Release";
    cover_lack: "Data, der mangler", "Data that are not in";
    warning_forced: "Rapporten er lavet, selv om data til måneden mangler. Begrundelse: {reason}", "The report was made although data of the month are not in. Reason: {reason}";
    contents: "Indhold", "Contents";
    behind: "Tallene bag figuren", "The figures behind the chart";
    foot: "{municipality}, {month}. Revision {revision}. Pejl {version}.", "{municipality}, {month}. Revision {revision}. Pejl {version}.";
    page_of: "side {page} af {pages}", "page {page} of {pages}";

    // What it waits for.
    waits: "Rapporten for {municipality}, {month}, venter på data:", "The report of {municipality}, {month}, waits for data:";
    waits_month: "Måneden var ikke slut, da revisionen blev lavet ({at})", "The month was not over when the revision was made ({at})";
    waits_missing: "{source}: {missing} mangler; indlæst til og med {last}", "{source}: {missing} is not in; imported up to and including {last}";
    waits_old: "{source}: indlæst til og med {last}; nyere tal skal være inde senest {days} dage efter", "{source}: imported up to and including {last}; newer figures are due within {days} days of it";
    waits_newer: "{source}: indlæst til og med {last}; nyere tal mangler", "{source}: imported up to and including {last}; newer figures are not in";

    // The summary.
    summary: "Sammenfatning", "Summary";
    counts: "Indikatorer efter status", "Indicators by status";
    counts_n: "Antal", "Number";
    moved: "Hvad har flyttet sig", "What has moved";
    rose_better: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er steget mere, end tilfældig variation forklarer, og det er en forbedring.", "{name}: {value} in {period} against {before} in {earlier}. The figure has risen by more than chance explains, and that is an improvement.";
    rose_worse: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er steget mere, end tilfældig variation forklarer, og det er en forværring.", "{name}: {value} in {period} against {before} in {earlier}. The figure has risen by more than chance explains, and that is a change for the worse.";
    rose: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er steget mere, end tilfældig variation forklarer.", "{name}: {value} in {period} against {before} in {earlier}. The figure has risen by more than chance explains.";
    fell_better: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er faldet mere, end tilfældig variation forklarer, og det er en forbedring.", "{name}: {value} in {period} against {before} in {earlier}. The figure has fallen by more than chance explains, and that is an improvement.";
    fell_worse: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er faldet mere, end tilfældig variation forklarer, og det er en forværring.", "{name}: {value} in {period} against {before} in {earlier}. The figure has fallen by more than chance explains, and that is a change for the worse.";
    fell: "{name}: {value} i {period} mod {before} i {earlier}. Tallet er faldet mere, end tilfældig variation forklarer.", "{name}: {value} in {period} against {before} in {earlier}. The figure has fallen by more than chance explains.";
    moved_rest: "Ledende indikatorer, der ikke har flyttet sig mere, end tilfældig variation forklarer: {n}.", "Leading indicators that have not moved by more than chance explains: {n}.";
    moved_none: "Ingen af de ledende indikatorer, det kan siges om, har flyttet sig mere siden året før, end tilfældig variation forklarer.", "None of the leading indicators that it can be told of has moved since the year before by more than chance explains.";
    moved_unknown: "Det kan ikke siges, om nogen ledende indikator har flyttet sig siden året før.", "It cannot be said whether any leading indicator has moved since the year before.";
    moved_all: "Ledende indikatorer, altså dem, der selv viser et pejlemærke, og som kan holdes op mod året før: alle {all}.", "Leading indicators, those that themselves show a bearing mark, that can be held against the year before: all {all}.";
    moved_some: "Af {all} ledende indikatorer, altså dem, der selv viser et pejlemærke, kan {n} holdes op mod året før; for {few} er der for få tal, eller der mangler et tal at holde op mod.", "Of {all} leading indicators, those that themselves show a bearing mark, {n} can be held against the year before; of {few} there are too few figures, or none to hold against.";
    course: "Hvad er ude af kurs", "What is off course";
    course_figure: "{name}: {value} i {period}; mål: {goal}.", "{name}: {value} in {period}; target: {goal}.";
    course_goal: "{name}; mål: {goal}.", "{name}; target: {goal}.";
    listed_more: "Flere, der står på tavlen: {n}.", "More that stand on the board: {n}.";
    course_none: "Ingen indikator med et mål er ude af kurs eller i risiko.", "No indicator with a target is off course or at risk.";
    course_some: "Af {all} indikatorer med et mål kan {n} afgøres; ingen af dem er ude af kurs eller i risiko.", "Of {all} indicators with a target {n} can be judged; none of them is off course or at risk.";
    course_unknown: "Af {all} indikatorer med et mål kan {n} afgøres, så det kan ikke siges, om noget er ude af kurs.", "Of {all} indicators with a target {n} can be judged, so that it cannot be said whether anything is off course.";
    course_no_targets: "Der er ikke sat mål for nogen indikator, så det kan ikke siges, om noget er ude af kurs.", "No indicator has a target, so that it cannot be said whether anything is off course.";
    decide: "Hvad kræver en beslutning", "What needs a decision";
    decide_off: "{name}: Målet nås ikke med den nuværende udvikling. Skal indsatsen eller målet ændres?", "{name}: The target is not met as things go. Is the effort or the target to be changed?";
    decide_risk: "{name}: Målet er i risiko. Skal der gøres noget nu?", "{name}: The target is at risk. Is something to be done now?";
    decide_contradicted: "{name}: Fremgangen modsiges af en indikator, som den skal ses sammen med.", "{name}: The progress is contradicted by an indicator that it is to be seen with.";
    decide_why: "Begrundelse: {why}.", "Reason: {why}.";
    decide_no_targets: "Uden mål kan tallene ikke sige, om noget kræver en beslutning.", "Without targets the figures cannot say whether anything needs a decision.";
    decide_some: "Af {all} indikatorer med et mål kan {n} afgøres; intet i dem kræver en beslutning nu.", "Of {all} indicators with a target {n} can be judged; nothing in them needs a decision now.";
    decide_unknown: "Af {all} indikatorer med et mål kan {n} afgøres, så tallene kan ikke sige, om noget kræver en beslutning.", "Of {all} indicators with a target {n} can be judged, so that the figures cannot say whether anything needs a decision.";
    decide_none: "Intet i tallene kræver en beslutning nu.", "Nothing in the figures needs a decision now.";
    unknown: "Hvad kan ikke siges", "What cannot be said";
    unknown_n: "Indikatorer uden et tal: {n} af {all}. Hvorfor står under datakvalitet.", "Indicators without a figure: {n} of {all}. Why is told under data quality.";
    unknown_none: "Alle indikatorer har et tal.", "Every indicator has a figure.";
    unknown_own: "Af kommunens egne data er intet leveret: ingen af de {n} indikatorer, der er lavet af dem, har et tal.", "Nothing of the municipality’s own data is delivered: none of the {n} indicators made of them has a figure.";
    unknown_confidential: "Heraf fortrolige, fordi få borgere står bag: {n}.", "Of these confidential, as few citizens are behind them: {n}.";

    // The board.
    board: "Tavlen", "The board";
    board_lead: "Alle pejlemærker med det nyeste tal, der kendes ved månedens udgang.", "All bearing marks with the newest figure known at the end of the month.";
    indicator: "Indikator", "Indicator";
    newest: "Nyeste tal", "Newest figure";
    before: "Året før", "The year before";
    goal: "Mål", "Target";
    status: "Status", "Status";
    note_code: "Kode", "Code";
    note_period: "Periode", "Period";
    note_period_before: "Periode, året før", "Period, the year before";
    beside: "supplerer", "supplements it";

    // A pejlemærke.
    figure_of: "{value} i {period}.", "{value} in {period}.";
    figure_before: "Året før: {before} i {earlier}.", "The year before: {before} in {earlier}.";
    figure_goal: "Mål: {goal}.", "Target: {goal}.";
    course_by_year: "{name}, pr. år", "{name}, by year";
    course_by_half: "{name}, pr. halvår", "{name}, by half-year";
    course_by_quarter: "{name}, pr. kvartal", "{name}, by quarter";
    course_by_month: "{name}, pr. måned", "{name}, by month";
    course_by_week: "{name}, pr. uge", "{name}, by week";
    no_course: "Der er for få tal til at tegne en udvikling.", "There are too few figures to draw a trend.";
    support: "Andre indikatorer for pejlemærket", "Other indicators of the bearing mark";
    support_caption: "Indikatorer, der supplerer: {name}", "Indicators that supplement: {name}";
    bridge: "Hvad ændringen skyldes: {name}", "What the change is put down to: {name}";
    bridge_caption: "Udgift i {from} og {to}, delt i hvad ændringen skyldes", "Spending in {from} and {to}, split into what the change is put down to";
    bridge_total: "Udgift {period}", "Spending {period}";
    bridge_none: "Ændringen kan ikke deles op: {why}.", "The change cannot be split: {why}.";
    factor_population: "Befolkning", "Population";
    factor_use: "Forbrug pr. borger", "Use per resident";
    factor_mix: "Sammensætning", "Mix";
    factor_price: "Udgift pr. enhed", "Spending per unit";
    factor_per_resident: "Udgift pr. indbygger", "Spending per resident";
    bridge_new: "Nye ydelser", "New services";
    bridge_ceased: "Ophørte ydelser", "Ceased services";
    bridge_unpriced: "Uden pris", "Without a price";
    comparison: "Blandt kommunerne: {name}", "Among municipalities: {name}";
    weight: "indbyggertal", "population";
    comments: "Kommentarer", "Comments";
    comment: "{period}: {text} ({author})", "{period}: {text} ({author})";
    comment_moved: "Tallet er ændret, siden kommentaren blev skrevet.", "The figure has changed since the comment was written.";
    initiatives: "Indsatser", "Initiatives";
    initiative: "{title}, fra {from}", "{title}, from {from}";
    initiative_ended: "{title}, fra {from} til {to}", "{title}, from {from} to {to}";

    // The frame.
    frame: "Ramme, budget og forbrug", "Frame, budget and spending";
    frame_decide: "Den økonomiske ramme ventes overskredet med {distance} i {year}. Der skal tages stilling til, hvordan rammen holdes.", "The economic frame is expected to be exceeded by {distance} in {year}. It has to be decided how to keep it.";
    note_share: "Andel af rammen", "Share of the frame";
    frame_none: "Rammen kan ikke opgøres for denne måned.", "The frame cannot be told for this month.";

    // Rehabilitation.
    rehabilitation: "Rehabilitering", "Rehabilitation";
    rehabilitation_lead: "Forløb i det nyeste hele kvartal ved siden af samme kvartal året før.", "Courses in the newest whole quarter beside the same quarter of the year before.";
    rehabilitation_caption: "Forløb af rehabilitering", "Courses of rehabilitation";
    rehabilitation_row: "Opgørelse", "Reading";
    rehabilitation_none: "Der er ingen forløb at opgøre.", "There are no courses to tell of.";

    // Figures of an earlier report or release that are others now.
    changes: "Ændringer i tidligere tal", "Changes to earlier figures";
    changes_none_earlier: "Der er ingen tidligere rapport eller udgivelse at sammenligne med.", "There is no earlier report or release to compare with.";
    changes_lead_scheduled: "Tal, der stod i den planlagte rapport for {name} (revision {revision}), og som nu er andre.", "Figures that stood in the scheduled report of {name} (revision {revision}) and are others now.";
    changes_lead_released: "Tal, der stod i rapporten for {name}, som blev lavet ud fra en udgivelse (revision {revision}), og som nu er andre.", "Figures that stood in the report of {name} that was made of a release (revision {revision}) and are others now.";
    changes_lead_kept: "Tal, der stod i den gemte rapport for {name} (revision {revision}), og som nu er andre. Ingen tidligere rapport er lavet efter en plan eller ud fra en udgivelse.", "Figures that stood in the kept report of {name} (revision {revision}) and are others now. No earlier report was made by a schedule or of a release.";
    changes_lead_release: "Tal, der stod i udgivelsen {name} (revision {revision}), og som nu er andre.", "Figures that stood in the release {name} (revision {revision}) and are others now.";
    changes_nothing: "Ingen af de sammenlignede tal, der kan vises, er ændret siden da.", "None of the compared figures that can be shown has changed since.";
    changes_n: "Tal, der er ændret: {n}. Opgørelser, de hører til: {k}.", "Figures that changed: {n}. Readings they belong to: {k}.";
    changes_amounts: "Beløb i den økonomiske ramme, der er ændret: {n}.", "Amounts of the economic frame that changed: {n}.";
    changes_of_frame: "{area}: {what}", "{area}: {what}";
    changes_compared: "Sammenlignet til og med {month} er begge tal på hver linje på tavlen, hele udviklingen i de ledende indikatorer, tallene for rehabilitering og rammens budgetter, forbrug og forventede resultat. Ikke sammenlignet er mål, status, prognoser, hvad en ændring skyldes, og andre kommuners tal.", "Compared up to and including {month} are both figures of each line of the board, the whole trend of the leading indicators, the figures of rehabilitation, and the budgets, spending and expected result of the frame. Not compared are targets, statuses, forecasts, what a change is put down to, and figures of other municipalities.";
    changes_more: "{name}: Tabellen viser de nyeste perioder; ældre tal, der også er ændret: {n}.", "{name}: The table shows the newest periods; older figures that changed too: {n}.";
    changes_caption: "Tidligere tal, der er ændret", "Earlier figures that changed";
    changes_period: "Periode", "Period";
    changes_before: "Før", "Before";
    changes_now: "Nu", "Now";
    changes_by: "Ændring", "Change";
    changes_points: "{points} procentpoint", "{points} percentage points";
    changes_why: "Hvorfor", "Why";
    changes_redefined: "definitionen er ændret fra version {from} til {to}", "the definition changed from version {from} to {to}";
    changes_imported: "{source} er indlæst siden (revision {revisions})", "{source} imported since (revision {revisions})";
    changes_unknown: "hverken definition eller indlæsninger siger hvorfor", "neither definition nor imports tell why";

    // Data quality.
    quality: "Datakvalitet og dækning", "Data quality and coverage";
    quality_unknown: "Indikatorer uden et tal", "Indicators without a figure";
    quality_marked: "Tal at læse med forbehold", "Figures to read with care";
    quality_provisional: "foreløbigt, da perioden kun delvis er inde", "provisional, as the period is only partly in";
    quality_small_base: "få personer under brøkstregen", "few persons below the line";
    quality_low_coverage: "målt for få af dem, det handler om", "measured for few of those it is about";
    quality_break: "kan ikke uden videre sammenlignes med perioden før", "not comparable with the period before as it stands";
    quality_unlinked: "ikke koblet til den aktivitet, der betales for", "not tied to the activity it pays for";
    quality_few: "Fortroligt betyder, at så få borgere står bag tallet, at det kun vises for den, der har adgang.", "Confidential means that so few citizens are behind the figure that it is shown only to whoever has access.";
    coverage: "Hvad der er indlæst", "What is imported";
    coverage_caption: "Kommunens datasæt og de tabeller, der gælder hele landet, og hvilke perioder de dækker", "Datasets of the municipality and tables of the whole country, and which periods they cover";
    coverage_dataset: "Datasæt", "Dataset";
    coverage_table: "Tabel", "Table";
    coverage_first: "Fra", "From";
    coverage_last: "Til og med", "Up to and including";
    coverage_gaps: "Mangler imellem", "Not in between";
    coverage_more_gaps: "og {n} huller til", "and {n} more gaps";
    coverage_national: "{table} (hele landet)", "{table} (whole country)";
    coverage_kind: "{table} ({kind})", "{table} ({kind})";
    coverage_beyond: "Dækningen er vist, som den er i revisionen, også hvor den rækker længere end rapportens måned; det gør rapportens tal ikke.", "Coverage is shown as it is at the revision, also where it reaches further than the month of the report; the figures of the report do not.";

    // Definitions.
    definitions: "Definitioner", "Definitions";
    definitions_lead: "Sådan er indikatorerne på tavlen opgjort.", "This is how the indicators of the board are computed.";
    definition_name: "{code} {name}", "{code} {name}";
    definition_version: "Definitionens version: {version}. Enhed: {unit}.", "Version of the definition: {version}. Unit: {unit}.";
    definition_ratio: "Over brøkstregen: {numerator}. Under brøkstregen: {denominator}.", "Above the line: {numerator}. Below the line: {denominator}.";
    definition_source: "Kilde: {source}.", "Source: {source}.";

    // Provenance.
    provenance: "Herkomst", "Provenance";
    provenance_lead: "Alle tal er læst ved én revision og kan gentages.", "All figures are read at one revision and can be repeated.";
    provenance_municipality: "Kommune", "Municipality";
    provenance_again: "Gentag rapporten", "Repeat the report";
    provenance_prices: "Priser", "Prices";
    provenance_prices_current: "løbende, hvor intet andet står ved tallet", "current, where nothing else stands with the figure";
    provenance_charts: "Tegninger", "Charts";
    provenance_charts_said: "Grænser for tilfældig variation er XmR-diagrammers; prognoser har bånd på 80 % og 95 %.", "Limits of chance are those of XmR charts; forecasts have bands of 80% and 95%.";
    provenance_rules: "Sætninger", "Sentences";
    provenance_rules_said: "Rapportens egne sætninger er lavet af regler. De, sætningerne om status og under figurerne og ændringerne i tidligere tal er læst tilbage: hvert tal i dem er holdt op mod det tal, det står for, og hvert ord om stigning og fald, over og under, bedre og værre er prøvet på tallene. Grunde til, at noget mangler, indsatser og kommentarer er gengivet, som de er skrevet.", "The report’s own sentences are made by rules. They, the sentences on statuses and below charts, and the changes to earlier figures are read back: each number in them is held against the figure it stands for, and each word of rise and fall, over and under, better and worse is tried on the figures. Reasons why something is missing, initiatives and comments are given as they were written.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_text_with_the_same_names() {
        assert_eq!(pejl_wording::table_faults(ALL), [] as [String; 0]);
    }

    #[test]
    fn every_text_is_used() {
        let sources = [
            include_str!("charts/bridge.rs"),
            include_str!("charts/course.rs"),
            include_str!("charts/ranking.rs"),
            include_str!("report.rs"),
            include_str!("rules.rs"),
            include_str!("sections/board.rs"),
            include_str!("sections/changes.rs"),
            include_str!("sections/definitions.rs"),
            include_str!("sections/frame.rs"),
            include_str!("sections/pejlemaerke.rs"),
            include_str!("sections/provenance.rs"),
            include_str!("sections/quality.rs"),
            include_str!("sections/rehabilitation.rs"),
            include_str!("sections/summary.rs"),
            include_str!("waiting.rs"),
        ]
        .concat();
        for (key, _, _) in ALL {
            let is_end =
                |rest: Option<char>| rest.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
            let named = format!("t.{key}");
            let mut found = sources.split(&named).skip(1);
            assert!(found.any(|rest| is_end(rest.chars().next())), "{key}");
        }
    }
}
