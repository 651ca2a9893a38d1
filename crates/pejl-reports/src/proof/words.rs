//! What the sentences of charts and of statuses say, as they are read back. They are written in `pejl-charts`, `pejl-metrics` and
//! `pejl-wording`; who writes them in other words must tell it here, or no report is made of them.

pejl_wording::texts! {
    points: " procentpoint", " percentage points";
    and: " og ", " and ";
    others: "{n} andre", "{n} others";
    earlier: "{n} tidligere", "{n} earlier";

    // A figure and the one before.
    rises: "Tallet er steget", "The figure has risen";
    falls: "Tallet er faldet", "The figure has fallen";
    better: "det er en forbedring", "that is an improvement";
    worse: "det er en forværring", "that is a change for the worse";
    against: "{name}: {value} i {period} mod {before} i {earlier}. ", "{name}: {value} in {period} against {before} in {earlier}. ";

    figure: "{value} i {period}.", "{value} in {period}.";
    year_before: "Året før: {before} i {earlier}.", "The year before: {before} in {earlier}.";
    goal: "Mål: ", "Target: ";
    over_frame: " over rammen.", " over it.";
    under_frame: " under rammen.", " below it.";

    // A course.
    stood: "{name} lå på {value} i {period}", "{name} stood at {value} in {period}";
    that_is: "Det er ", "That is ";
    share: " ({share})", " ({share})";
    higher: " højere end i {period}", " higher than in {period}";
    lower: " lavere end i {period}", " lower than in {period}";
    same: "det samme som i {period}", "the same as in {period}";
    same_rounded: "afrundet det samme som i {period}", "the same when rounded as in {period}";
    not_compared: "Tallet kan ikke umiddelbart sammenlignes med tallene før databruddet", "The figure cannot be compared directly with those before the break";
    target: "Målet for {period} er ", "The target for {period} is ";
    target_met: ", og tallet opfylder det", ", and the figure meets it";
    target_over: "; tallet ligger {size} over", "; the figure is {size} above it";
    target_under: "; tallet ligger {size} under", "; the figure is {size} below it";
    target_just_over: "; tallet ligger lige over", "; the figure is just above it";
    target_just_under: "; tallet ligger lige under", "; the figure is just below it";
    tolerated: ", inden for tolerancen på {size}", ", within the tolerance of {size}";
    target_end: "I {period} er målet ", "In {period} the target is ";
    from: "fra ", "from ";
    to: " til ", " to ";
    at_least: "mindst ", "at least ";
    at_most: "højst ", "at most ";
    from_first: "Fra ", "From ";
    highest: " var tallet højest i ", " the figure was highest in ";
    lowest: ") og lavest i ", ") and lowest in ";
    mean: " er middeltallet {mean}", " the mean is {mean}";
    chance: ", og tilfældig variation kan forklare tal fra ", ", and chance can explain figures from ";
    trial: "; grænserne kan endnu flytte sig", "; the limits may still move";
    signal: "Signal: ", "Signal: ";
    signals: "Signaler: ", "Signals: ";
    above_limit: "over den øvre grænse", "above the upper limit";
    below_limit: "under den nedre grænse", "below the lower limit";
    rising: "stigning gennem flere tal i træk", "several figures in a row that rise";
    falling: "fald gennem flere tal i træk", "several figures in a row that fall";
    near_upper: "to af tre tal nær den øvre grænse", "two of three figures near the upper limit";
    near_lower: "to af tre tal nær den nedre grænse", "two of three figures near the lower limit";
    above_mean: "flere tal i træk over middel", "several figures in a row above the mean";
    below_mean: "flere tal i træk under middel", "several figures in a row below the mean";
    improvement: "forbedring", "improvement";
    worsening: "forværring", "change to the worse";
    neutral: "ændring", "change";
    forecast: "Prognosen for {period} er {value}, ", "The forecast for {period} is {value}, ";
    with_80: "med 80 % sandsynlighed fra ", "from ";
    with_95: " og med 95 % fra ", " with a probability of 80% and from ";
    with_both: "", " with 95%";
    break_from: "Databrud fra {period}", "Break in series from {period}";
    initiative_from: "Indsats fra {period}", "Initiative from {period}";
    change_from: "Ændring fra {period}", "Change from {period}";
    more_events: "Desuden er der ", "There are ";
    no_value: "{name} har ingen værdi for ", "{name} has no value for ";
    provisional: "Tallet for {period} er foreløbigt", "The figure for {period} is provisional";
    provisionals: "Tallene for ", "The figures for ";
    are_provisional: " er foreløbige", " are provisional";

    // A place among others.
    spent: "{name} brugte {value} i {period}", "{name} spent {value} in {period}";
    income: "{name} havde en nettoindtægt på {value} i {period}", "{name} had net income of {value} in {period}";
    rank: " og ligger nr. {rank} af {n} ", " and ranks ";
    rank_shared: " og ligger delt nr. {rank} af {n} ", " and ranks joint ";
    rank_of: "", " of {n} ";
    lowest_first: "(1 = lavest)", "(1 = lowest)";
    highest_first: "(1 = højest)", "(1 = highest)";
    together: " sammen med ", " together with ";
    other_municipality: "1 anden kommune", "1 other municipality";
    other_municipalities: "{n} andre kommuner", "{n} other municipalities";
    is: " er ", " is ";
    level: "; {name} ligger på samme niveau", "; {name} is at the same level";
    above: "; {name} ligger {size} højere", "; {name} is {size} higher";
    below: "; {name} ligger {size} lavere", "; {name} is {size} lower";
    middle: "Den midterste halvdel af kommunerne ligger mellem ", "The middle half of the municipalities lies between ";
    median: " (median {median})", " (median {median})";
    all_alike: "Alle {n} har det samme tal: {value}", "All {n} have the same figure: {value}";
    lowest_is: "Lavest er ", "Lowest: ";
    highest_is: "), højest er ", "); highest: ";
    without: "{n} kommuner er uden værdi: ", "{n} municipalities are without a value: ";
    without_one: "1 kommune er uden værdi: ", "1 municipality is without a value: ";

    // What a change is put down to.
    more_than: " mere end {name} (", " more than {name} (";
    less_than: " mindre end {name} (", " less than {name} (";
    same_as: ", det samme som {name}", ", the same as {name}";
    raised: "Det trækker op: ", "Raised by: ";
    lowered: "Det trækker ned: ", "Lowered by: ";
    no_effect: "Uden betydning: ", "Without effect: ";
    no_parts: "Der er ingen dele", "There are no parts";
    billions: " mia. kr.", " bn DKK";
    millions: " mio. kr.", " m DKK";
    kroner: " kr.", " DKK";

    // A status.
    reached: "Målet er nået", "Reached";
    on_track: "På vej", "On track";
    at_risk: "I risiko", "At risk";
    off_track: "Ikke på vej", "Off track";
    level_is: " Niveauet er {level}, kendt siden {since}; i {period} er stien ", " The level is {level}, known since {since}; in {period} the path is ";
    distance_is: " Efter tallene til og med {since} ligger de i middel {size} på den ", " By the figures up to {since} they are on average {size} on the ";
    right_side: "rigtige", "right";
    wrong_side: "forkerte", "wrong";
    beside_path: " side af stien; for {period} er tallet {value} og stien ", " side of the path; for {period} the figure is {value} and the path ";
    figure_is: " Tallet for {period} er {value}; stien er ", " The figure of {period} is {value}; the path is ";
    tolerance: " med en tolerance på {size}", " with a tolerance of {size}";
    one_since: ". Der er ét tal siden udgangspunktet.", ". There is one figure since the baseline.";
    n_since: ". Der er {n} tal siden udgangspunktet.", ". There are {n} figures since the baseline.";
    chance_roughly: ". Af {n} tal ses tilfældig variation kun groft.", ". By {n} figures chance is known only roughly.";
    one_figure: ". Ét tal kan ikke skelne tilfældig variation fra ændring.", ". One figure cannot tell chance from change.";
    few_figures: ". {n} tal er for få til at skelne tilfældig variation fra ændring.", ". {n} figures are too few to tell chance from change.";
    awaited: " Fristen {deadline} er gået, men tallet for {awaited} kendes ikke endnu", " The deadline, {deadline}, has passed, but the figure of {awaited} is not known yet";
    awaited_probability: "; sandsynligheden for, at det er ", "; the probability that it is ";
    awaited_comma: ",", "";
    probability_of: " Sandsynligheden for ", " The probability of ";
    at_deadline: " ved fristen {deadline}", " at the deadline, {deadline},";
    probability_is: " er {share}", " is {share}";
    probability_only_was: " var {then} efter tallene til og med {since}, som status går efter, og kan ikke siges efter alle tal", " was {then} by the figures up to {since}, which the status goes by, and cannot be told by all figures";
    probability_was: " var {then} efter tallene til og med {since}, som status går efter, og er {now} efter alle tal", " was {then} by the figures up to {since}, which the status goes by, and is {now} by all figures";

    // A goal.
    follows_prices: "følger prisrækken {series}, ", "follows the price series {series}, ";
    by: " senest {date}", " by {date}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read() {
        let sources = [
            include_str!("bridge.rs"),
            include_str!("course.rs"),
            include_str!("figure.rs"),
            include_str!("marks.rs"),
            include_str!("ranking.rs"),
            include_str!("read.rs"),
            include_str!("status.rs"),
        ]
        .concat();
        for (key, _, _) in ALL {
            let is_end =
                |rest: Option<char>| rest.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
            let named = format!("t.{key}");
            let direct = format!(").{key}");
            let is_named = |name: &str| {
                let mut found = sources.split(name).skip(1);
                found.any(|rest| is_end(rest.chars().next()))
            };
            assert!(is_named(&named) || is_named(&direct), "{key}");
        }
    }
}
