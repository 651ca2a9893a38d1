//! Every text of the pages, in one table per language.

use serde::Serialize;

pub(crate) use pejl_wording::fill;

pejl_wording::texts! {
    #[derive(Serialize)]
    // Around every page.
    skip: "Gå til indholdet", "Skip to content";
    tagline: "Kommunernes pejlemærker for ældre og handicap", "Municipalities' bearing marks for elderly and disability care";
    menu: "Hovedmenu", "Main menu";
    menu_overview: "Overblik", "Overview";
    menu_comparison: "Sammenligning", "Comparison";
    menu_targets: "Mål", "Targets";
    menu_finance: "Økonomi", "Finance";
    menu_rehabilitation: "Rehabilitering", "Rehabilitation";
    menu_reports: "Rapporter", "Reports";
    menu_data: "Data", "Data";
    menu_api: "API", "API";
    language: "Sprog", "Language";
    demo_label: "Demo", "Demo";
    demo_banner: "Tallene er opfundet til demonstration og siger intet om nogen kommune.", "The figures are invented for demonstration and say nothing about any municipality.";
    footer_source: "Kilde: Danmarks Statistik (Statistikbanken) og egne beregninger.", "Source: Statistics Denmark (StatBank) and own computations.";
    footer_version: "Pejl {version}", "Pejl {version}";
    title_end: "Pejl", "Pejl";

    // The form.
    form: "Vælg, hvad der vises", "Choose what is shown";
    form_municipality: "Kommune", "Municipality";
    form_indicator: "Nøgletal", "Indicator";
    form_account: "Konto", "Account";
    form_period: "År", "Year";
    form_from: "Ændring siden", "Change since";
    form_from_none: "Ingen ændring", "No change";
    form_group: "Sammenlign med", "Compare with";
    form_price: "Priser", "Prices";
    form_reading: "Aflæsning", "Reading";
    form_grain: "Perioder", "Periods";
    form_by: "Fordeling", "Split";
    form_sort: "Rækkefølge", "Order";
    form_revision: "Revision", "Revision";
    form_as_known_at: "Som kendt", "As known at";
    form_query: "Adressen", "The address";
    form_sent: "Formularen", "The form";
    form_submit: "Vis", "Show";
    form_live: "Siden opdateres, når et valg ændres.", "The page updates when a choice changes.";
    form_no_data: "{name} (ingen data)", "{name} (no data)";
    form_areas: "Områder", "Areas";
    form_main_accounts: "Hovedkonti", "Main accounts";
    form_main_functions: "Hovedfunktioner", "Main functions";
    form_functions: "Funktioner", "Functions";
    form_group_all: "Alle {n} kommuner", "All {n} municipalities";
    form_group_nearest: "De {n}, der ligner mest på vilkår", "The {n} most alike in circumstances";
    form_group_statbank: "Danmarks Statistiks kommunegrupper", "Statistics Denmark’s municipality groups";
    form_group_regions: "Regioner", "Regions";
    form_group_provinces: "Landsdele", "Provinces";
    form_group_others: "Andre grupper", "Other groups";

    // Words for units, prices and cells.
    weight: "indbyggertal", "population";

    // The answer in sentences and in figures.
    lead_fell: "Fra {from} til {to} faldt udgiften med {amount}; det er {rank}.", "From {from} to {to} expenditure fell by {amount}; that is {rank}.";
    lead_rose: "Fra {from} til {to} steg udgiften med {amount}; det er {rank}.", "From {from} to {to} expenditure rose by {amount}; that is {rank}.";
    lead_unchanged: "Fra {from} til {to} var udgiften uændret; det er {rank}.", "From {from} to {to} expenditure did not change; that is {rank}.";
    lead_no_change: "Ændringen fra {from} til {to} kan ikke opgøres: {reason}", "The change from {from} to {to} cannot be stated: {reason}";
    lead_break: "Ændringen fra {from} til {to} kan ikke opgøres hen over et databrud.", "The change from {from} to {to} cannot be stated across a break in the series.";
    rank: "nr. {rank} af {n}", "no. {rank} of {n}";
    rank_lowest: "1 = lavest", "1 = lowest";
    rank_highest: "1 = højest", "1 = highest";
    rank_fall: "1 = største fald", "1 = largest fall";
    tiles: "Hovedtal", "Main figures";
    tile_own: "{name}, {period}", "{name}, {period}";
    tile_rank: "Placering", "Position";
    tile_tied: "delt af {n} kommuner", "shared by {n} municipalities";
    tile_rank_in_group: "{rank} i gruppen", "{rank} in the group";
    tile_rank_with_group: "{rank} sammen med gruppen", "{rank} together with the group";
    tile_change: "Ændring siden {from}", "Change since {from}";
    tile_below_mean: "{name} ligger {amount} lavere", "{name} is {amount} lower";
    tile_above_mean: "{name} ligger {amount} højere", "{name} is {amount} higher";
    tile_at_mean: "{name} ligger på gennemsnittet", "{name} is at the mean";
    tile_country_difference: "gennemsnittet afviger {amount}", "the mean differs by {amount}";
    mean_weighted: "Befolkningsvægtet gennemsnit", "Population-weighted mean";
    mean_weighted_all: "Befolkningsvægtet gennemsnit af de {n} kommuner", "Population-weighted mean of the {n} municipalities";
    mean_weighted_some: "Befolkningsvægtet gennemsnit af de {n} kommuner med tal", "Population-weighted mean of the {n} municipalities with figures";
    mean_of_sums: "Under ét: sum af udgifter delt med sum af indbyggere", "As a whole: sum of expenditure over sum of residents";
    mean_of_sums_all: "De {n} kommuner under ét", "The {n} municipalities as a whole";
    mean_of_sums_some: "De {n} kommuner med tal under ét", "The {n} municipalities with figures as a whole";
    with_own: "{group} og {name}", "{group} and {name}";
    without_own: "uden {name}", "without {name}";
    country_published: "Offentliggjort tal for hele landet", "Published figure for the whole country";
    country_computed: "Hele landet, beregnet af landets egne tal", "Whole country, computed from its own figures";

    // What to mind.
    notice: "Bemærk", "Note";
    notice_label_pinned: "Tidligere visning", "Earlier state";
    notice_label_empty: "Ingen tal", "No figures";
    notice_label_partial: "Ufuldstændigt", "Incomplete";
    notice_label_break: "Databrud", "Break in the series";
    notice_pinned: "Tallene vises, som de var kendt ved revision {revision} ({at}).", "The figures are shown as they were known at revision {revision} ({at}).";
    notice_newest: "Vis de nyeste tal", "Show the newest figures";
    notice_no_values: "Ingen af de {n} kommuner har et tal for {period} med dette valg.", "None of the {n} municipalities has a figure for {period} with this choice.";
    notice_try: "Der er tal for:", "There are figures for:";
    notice_own_missing: "{name} har intet tal for {period}.", "{name} has no figure for {period}.";
    notice_partial: "{k} af {n} kommuner mangler et tal og indgår ikke i placering og gennemsnit.", "{k} of {n} municipalities lack a figure and are in neither ranking nor mean.";
    notice_no_nearest: "Det vides ikke, hvem der ligner {name} mest: Der er ikke indlæst strukturelle vilkår for kommunen til og med {period}, eller ingen andre har de samme. Der sammenlignes med alle.", "It is not known who is most like {name}: no structural factors of the municipality are imported up to {period}, or nobody else has the same ones. It is compared with all.";
    notice_no_line: "Kun {k} af de {n} andre kommuner har tal i alle {years} år; under 80 % tegnes gruppens udvikling ikke.", "Only {k} of the {n} other municipalities have figures in all {years} years; below 80 % no line of the group is drawn.";
    notice_who: "Se hvilke", "See which";
    notice_break_flagged: "Tallene før og efter kan ikke umiddelbart sammenlignes; ændringen er regnet ud alligevel og skal læses med forbehold.", "Figures before and after cannot be compared directly; the change is computed all the same and must be read with care.";
    notice_break_blocks: "Derfor opgøres ingen ændring.", "That is why no change is stated.";

    // Drawings.
    ranking_heading: "Placering blandt kommunerne", "Position among the municipalities";
    trend_heading: "Udvikling", "Trend";
    trend_one_year: "Der er kun tal for ét år, så udviklingen kan ikke vises.", "There are figures for one year only, so no trend can be shown.";
    trend_all: "De {n} kommuner", "The {n} municipalities";
    chart_table: "Vis tallene bag figuren", "Show the figures behind the chart";
    chart_keys: "Peg i figuren, eller gå ind i den med tabulatortasten og flyt mellem punkterne med piletasterne. Escape lukker teksten.", "Point into the chart, or enter it with the tab key and move between the points with the arrow keys. Escape closes the text.";
    before_change: "før {change}", "before {change}";
    break_elderly_act: "ældreloven", "Elderly Act";
    break_elderly_act_whole_year: "første hele år", "first whole year";
    break_accounts: "ny kontoplan", "new accounts";
    break_accounts_whole_year: "første hele år", "first whole year";

    // The table of municipalities.
    table_heading: "Alle {n} kommuner", "All {n} municipalities";
    table_caption: "{name}, {account}, {period}", "{name}, {account}, {period}";
    table_rank: "Nr.", "No.";
    table_municipality: "Kommune", "Municipality";
    table_change: "Ændring siden {from}", "Change since {from}";
    table_change_share: "Ændring", "Change";
    table_change_rank: "Nr. for ændring", "No. of change";
    table_from_rank: "Nr. i {from}", "No. in {from}";
    table_sort: "Sortér efter {column}", "Sort by {column}";
    table_key: "Tegnforklaring", "Key";
    table_mean_line: "Den lodrette streg er gennemsnittet.", "The vertical line is the mean.";
    mark_own: "valgt kommune", "chosen municipality";
    mark_group: "i gruppen", "in the group";
    mark_marked: "fremhævet", "highlighted";

    // Means and spread.
    spread_heading: "Gennemsnit og spredning", "Means and spread";
    spread_caption: "Gennemsnit og spredning, {unit}", "Means and spread, {unit}";
    spread_measure: "Mål", "Measure";
    spread_all: "{n} kommuner", "{n} municipalities";
    spread_unweighted: "Uvægtet gennemsnit", "Unweighted mean";
    spread_difference: "Gennemsnit minus hele landet", "Mean minus the whole country";
    spread_min: "Laveste", "Lowest";
    spread_lower: "Nedre kvartil", "Lower quartile";
    spread_median: "Median", "Median";
    spread_upper: "Øvre kvartil", "Upper quartile";
    spread_max: "Højeste", "Highest";
    spread_rank: "Placering for {name}", "Position of {name}";
    spread_index: "Indeks (de øvriges gennemsnit = 100)", "Index (mean of the others = 100)";
    spread_n: "Kommuner med tal", "Municipalities with figures";
    spread_n_of: "{k} af {n}", "{k} of {n}";
    spread_others: "og {n} andre", "and {n} others";

    // The nearest, the potential, and who turned the curve.
    nearest_name: "De {n} nærmeste", "The {n} nearest";
    nearest_heading: "De {n}, der ligner {name} mest på vilkår", "The {n} most like {name} in circumstances";
    nearest_factors: "Valgt efter strukturelle vilkår, som kommunen ikke selv bestemmer: {factors}.", "Chosen by structural factors, which the municipality does not decide itself: {factors}.";
    nearest_factor: "{factor} ({year})", "{factor} ({year})";
    nearest_factor_weighed: "{factor} ({year}, vægt {weight})", "{factor} ({year}, weight {weight})";
    nearest_distance: "Afstand", "Distance";
    nearest_distance_note: "En afstand på 1 er én standardafvigelse, uanset hvor mange vilkår der er.", "A distance of 1 is one standard deviation, whatever the number of factors.";
    nearest_without: "Kommuner, der mangler et af vilkårene, så deres afstand ikke kendes: {n}", "Municipalities that lack one of the factors, so that it is not known how far they are: {n}";
    others_of_all: "de {n} andre kommuner med tal", "the {n} other municipalities with figures";
    others_of_nearest: "de {n} nærmeste kommuner med tal", "the {n} nearest municipalities with figures";
    others_of_group: "{group} ({n} andre med tal)", "{group} ({n} others with figures)";
    potential_heading: "Potentiale i kroner", "Potential in kroner";
    potential_caption: "Potentiale for {name}, {account}, {period}, holdt op mod {others}", "Potential of {name}, {account}, {period}, held against {others}";
    potential_spending: "{name} brugte {amount} i {period}, regnet som tallet gange {base} indbyggere.", "{name} spent {amount} in {period}, reckoned as the figure times {base} residents.";
    potential_price: "{name} brugte {amount} i {period}, regnet som tallet gange {base} enheder.", "{name} spent {amount} in {period}, reckoned as the figure times {base} units.";
    potential_lead: "Potentialet er det, udgiften ville være lavere, hvis tallet var som målestokkens; under nul ville den være højere.", "The potential is what spending would be lower by if the figure were that of the yardstick; below zero it would be higher.";
    potential_caveat: "Et potentiale er ikke en besparelse: Det siger, hvad det ville betyde at ligge som de andre, ikke at pengene kan hentes, eller at hjælpen er den samme.", "A potential is not a saving: it says what it would mean to be as the others are, not that the money can be had or that the help is the same.";
    potential_intervals: "Få kommuner kan afgøre en målestok. Derfor står det mindste og det meste, potentialet ville være uden én af dem, og det interval, det ligger i ved 95 % af 2.000 lodtrækninger blandt dem. Usikkerhed i tallene selv, fx hvordan der konteres, er ikke med.", "Few municipalities can decide a yardstick. So the least and the most that the potential would be without one of them are told, and the interval it lies in for 95% of 2,000 draws from them. What the figures themselves are unsure of, such as how accounts are kept, is not in it.";
    potential_none: "Potentialet kan ikke opgøres: {reason}.", "The potential cannot be told: {reason}.";
    potential_yardstick: "Målestok", "Yardstick";
    potential_value: "Målestokkens tal", "Figure of the yardstick";
    potential_amount: "Potentiale", "Potential";
    potential_without_one: "Uden én af de andre", "Without one of the others";
    potential_drawn: "95 %-interval", "95% interval";
    potential_a_year: "Pr. år i de andres tempo", "A year at the others’ speed";
    potential_years: "År i det tempo", "Years at that speed";
    potential_range: "{low} til {high}", "{low} to {high}";
    potential_speed: "De andres tempo: En fjerdedel af {n} andre har en årlig ændring på {share} eller lavere siden {from}.", "The others’ speed: a quarter of {n} others have a yearly change of {share} or lower since {from}.";
    potential_no_speed: "En fjerdedel af {n} andre har en årlig ændring på {share} eller lavere siden {from}; de er ikke kommet ned, så der er intet tempo at regne med.", "A quarter of {n} others have a yearly change of {share} or lower since {from}; they have not come down, so there is no speed to go by.";
    yardstick_median: "Medianen af de andre", "The median of the others";
    yardstick_best_quarter: "Grænsen for den bedste fjerdedel", "The edge of the best quarter";
    yardstick_best_five: "Gennemsnittet af de fem bedste", "The mean of the five best";
    turned_heading: "Hvem har vendt kurven?", "Who turned the curve?";
    turned_caption: "Ændringer, der har holdt, {from} til {to}, blandt kommunen og {others}", "Changes that lasted, {from} to {to}, of the municipality and {others}";
    turned_lead: "De største ændringer til det bedre, der har holdt, fra {from} til {to}.", "The largest changes for the better that lasted, from {from} to {to}.";
    turned_lower: "Lavere regnes som bedre.", "Lower counts as better.";
    turned_higher: "Højere regnes som bedre.", "Higher counts as better.";
    turned_before: "Regnet fra", "Counted from";
    turned_after: "Holdt siden", "Lasted since";
    turned_turned: "Vendt", "Turned";
    turned_yes: "ja", "yes";
    turned_no: "nej", "no";
    turned_note: "En ændring regnes fra et niveau, der blev holdt i to år, til det dårligste tal siden, og den skal have holdt i to år. Vendt er den, hvis tallet blev dårligere før den og bedre fra den.", "A change is counted from a level that was held for two years to the worst figure since, and must have lasted for two years. It is turned where the figure went to the worse before it and to the better from it.";
    turned_by_change: "Rækkefølgen er efter ændringen selv og ikke i procent, da en af dem er regnet fra nul eller mindre.", "The order is by the change itself and not in per cent, as one of them is counted from nothing or less.";
    turned_more: "De {k} største af {with} er vist; alle står i filen nedenfor.", "The {k} largest of {with} are shown; all stand in the file below.";
    turned_own_none: "{name} har ingen ændring til det bedre, der har holdt.", "{name} has no change for the better that lasted.";
    turned_without: "Kommuner uden en ændring til det bedre, der har holdt: {without}.", "Municipalities without a change for the better that lasted: {without}.";
    turned_missing: "Kommuner uden {least} år i træk med tal efter det seneste databrud, som derfor ikke er med: {missing}.", "Municipalities without {least} years in a row with figures after the last break in the series, which are therefore left out: {missing}.";
    turned_none: "Ingen af de {n} kommuner med tal nok har en ændring til det bedre fra {from} til {to}, der har holdt.", "None of the {n} municipalities with figures enough has a change for the better from {from} to {to} that lasted.";
    turned_too_short: "Der skal være {least} år i træk med tal efter det seneste databrud; det har ingen af kommunerne fra {from} til {to}.", "There must be {least} years in a row with figures after the last break in the series; none of the municipalities has these from {from} to {to}.";
    turned_no_from: "Det kan ses, når der er valgt et tidligere år under Ændring siden.", "It can be seen once an earlier year is chosen under Change since.";
    turned_longer: "Se det fra {from}", "See it from {from}";

    // Who is not compared.
    missing_title: "Kommuner uden tal", "Municipalities without a figure";
    missing_heading: "{k} af {n} kommuner uden tal", "{k} of {n} municipalities without a figure";
    missing_none: "Alle kommuner har et tal.", "Every municipality has a figure.";
    missing_changes: "Kommuner, hvis ændring ikke kan opgøres", "Municipalities whose change cannot be stated";

    // The definition.
    card_heading: "Definition", "Definition";
    card_indicator: "Nøgletal", "Indicator";
    card_description: "Hvad det viser", "What it shows";
    card_numerator: "Tæller", "Numerator";
    card_denominator: "Nævner", "Denominator";
    card_unit: "Enhed", "Unit";
    card_price: "Prisniveau", "Price level";
    card_price_series: "{level}, beregnet med {series}; seneste sats offentliggjort {date}", "{level}, computed with {series}; latest rate published {date}";
    card_account: "Konto", "Account";
    card_dranst: "Dranst", "Dranst (kind of entry)";
    card_source: "Kilde", "Source";
    card_pitfalls: "Forbehold", "What to mind";
    card_version: "Definitionens version", "Version of the definition";
    card_revision: "Revision", "Revision";
    card_revision_at: "{revision} ({at})", "{revision} ({at})";

    // Downloads.
    download_heading: "Hent tallene", "Download the figures";
    download_ranking: "Placering og ændring, alle kommuner", "Position and change, all municipalities";
    download_group: "Placering og ændring, gruppen", "Position and change, the group";
    download_turned: "Hvem har vendt kurven, fra det tidligere år", "Who turned the curve, from the earlier year";
    download_years: "Alle år for alle kommuner", "All years for all municipalities";
    download_csv_da: "CSV til dansk Excel", "CSV for Danish Excel";
    download_csv: "CSV", "CSV";
    download_json: "JSON", "JSON";
    permalink: "Fast link til denne visning", "Permanent link to this view";
    permalink_note: "Linket viser altid de samme tal, også når der er indlæst nye.", "The link always shows the same figures, also after new ones are imported.";
    copy: "Kopiér link", "Copy link";
    copied: "Linket er kopieret", "The link is copied";
    copy_failed: "Linket kunne ikke kopieres; markér og kopiér det selv", "The link could not be copied; select and copy it yourself";

    // The overview.
    overview_title: "Overblik: {municipality}", "Overview: {municipality}";
    overview_lead: "Byrådets pejlemærker, og hvor kommunen står med dem.", "The council's bearing marks, and where the municipality stands with them.";
    overview_choose: "Vælg kommune", "Choose a municipality";
    overview_counts: "Status", "Status";
    overview_indicator: "Indikator", "Indicator";
    overview_figure: "Nyeste tal", "Newest figure";
    overview_before: "Året før", "The year before";
    overview_course: "Forløb", "Course";
    overview_goal: "Mål", "Target";
    overview_status: "Status", "Status";
    overview_support: "supplerer", "supplements it";
    overview_not_known: "Kan ikke beregnes", "Cannot be computed";
    overview_not_known_lead: "Disse tal er der ikke, og hvorfor.", "These figures are not there, and why.";
    overview_not_known_none: "Alle tal på siden er beregnet.", "Every figure of the page is computed.";
    overview_few: "Fortroligt betyder, at så få borgere står bag tallet, at det kun vises for den, der har adgang.", "Confidential means that so few citizens are behind the figure that it is shown only to whoever has access.";

    since_heading: "Ændret siden sidste måned", "Changed since last month";
    since_lead: "Tallene på siden mod de nyeste, der var beregnet mindst en måned før (revision {revision}, {at}). Ændringer, som få borgere står bag, vises ikke.", "The figures on the page against the newest that were computed at least a month before (revision {revision}, {at}). Changes that few citizens are behind are not shown.";
    since_nothing: "Ingen af de tal, der kan vises, er nye eller ændrede.", "None of the figures that can be told is new or changed.";
    since_no_earlier: "Der er ingen gemte tal fra en måned før at sammenligne med.", "There are no kept figures of a month before to compare with.";
    since_period: "Periode", "Period";
    since_before: "Før", "Before";
    since_now: "Nu", "Now";
    since_new: "nyt tal", "new figure";
    since_redefined: "ny definition", "new definition";
    since_more: "og {n} ændringer til.", "and {n} further changes.";

    // An indicator.
    indicator_overview: "Alle pejlemærker", "All bearing marks";
    indicator_readings: "Aflæsning", "Reading";
    indicator_grains: "Perioder", "Periods";
    indicator_in_comparisons: "Tallet er et andet tals plads blandt kommuner og vises i sammenligningen.", "The figure is another one’s place among municipalities and is shown in the comparison.";
    indicator_comments: "Kommentarer", "Comments";
    indicator_no_comments: "Der er ingen kommentarer til tallene.", "There are no comments on the figures.";
    indicator_pair: "Vises sammen med", "Shown together with";
    indicator_pair_lead: "Tallet ovenfor skal læses sammen med dette.", "The figure above is to be read together with this.";
    indicator_split: "Fordelt på", "Split by";
    indicator_bridge: "Hvad ændringen skyldes", "What the change is put down to";
    indicator_position: "Blandt kommunerne", "Among the municipalities";
    indicator_to_comparison: "Se hele sammenligningen", "See the whole comparison";
    part_nothing_imported: "Der er ikke indlæst det, tallet skal bruge.", "What the figure needs is not imported.";
    part_not_askable: "Det kan ikke opgøres for denne aflæsning med disse valg.", "This cannot be told of this reading with these choices.";
    part_too_large: "Der er for mange tal til at vise dem her.", "There are too many figures to show them here.";
    part_failed: "Denne del kunne ikke vises. Fejlen er vores og står i serverens log.", "This part could not be shown. The fault is ours and stands in the server’s log.";
    split_none: "Der er ingen dele med tal i de viste perioder.", "There are no parts with figures in the periods shown.";
    split_more: "{n} dele mere står i filen nedenfor.", "{n} further parts stand in the file below.";
    member_not_stated: "ikke oplyst", "not stated";
    member_women: "kvinder", "women";
    member_men: "mænd", "men";
    member_ages: "{from}–{to} år", "aged {from}–{to}";
    member_ages_over: "{from} år og derover", "aged {from} and over";
    bridge_total: "Udgift {period}", "Spending {period}";
    bridge_population: "Flere eller færre borgere", "More or fewer residents";
    bridge_use: "Mere eller mindre hjælp pr. borger", "More or less help per resident";
    bridge_mix: "Andre ydelser", "Other services";
    bridge_price: "Pris pr. enhed", "Price per unit";
    bridge_per_resident: "Udgift pr. borger", "Spending per resident";
    bridge_new: "Nye ydelser", "New services";
    bridge_ceased: "Ophørte ydelser", "Ceased services";
    bridge_unpriced: "Uden pris på den ene side", "Without a price on one side";
    position_text: "{name} er nr. {rank} af {n} ({which}). Medianen er {median}", "{name} is no. {rank} of {n} ({which}). The median is {median}";
    position_none: "Kommunen har ikke et tal, der kan sammenlignes.", "The municipality has no figure that can be compared.";
    comment_withheld: "teksten vises ikke: {reason}", "the text is not shown: {reason}";
    comment_approved: "godkendt af {name}", "signed off by {name}";
    comment_not_approved: "ikke godkendt endnu", "not signed off yet";
    comment_moved: "Tallet er et andet, end da kommentaren blev skrevet.", "The figure is another than when the comment was written.";
    lineage_heading: "Hvor tallet kommer fra", "Where the figure is from";
    lineage_lead: "Tallet for {period} er beregnet af rækker i disse filer.", "The figure for {period} is computed from rows of these files.";
    lineage_can_count: "Rækkerne er dem, der kan tælle med efter deres måned; definitionen siger, hvilke der gør.", "The rows are those that can count by their month; the definition says which do.";
    lineage_lines_withheld: "Antal rækker og linjer vises kun for den, der må se rækker om borgere (i API’et rollen steward).", "Numbers of rows and lines are shown only to whoever may see rows about citizens (in the API the role steward).";
    lineage_since: "Tallet har været det samme siden revision {revision}.", "The figure has been the same since revision {revision}.";
    lineage_facts: "Rækkerne er netop dem, tallet er lagt sammen af, og ingen andre i filen.", "The rows are the very ones that the figure is added up of, and no others of the file.";
    lineage_absent_zero: "{n} af de tal, som indgår, står ikke i filen og tæller som nul.", "{n} of the numbers that it is made of do not stand in the file and count as zero.";
    lineage_absent_missing: "{n} af de tal, som indgår, mangler i filen.", "{n} of the numbers that it is made of are missing in the file.";
    lineage_more_lines: "og {n} linjer mere", "and {n} more lines";
    lineage_cell_withheld: "Tallet er tilbageholdt, så intet fortælles om rækkerne bag det.", "The figure is withheld, so nothing is told of the rows behind it.";
    lineage_no_file: "Der er ingen række i en indlæst fil bag tallet.", "No row of an imported file is behind the figure.";
    lineage_no_figure: "Der er intet tal at følge.", "There is no figure to follow.";
    lineage_readings: "Tallet er sat sammen af disse, som hver har deres egne filer:", "The figure is put together from these, each of which has files of its own:";
    lineage_covers: "Tallet fortæller, hvor langt de indlæste filer rækker; de står på siden med data.", "The figure tells how far the imported files reach; they stand on the page of data.";
    lineage_data: "Se, hvad der er indlæst", "See what is imported";
    lineage_dataset: "Datasæt", "Dataset";
    lineage_months: "Måneder, der kan tælle", "Months that can count";
    lineage_until: "til og med {to}", "up to {to}";
    lineage_between: "{from} til {to}", "{from} to {to}";
    lineage_import: "Indlæsning", "Import";
    lineage_file: "Fil og SHA-256", "File and SHA-256";
    lineage_rows: "Rækker", "Rows";
    lineage_lines: "Linjer", "Lines";
    lineage_withheld: "ikke vist", "not shown";
    lineage_document: "Det samme som dokument (JSON)", "The same as a document (JSON)";
    card_direction: "Bedre er", "Better is";
    direction_up: "højere", "higher";
    direction_down: "lavere", "lower";
    direction_band: "inden for et bånd", "within a band";
    direction_context: "hverken højere eller lavere; tallet er en oplysning", "neither higher nor lower; the figure is context";
    card_grains: "Opgøres for", "Computed for";
    grain_year: "år", "years";
    grain_half: "halvår", "half-years";
    grain_quarter: "kvartaler", "quarters";
    grain_month: "måneder", "months";
    grain_week: "uger", "weeks";
    card_maturity: "Kendes", "Known";
    card_mature_at_once: "når perioden er slut og indlæst", "when the period has ended and is imported";
    card_mature_after: "{days} dage efter, at perioden er slut", "{days} days after the period has ended";
    card_minimum: "Vises fra", "Shown from";
    card_minimum_text: "{n} borgere eller sager bag tallet; færre er fortroligt", "{n} citizens or cases behind the figure; fewer is confidential";
    card_breaks: "Databrud", "Breaks in the series";
    download_trend: "Forløb med mål, grænser og fremskrivning", "Course with target, limits and forecast";
    download_split: "Fordelingen, de otte nyeste perioder", "The split, the eight newest periods";
    download_status: "Status og begrundelse", "Status and reason";

    // The economic frame.
    finance_title: "Økonomi: {municipality}", "Finance: {municipality}";
    finance_until: "Bogført til og med", "Booked up to";
    finance_newest: "Nyeste måned", "Newest month";
    finance_whole: "Hele året, afsluttet", "The whole year, closed";
    finance_held_against: "Holdt op mod", "Held against";
    finance_given: "Egen ramme", "Own frame";
    finance_closed: "supplementsperioden for {year}", "the supplementary period of {year}";
    finance_cannot: "Det kan ikke siges, om rammen holder; grundene står ved tallene.", "It cannot be told whether the frame is kept; the reasons stand by the figures.";
    finance_no_ledger: "Der er ikke indlæst noget regnskab for {municipality}, så forbrug og forventet resultat kendes ikke.", "No ledger is imported for {municipality}, so spending and the expected result are not known.";
    finance_version: "Version af {date}", "Version of {date}";
    finance_booked_until: "Til og med {month}", "Up to {month}";
    finance_interval: "{level} sikkert: {low} til {high}", "{level} sure: {low} to {high}";
    finance_own_forecast: "Kommunens eget skøn: {amount} ({date})", "The municipality’s own forecast: {amount} ({date})";
    finance_of_frame: "{share} af rammen", "{share} of the frame";
    finance_inside: "Holder rammen med {share} sandsynlighed", "Keeps the frame with a probability of {share}";
    finance_over: "over rammen", "over the frame";
    finance_under: "under rammen", "below the frame";
    finance_at: "på rammen", "at the frame";
    finance_unknown: "kan ikke afgøres", "cannot be told";
    finance_year: "Året måned for måned", "The year month by month";
    finance_year_note: "Forbruget er lagt sammen fra januar. Den vandrette linje er det, året holdes op mod.", "Spending is added up from January. The level line is what the year is held against.";
    finance_expected_end: "Forventet årsresultat", "Expected result of the year";
    finance_result: "Årsresultat", "Result of the year";
    finance_ended_over: "Året {year} sluttede på {expected} mod en ramme på {frame}, altså {distance} over rammen.", "The year {year} ended at {expected} against a frame of {frame}, that is {distance} over it.";
    finance_ended_under: "Året {year} sluttede på {expected} mod en ramme på {frame}, altså {distance} under rammen.", "The year {year} ended at {expected} against a frame of {frame}, that is {distance} below it.";
    finance_ended_at: "Året {year} sluttede på rammen, {frame}.", "The year {year} ended at the frame, {frame}.";
    finance_basis: "Netto, drift og statsrefusion, i løbende priser", "Net, operations and central refund, in current prices";
    finance_areas: "Rammen efter område", "The frame by area";
    finance_areas_note: "Afstand er forventet resultat minus ramme; over nul er over rammen. Hvert område er skønnet for sig, så områderne giver ikke summen. Beløb i hele kroner; filen har dem i øre.", "Distance is the expected result less the frame; above zero is over it. Each area is foretold by itself, so the areas do not add up to the total. Amounts in whole kroner; the file has them in øre.";
    finance_chance: "Sandsynlighed for at holde", "Probability of keeping it";
    finance_why_not: "Hvad der mangler, og hvorfor", "What is missing, and why";
    finance_years: "Årene bag skønnet", "The years behind the expectation";
    finance_years_note: "Skønnet er forbruget til nu gange de tidligere års resultater, delt med det, der var bogført i dem på samme tid.", "The expectation is spending so far times the results of the earlier years, over what was booked in them by then.";
    finance_years_year: "År", "Year";
    finance_years_booked: "Bogført på samme tid", "Booked by then";
    finance_years_result: "Resultat", "Result";
    finance_years_share: "Andel", "Share";
    finance_left_out: "Ikke med: {why}", "Left out: {why}";
    finance_years_none: "Regnskabet dækker ingen tidligere år.", "The ledger covers no earlier years.";
    finance_what_if: "Hvad holder rammen?", "What keeps the frame?";
    finance_what_if_lead: "Det bogførte ligger fast; kun det, der endnu skal bruges, kan ændres. Hver ændring står alene: over nul er der plads til den, under nul er den nødvendig.", "What is booked stands; only what is still to be spent can change. Each change stands alone: above zero there is room for it, below zero it is needed.";
    finance_what_if_form: "Prøv ændringer", "Try changes";
    finance_per_cent_hint: "Ændringer skrives i procent, fx −2,5. Tomme felter ændrer intet.", "Changes are written in per cent, such as −2.5. Empty fields change nothing.";
    finance_amount: "Egen ramme, kr.", "Own frame, DKK";
    finance_price: "Pris pr. enhed, %", "Price per unit, %";
    finance_share: "Andel, der får hjælp, %", "Share served, %";
    finance_length: "Forløbenes længde, %", "Length of courses, %";
    finance_population: "Flere borgere næste år, %", "More residents next year, %";
    finance_prices_next: "Priser og lønninger næste år, %", "Prices and wages next year, %";
    finance_calculate: "Regn ud", "Compute";
    finance_clear: "Fjern ændringerne", "Remove the changes";
    finance_row: "Ændring", "Change";
    finance_frame: "Ramme", "Frame";
    finance_ahead: "Endnu at bruge", "Still to be spent";
    finance_keeps_price: "Pris pr. enhed alene", "Price per unit alone";
    finance_keeps_share: "Andel, der får hjælp, alene", "Share served alone";
    finance_keeps_length: "Forløbenes længde alene", "Length of courses alone";
    finance_with: "Udgift med ændringerne", "Spending with the changes";
    finance_with_distance: "Afstand med ændringerne", "Distance with the changes";
    finance_impossible: "ikke muligt", "not possible";
    finance_impossible_why: "{change} ville være nødvendigt", "{change} would be needed";
    finance_no_this_year: "I år: {why}", "This year: {why}";
    finance_no_next_year: "Næste år: {why}", "Next year: {why}";
    finance_own_frame: "Næste år holdes op mod dets eget oprindelige budget.", "Next year is held against its own original budget.";
    finance_this_frame: "Næste år holdes op mod dette års ramme.", "Next year is held against this year’s frame.";
    finance_population_said: "Næste år regnes med {change} borgere, som angivet.", "Next year is computed with {change} residents, as given.";
    finance_population_projected: "Næste år regnes med {change} borgere efter {table} fra {vintage}, vejet efter udgift: {areas}.", "Next year is computed with {change} residents by {table} of {vintage}, weighted by spending: {areas}.";
    finance_courses_part: "Rehabiliteringsforløb og træning er {share} af udgiften.", "Rehabilitation courses and training are {share} of spending.";
    finance_no_courses_part: "Forløbenes del af udgiften vises ikke: {why}", "The courses’ part of spending is not shown: {why}";
    finance_services: "Ydelser med en pris, {year}", "Services with a price, {year}";
    finance_service: "Ydelse", "Service";
    finance_service_spending: "Udgift, kr.", "Spending, DKK";
    finance_service_part: "Andel af forbruget", "Share of spending";
    finance_service_keeps: "Ændring, der alene holder rammen", "Change that alone keeps the frame";
    finance_bridge: "Udgiften mod året før", "Spending against the year before";
    finance_bridge_choose: "Vis ændringen for", "Show the change of";
    finance_all_services: "Alle ydelser med en pris", "All services with a price";
    finance_indicators: "Indikatorerne bag", "The indicators behind";
    finance_command: "Samme tal på kommandolinjen", "The same figures on the command line";
    finance_download_frame: "Rammen efter område", "The frame by area";
    finance_download_bridge: "Hvad ændringen skyldes", "What the change is put down to";

    // Rehabilitation.
    rehabilitation_title: "Rehabilitering: {municipality}", "Rehabilitation: {municipality}";
    rehabilitation_none: "Der er ikke indlæst forløb for {municipality}.", "No courses are imported for {municipality}.";
    rehabilitation_lead: "I {period} begyndte {started}, og {ended} sluttede.", "In {period}, {started} began and {ended} ended.";
    rehabilitation_lead_share: "{share} af dem, der sluttede med et resultat, endte selvhjulpne.", "{share} of those that ended with a result ended self-reliant.";
    rehabilitation_lead_none: "Det kan ikke vises, hvor mange forløb der begyndte og sluttede i {period}; grundene står ved tallene.", "It cannot be shown how many courses began and ended in {period}; the reasons stand by the figures.";
    rehabilitation_courses: "Forløb og udfald", "Courses and outcomes";
    rehabilitation_courses_note: "Perioden ved siden af den samme et år før. Et forløb, der begyndte i perioden, behøver ikke være et, der sluttede i den. Hvert navn fører til tallets udvikling og definition.", "The period beside the same a year before. A course that began in the period need not be one that ended in it. Each name leads to the trend and the definition of the figure.";
    rehabilitation_how_many: "Hvor mange", "How many";
    rehabilitation_ends: "Hvordan de sluttede", "How they ended";
    rehabilitation_outcomes: "Hvad der kom ud af dem", "What came of them";
    rehabilitation_length: "Hvor længe de varede", "How long they took";
    rehabilitation_lasts: "Hvad der varer ved", "What lasts";
    rehabilitation_england: "Som England opgør det", "As England counts it";
    rehabilitation_provisional: "foreløbigt", "provisional";
    rehabilitation_why_not: "Hvorfor noget ikke er vist", "Why something is not shown";
    rehabilitation_parts: "Forløb efter indhold og andre dele", "Courses by content and other parts";
    rehabilitation_curve: "Tid uden hjælp", "Time without help";
    rehabilitation_which: "Kurve", "Curve";
    rehabilitation_return: "Fra forløbets slutning til ny hjælp", "From the end of the course to new help";
    rehabilitation_conclusion: "Fra al hjælps slutning til ny hjælp", "From the end of all help to new help";
    rehabilitation_duration: "Fra forløbets begyndelse til dets slutning", "From the start of the course to its end";
    rehabilitation_state_help: "uden ny hjælp", "without new help";
    rehabilitation_state_course: "stadig i forløb", "still on the course";
    rehabilitation_cause_help: "ny hjælp", "new help";
    rehabilitation_cause_result: "slut med et resultat", "ended with a result";
    rehabilitation_cause_death: "død", "death";
    rehabilitation_cause_moved: "fraflytning", "moved away";
    rehabilitation_cause_other: "sluttet på anden måde", "ended otherwise";
    rehabilitation_nobody: "Der er ingen at følge i perioden.", "There is nobody to follow in the period.";
    rehabilitation_at_risk: "Hvor mange der stadig følges", "How many are still followed";
    rehabilitation_day: "Dag", "Day";
    rehabilitation_still: "Følges", "Followed";
    rehabilitation_share: "Andel uden hændelsen", "Share without the event";
    rehabilitation_interval: "95 %-interval", "95% interval";
    rehabilitation_causes: "Hvad der afsluttede det", "What ended it";
    rehabilitation_causes_until: "Hvad der afsluttede det; andele til og med dag {day}", "What ended it; shares up to day {day}";
    rehabilitation_cause: "Hændelse", "Event";
    rehabilitation_number: "Antal i alt", "Number in all";
    rehabilitation_cause_share: "Andel", "Share";
    rehabilitation_not_apart: "vises ikke for sig", "not shown apart";
    rehabilitation_days: "{n} dage", "{n} days";
    rehabilitation_followed: "Følges fra begyndelsen", "Followed from the start";
    rehabilitation_median: "Median", "Median";
    rehabilitation_no_median: "ingen: mere end halvdelen er uden hændelsen til det sidste", "none: more than half are without the event to the last";
    rehabilitation_with_help: "Følges ikke, da hjælpen fortsatte", "Not followed, as help went on";
    rehabilitation_until: "Kendt til og med", "Known up to";
    rehabilitation_money: "Udgift og beregnet gevinst", "Cost and calculated gain";
    rehabilitation_money_note: "Hele år. Gevinsten er beregnet og er ikke penge, der er sparet på en konto; den læses sammen med timerne og andelen, der endte selvhjulpen.", "Whole years. The gain is calculated and is not cash saved on an account; it is read with the hours and the share that ended self-reliant.";
    member_rehabilitation: "rehabilitering", "rehabilitation";
    member_support: "støtte", "support";
    member_training: "træning", "training";

    // The data page.
    data_heading: "Data", "Data";
    data_lead: "Hvad der er indlæst, hvor langt det rækker, og hvad der var galt med det.", "What is imported, how far it reaches, and what was wrong with it.";
    data_state: "Revision {revision}, {at}.", "Revision {revision}, {at}.";
    data_state_none: "Endnu ingen revision.", "No revision yet.";
    fresh_heading: "Hvor nye er data?", "How recent are the data?";
    fresh_lead: "Kilderne bag tavlens tal for {municipality}, som de er {day}. En kilde er for gammel, når der er gået flere dage siden udgangen af dens nyeste periode end aftalt.", "The sources behind the figures of the board of {municipality} as of {day}. A source is too old when more days have passed since the end of its newest period than agreed.";
    fresh_source: "Kilde", "Source";
    fresh_last: "Nyeste periode", "Newest period";
    fresh_within: "Højst så gammel", "At most so old";
    fresh_state: "Tilstand", "State";
    fresh_days: "{days} dage", "{days} days";
    fresh_register: "register uden perioder", "register without periods";
    fresh_good: "ny nok", "recent enough";
    fresh_ended: "afsluttet", "ended";
    fresh_old: "for gammel", "too old";
    fresh_never: "aldrig leveret", "never delivered";
    data_tables: "Tabeller", "Tables";
    data_none: "Der er ingen tabeller endnu.", "There are no tables yet.";
    data_table: "Tabel", "Table";
    data_content: "Indhold", "Content";
    data_area: "Områder", "Areas";
    data_period: "Perioder", "Periods";
    data_dimension: "Opdelt på", "Split by";
    dimension_function: "konto", "account";
    dimension_dranst: "dranst", "dranst";
    dimension_art: "art", "art (type of cost)";
    dimension_ownership: "ejerforhold", "ownership";
    dimension_grouping: "gruppering", "grouping";
    dimension_sex: "køn", "sex";
    dimension_age: "alder", "age";
    dimension_marital_status: "civilstand", "marital status";
    dimension_published_on: "offentliggørelse", "publication";
    dimension_posting: "dele af måneden", "parts of the month";
    dimension_budget: "budgettyper og versioner", "kinds and versions of budget";
    dimension_rows: "dele", "parts";
    dimension_service: "ydelse", "service";
    dimension_law: "lov", "law";
    dimension_paragraph: "paragraf", "section of the law";
    dimension_package_level: "pakkeniveau", "package level";
    dimension_provider_type: "slags leverandør", "kind of provider";
    dimension_provider: "leverandør", "provider";
    dimension_unit: "enhed", "unit";
    dimension_area: "område", "service area";
    dimension_district: "distrikt", "district";
    dimension_target_group: "målgruppe", "target group";
    dimension_course_type: "slags forløb", "kind of course";
    dimension_profession: "faggruppe", "profession";
    dimension_setting: "ramme", "setting";
    dimension_goal_type: "slags mål", "kind of goal";
    dimension_question: "spørgsmål", "question";
    dimension_outcome: "udfald", "outcome";

    // Targets.
    targets_title: "Mål i {municipality}", "Targets of {municipality}";
    targets_lead: "Hvad byrådet har besluttet, at nøgletallene skal nå, og hvornår.", "What the council has decided the indicators are to reach, and when.";
    targets_no_revision: "Intet er indlæst endnu.", "Nothing is imported yet.";
    targets_none: "Der er ingen gældende mål.", "No targets are in force.";
    targets_caption: "Gældende mål", "Targets in force";
    targets_of: "Mål for", "Target of";
    targets_cut: "Udsnit: {cut}", "Cut: {cut}";
    targets_see: "se målet", "see the target";
    targets_see_this: "Målet og dets udgaver", "The target and its versions";
    targets_new: "Sæt et nyt mål", "Set a new target";
    targets_newest: "Vis målene i dag", "Show the targets of today";
    targets_export: "Hent målene som CSV til regneark", "Get the targets as CSV for a spreadsheet";
    target_new: "Nyt mål", "New target";
    target_edit: "Mål nr. {number}", "Target no. {number}";
    target_number: "Mål nr. {number}", "Target no. {number}";
    target_list: "Alle mål i kommunen", "All targets of the municipality";
    target_indicator: "Nøgletallets side", "The page of the indicator";
    target_status: "Sådan står det", "Where it stands";
    target_ended: "Målet gælder ikke mere.", "The target does not hold any more.";
    target_no_status: "Et mål, der ikke gælder, har ingen status.", "A target that does not hold has no status.";
    target_versions: "Udgaver", "Versions";
    target_version: "Udgave {n}", "Version {n}";
    target_held_from: "Gælder fra {from}", "Holds from {from}";
    target_held: "Gjaldt fra {from} til {to}", "Held from {from} to {to}";
    target_change_heading: "Ændr målet", "Change the target";
    target_change_lead: "En ændring er en ny udgave; den gamle står ved magt for den tid, hvor den gjaldt.", "A change is a new version; the old one stands for the time when it held.";
    target_entry_lead: "Feltet Mål siger, hvad der skal nås, og Frist, hvornår. Intet gemmes, før alt i formularen kan gemmes.", "The field Goal says what is to be reached, and Deadline when. Nothing is stored until everything in the form can be.";
    target_faults: "Målet er ikke gemt. Ret dette:", "The target is not stored. Put this right:";
    target_warnings: "Læg mærke til:", "Mind this:";
    target_proved: "Målet kan gemmes, som det står. Det er ikke gemt endnu.", "The target can be stored as it stands. It is not stored yet.";
    target_odd: "Målet kan gemmes, men læg mærke til det, der står herunder. Det er ikke gemt endnu.", "The target can be stored, but mind what stands below. It is not stored yet.";
    target_same: "Det er, hvad der allerede gælder.", "That is what holds already.";
    target_more: "Flere muligheder: retning, bånd, sti, tolerance, udsnit og overordnet mål", "More choices: direction, band, path, tolerance, cut and parent";
    target_prove: "Prøv uden at gemme", "Try without storing";
    target_set: "Gem målet", "Store the target";
    target_set_anyway: "Gem målet alligevel", "Store the target all the same";
    target_withdraw_heading: "Tag målet ud af kraft", "Withdraw the target";
    target_withdraw_lead: "Målet gælder så ikke mere. Dets udgaver bliver stående for den tid, hvor de gjaldt.", "The target will not hold any more. Its versions stay for the time when they held.";
    target_withdraw: "Tag ud af kraft", "Withdraw";
    target_withdraw_sure: "Målet skal ikke gælde mere", "The target is not to hold any more";
    target_withdraw_unsure: "sæt kryds ved, at målet ikke skal gælde mere", "tick that the target is not to hold any more";
    target_withdraw_failed: "Målet er ikke taget ud af kraft:", "The target is not withdrawn:";
    target_choose: "Vælg et nøgletal", "Choose an indicator";
    target_baseline: "Udgangspunkt", "Baseline";
    target_baseline_on: "Udgangspunktets dag", "Day of the baseline";
    target_baseline_said: "{value} den {date}", "{value} on {date}";
    target_deadline: "Frist", "Deadline";
    target_goal: "Mål", "Goal";
    target_owner: "Ansvarlig", "Owner";
    target_case: "Sag", "Case";
    target_meeting: "Møde", "Meeting";
    target_decided_on: "Besluttet", "Decided on";
    target_note: "Bemærkning", "Note";
    target_direction: "Retning", "Direction";
    target_direction_own: "nøgletallets egen", "the indicator’s own";
    target_direction_up: "mindst målet", "at least the goal";
    target_direction_down: "højst målet", "at most the goal";
    target_direction_band: "inden for et bånd", "within a band";
    target_goal_low: "Båndets nedre ende", "Low end of the band";
    target_goal_high: "Båndets øvre ende", "High end of the band";
    target_path: "Sti", "Path";
    target_path_linear: "jævnt fra udgangspunkt til mål", "evenly from baseline to goal";
    target_path_steps: "i trin", "in steps";
    target_path_index: "efter en prisrække", "along a price series";
    target_step: "{value} fra {date}", "{value} from {date}";
    target_steps: "Trin", "Steps";
    target_series: "Prisrække", "Price series";
    target_change: "Afstand til prisrækken", "Distance to the price series";
    target_tolerance: "Tolerance", "Tolerance";
    target_members: "Udsnit", "Cut";
    target_price: "Prisniveau", "Price level";
    target_parent: "Del af mål nr.", "Part of target no.";
    target_hint_day: "En dag eller periode: 31.12.2018, 2018-K4 eller 2018 (dens sidste dag)", "A day or a period: 2018-12-31, 2018-Q4 or 2018 (its last day)";
    target_hint_value: "I nøgletallets enhed, såsom 84,5; andele også som 70 %", "In the unit of the indicator, such as 84.5; shares also as 70%";
    target_hint_goal: "Tomt for et bånd og for en sti efter priser", "Empty for a band and for a path along prices";
    target_hint_decided: "En dag, såsom 8.10.2014", "A day, such as 2014-10-08";
    target_hint_direction: "Skal vælges, hvor nøgletallet ikke selv har en bedre side", "Must be chosen where the indicator has no better side of its own";
    target_hint_band: "Kun for et bånd", "Only for a band";
    target_hint_steps: "Første dag og værdi af hvert trin: 2016=60;2018=70", "First day and value of each step: 2016=60;2018=70";
    target_hint_series: "Kun for en sti efter priser, såsom pl", "Only for a path along prices, such as pl";
    target_hint_change: "Såsom -2 %", "Such as -2%";
    target_hint_tolerance: "Hvor langt på den forkerte side der stadig er holdt", "How far on the wrong side still counts as held";
    target_hint_members: "dimension=medlem, såsom district=Nord; tomt for hele kommunen", "dimension=member, such as district=Nord; empty for the whole municipality";
    target_hint_price: "Kun for penge: current eller fixed:2018", "Only for money: current or fixed:2018";
    target_hint_parent: "Nummeret på det mål, som dette er en del af", "The number of the target that this is a part of";

    // Imports.
    import_heading: "Seneste indlæsninger", "Latest imports";
    import_none: "Intet er indlæst endnu.", "Nothing is imported yet.";
    import_no: "Nr.", "No.";
    import_at: "Tidspunkt", "Time";
    import_table: "Tabel og fil", "Table and file";
    import_state: "Tilstand", "State";
    import_rows: "Rækker", "Rows";
    import_lost: "heraf {n} slettet siden", "of which {n} removed since";
    import_refused: "Afviste rækker", "Rows refused";
    import_issues: "Bemærkninger", "Issues";
    import_revision: "Revision", "Revision";
    import_files: "{first} og {n} andre", "{first} and {n} others";
    import_all_issues: "Gemte bemærkninger (CSV)", "Issues kept (CSV)";
    import_one: "Hele indlæsningen", "The whole import";
    import_title: "Indlæsning {n}", "Import {n}";
    import_facts: "Om indlæsningen", "About the import";
    import_actor: "Indlæst af", "Imported by";
    import_of_files: "Filer", "Files";
    import_file: "Fil", "File";
    import_bytes: "Byte", "Bytes";
    import_cut: "De første 200 er vist.", "The first 200 are shown.";
    import_no_issues: "Der er ingen bemærkninger.", "There are no issues.";
    import_bears: "Indikatorer, der læser rækkerne", "Indicators that read the rows";
    import_bears_note: "En række, der blev afvist, mangler i disse opgørelser.", "A row that was refused is missing from these readings.";
    import_bears_none: "Ingen indikator læser datasættet.", "No indicator reads the dataset.";
    state_committed: "indlæst", "imported";
    state_unchanged: "uændret", "unchanged";
    state_refused: "afvist", "refused";
    state_running: "i gang", "running";
    state_abandoned: "afbrudt", "abandoned";
    issue_line: "linje {line}", "line {line}";
    severity_error: "fejl", "error";
    severity_warning: "advarsel", "warning";
    issue_rules: "Fejl efter regel", "Faults by rule";
    issue_rule: "Regel", "Rule";
    issue_rows: "Antal", "Number";
    issue_place: "Fil, linje og kolonne", "File, line and column";
    issue_severity: "Art", "Kind";
    issue_message: "Hvad der er galt, og hvad der var ventet", "What is wrong, and what was expected";
    issue_value: "Værdi", "Value";

    // A file that is imported.
    upload_heading: "Indlæs data", "Import data";
    upload_lead: "Afprøv filen først: Alt bliver læst og kontrolleret, og intet bliver gemt.", "Try the file first: everything is read and checked, and nothing is kept.";
    upload_back: "Data", "Data";
    upload_not_read: "Filen er ikke læst.", "The file was not read.";
    upload_other_key: "Serverens nøgle til pseudonymer er en anden end den, kommunens data er indlæst med. Den, der driver serveren, skal rette det.", "The server’s key for pseudonyms is another than the one that the municipality’s data were imported with. Whoever runs the server has to put it right.";
    upload_outcome: "Hvad afprøvningen fandt", "What the trial found";
    upload_good: "kan indlæses", "can be imported";
    upload_good_lead: "{dataset}: Alle rækker kan indlæses. Intet er gemt endnu.", "{dataset}: All rows can be imported. Nothing is kept yet.";
    upload_partly_lead: "{dataset}: Filen kan indlæses uden de rækker, der er fejl i. Intet er gemt endnu.", "{dataset}: The file can be imported without the rows that have faults. Nothing is kept yet.";
    upload_refused_lead: "{dataset}: Filen kan ikke indlæses, som den er. Intet er gemt.", "{dataset}: The file cannot be imported as it is. Nothing is kept.";
    upload_total_of: "Beløb i alt", "Amounts in total";
    upload_no_amount: "for stort til at være et beløb", "too large for an amount";
    upload_more_issues: "Der er {n} bemærkninger mere.", "There are {n} more issues.";
    upload_explained: "Sådan blev de første rækker læst", "How the first rows were read";
    upload_explained_hint: "Personnumre er skjult.", "Person numbers are hidden.";
    upload_column: "Kolonne", "Column";
    upload_written: "Som skrevet i filen", "As written in the file";
    upload_value: "Læst som", "Read as";
    upload_again: "Vælg filen igen, når du går videre: Den er slettet fra serveren.", "Choose the file again when you go on: it was removed from the server.";
    upload_choose_file: "Vælg fil", "Choose a file";
    upload_choose: "Vælg et datasæt", "Choose a dataset";
    upload_own: "Kommunens egne data", "The municipality’s own data";
    upload_reports: "Indberetninger", "Reports";
    upload_kl_gateway: "Leverancer til KL Gateway", "Deliveries to KL Gateway";
    upload_published: "Offentliggjorte tal", "Published figures";
    upload_statbank: "Statistikbanken eller noegletal.dk", "StatBank or noegletal.dk";
    upload_dataset: "Datasæt", "Dataset";
    upload_source: "Kildesystem", "Source system";
    upload_source_hint: "Kun for kommunens egne data: systemet, som filen er trukket fra. canonical er Pejls eget format.", "Only for the municipality’s own data: the system that the file was taken from. canonical is Pejl’s own layout.";
    upload_no_source: "Intet", "None";
    upload_no_municipality: "Ingen", "None";
    upload_file: "Fil", "File";
    upload_file_hint: "CSV, XLSX, PX, JSON-stat eller ZIP, alt efter datasættet.", "CSV, XLSX, PX, JSON-stat or ZIP, as the dataset has it.";
    upload_more: "Flere oplysninger: periode, kontrolsum, tilladte fejl og tabel", "More: period, control total, faults allowed and table";
    upload_period: "Perioder, som filen dækker helt", "Periods that the file covers wholly";
    upload_period_hint: "For eksempel 2018-01..2018-03. Måneder uden rækker bliver tomme.", "For example 2018-01..2018-03. Months without rows become empty.";
    upload_total: "Kontrolsum", "Control total";
    upload_total_hint: "År og beløb i kroner: 2018=412.345.678,90. Flere år adskilles med semikolon.", "Year and amount in kroner: 2018=412.345.678,90. Several years are parted by semicolons.";
    upload_refused: "Rækker, der må afvises", "Rows that may be refused";
    upload_refused_hint: "Et antal som 20 eller en andel som 1 %. Er der flere, afvises hele filen.", "A number such as 20, or a share such as 1%. With more, the whole file is refused.";
    upload_table: "Statistikbankens tabel", "StatBank’s table";
    upload_table_hint: "Hvis filen ikke selv siger det: REGK31.", "Where the file does not say it itself: REGK31.";
    upload_prove: "Afprøv uden at gemme", "Try without keeping";
    upload_import: "Indlæs", "Import";
    upload_persons: "Personnumre bliver til pseudonymer, mens filen læses. Filen bliver slettet fra serveren, når den er læst.", "Person numbers become pseudonyms while the file is read. The file is removed from the server when it has been read.";
    upload_fault_dataset: "Vælg et datasæt.", "Choose a dataset.";
    upload_fault_source: "Vælg et kildesystem, som datasættet kan læses fra: {sources}.", "Choose a source system that the dataset can be read from: {sources}.";
    upload_fault_municipality: "Vælg den kommune, hvis data det er.", "Choose the municipality whose data these are.";
    upload_fault_period: "Skriv en periode, som datasættet har, for eksempel 2018-01..2018-03 eller 2018; registre har ingen.", "Write a period that the dataset has, for example 2018-01..2018-03 or 2018; registers have none.";
    upload_fault_total: "Skriv hvert år én gang med et beløb: 2018=412.345.678,90.", "Write each year once with an amount: 2018=412.345.678,90.";
    upload_fault_refused: "Skriv et antal som 20 eller en andel som 1 %.", "Write a number such as 20, or a share such as 1%.";
    upload_fault_key: "Serveren har ingen nøgle til pseudonymer for kommunen. Den, der driver serveren, skal lægge den ind.", "The server has no key for pseudonyms of the municipality. Whoever runs the server has to provide it.";
    upload_fault_file: "Vælg en fil med et navn på højst 200 tegn.", "Choose a file with a name of at most 200 characters.";
    upload_fault_unread: "Feltet bruges ikke for datasættet. Lad det stå tomt.", "The field is not used for the dataset. Leave it empty.";
    upload_fault_table: "Skriv navnet på en tabel med bogstaver og tal, for eksempel REGK31.", "Write the name of a table in letters and digits, such as REGK31.";
    upload_fault_other: "Kan ikke bruges: {field}.", "Cannot be used: {field}.";

    // The monthly report.
    reports_title: "Månedsrapport: {municipality}, {month}", "Monthly report: {municipality}, {month}";
    reports_lead: "Det, udvalg og byråd læser om en måned, som fil. Tal om få borgere er udeladt.", "What committee and council read of a month, as a file. Figures of few citizens are left out.";
    reports_choose: "Vælg rapport", "Choose a report";
    reports_month: "Måned", "Month";
    reports_release: "Udgivelse", "Release";
    reports_newest: "Nyeste tal", "Newest figures";
    reports_of_release: "Udgivelsen {name}: revision {revision}, {at}.", "The release {name}: revision {revision}, {at}.";
    reports_data: "Er data inde?", "Are the data in?";
    reports_waits_for: "Rapporten venter på data:", "The report waits for data:";
    reports_ready_note: "De data, som tavlens indikatorer bygger på, er inde; det, der aldrig er leveret, ventes der ikke på.", "The data that the indicators of the board are made of are in; what was never delivered is not waited for.";
    reports_nothing_known: "Der er ingen tal for {municipality} at rapportere om {month}.", "There is no figure of {municipality} to report for {month}.";
    reports_forced: "Rapporten laves alligevel, og begrundelsen står på forsiden:", "The report is made all the same, and the reason stands on the cover:";
    reports_reason: "Begrundelse for ikke at vente", "Reason for not waiting";
    reports_reason_hint: "Den trykkes på forsiden sammen med det, der mangler.", "It is printed on the cover with what is missing.";
    reports_force: "Lav rapporten alligevel", "Make the report all the same";
    reports_files: "Hent rapporten", "Get the report";
    reports_danish: "På dansk", "In Danish";
    reports_english: "På engelsk", "In English";
    reports_files_hint: "Alle formater har de samme tal. Det kan tage et minut at lave en PDF.", "All formats have the same figures. Making a PDF can take a minute.";
    reports_keep: "Gem rapporten", "Keep the report";
    reports_keep_hint: "Den gemmes, som den er nu, og kan hentes igen, når tallene er blevet andre. Næste rapport siger, hvilke af tallene der er ændret.", "It is kept as it is now, and can be had again when the figures have become others. The next report says which of its figures changed.";
    reports_keep_danish: "Gem på dansk", "Keep in Danish";
    reports_keep_english: "Gem på engelsk", "Keep in English";
    reports_kept: "Gemte rapporter", "Reports that were kept";
    reports_kept_files: "Filer", "Files";
    reports_kept_forced: "Ventede ikke på data:", "Did not wait for data:";
    reports_none_kept: "Ingen rapport er gemt endnu.", "No report is kept yet.";
    planned: "Rapporter, der laves af sig selv", "Reports that are made by themselves";
    planned_when: "Hvornår", "When";
    planned_next: "Næste gang", "Next";
    planned_last: "Seneste gang", "Last time";
    planned_never: "Ikke endnu", "Not yet";
    planned_at: "({at})", "({at})";
    planned_waiting: "Ikke lavet endnu, venter", "Not made yet, waits";
    planned_delivering: "Lavet, ikke leveret til alle endnu", "Made, not delivered to everybody yet";
    planned_running: "Er i gang", "Under way";
    planned_done: "Lavet og leveret", "Made and delivered";
    planned_not_made: "Ikke lavet", "Not made";
    planned_failed: "Lavet, men ikke leveret til alle", "Made, but not delivered to everybody";
    planned_skipped: "Sprunget over", "Skipped";
    planned_overtaken: "Ikke lavet, før den næste kom", "Not made before the next one came";
    planned_overtaken_made: "Lavet, men ikke leveret til alle, før den næste kom", "Made, but not delivered to everybody before the next one came";
    planned_none: "Ingen. pejl schedules add siger, hvornår en rapport laves, og hvem der får den.", "None. pejl schedules add says when a report is made, and who gets it.";
    reports_releases: "Udgivelser", "Releases";
    reports_note: "Bemærkning", "Note";
    reports_no_releases: "Intet er udgivet endnu. pejl release fastholder en revision under et navn.", "Nothing is released yet. pejl release keeps a revision under a name.";
    allowed_format: "et format, som programmet kan skrive: pdf, xlsx eller html", "a format that the program can write: pdf, xlsx or html";
    allowed_report_month: "en måned, der var begyndt, da revisionen blev lavet, for eksempel 2018-03", "a month that had begun when the revision was made, such as 2018-03";
    allowed_force: "en linje med ord på højst 500 tegn", "a line of words of at most 500 characters";

    // The accessibility statement.
    accessibility_heading: "Tilgængelighed", "Accessibility";
    accessibility_lead: "Pejls sider skal kunne bruges af alle. De er bygget efter WCAG 2.1 på niveau A og AA, som lov om tilgængelighed af offentlige organers websteder og mobilapplikationer kræver, og overholder kravene delvist; nedenfor står, hvad der mangler.", "Everybody should be able to use Pejl’s pages. They are built to WCAG 2.1 at levels A and AA, as the Danish act on the accessibility of public websites requires, and comply in part; what is missing is told below.";
    accessibility_of: "Gælder for Pejl {version}. Udarbejdet den 27. november 2026 efter egen afprøvning; den følger programmet og ændres sammen med det.", "This is about Pejl {version}. It was drawn up on 27 November 2026 after tests of our own; it is part of the program and changes with it.";
    accessibility_held: "Hvad siderne overholder", "What the pages comply with";
    accessibility_held_script: "Alle sider kan bruges fuldt ud uden script, og intet hentes fra andre steder.", "Every page is whole without script, and nothing is fetched from elsewhere.";
    accessibility_held_keys: "Alt kan nås og bruges med tastaturet, og det ses, hvor man er.", "Everything can be reached and used by keyboard, and it shows where one is.";
    accessibility_held_tips: "Det, et punkt i et diagram siger, når man peger, siges også, når man når punktet med tastaturet (piletaster, Home og End). Teksten kan der peges på, den bliver stående, til man går videre, og Escape lukker den. Uden script viser browseren den selv.", "What a point of a chart says when pointed at is also said when it is reached by keyboard (arrow keys, Home and End). The text can be pointed at, stays until one moves on, and Escape closes it. Without script the browser shows it itself.";
    accessibility_held_charts: "Hvert diagram er også fortalt i ord, og tallene bag det står i en tabel.", "Each chart is told in words too, and the figures behind it stand in a table.";
    accessibility_held_colour: "Status vises med ord og form og ikke kun med farve.", "Status is shown by word and shape, not by colour alone.";
    accessibility_held_narrow: "Siderne kan læses på en skærm, der er 320 pixel bred, uden at rulle til siden; brede tabeller ruller for sig.", "The pages can be read on a screen 320 pixels wide without scrolling sideways; wide tables scroll by themselves.";
    accessibility_held_pdf: "Månedsrapporten som PDF har tags til skærmlæsere, sprog, bogmærker og en tekst til hver figur.", "The monthly report as PDF has tags for screen readers, language, bookmarks and a text for each drawing.";
    accessibility_tested: "Sådan er det prøvet", "How it is tested";
    accessibility_tested_axe: "Siderne og de fleste af deres tilstande prøves med axe-core i en browser, hver gang programmet ændres.", "The pages and most of their states are tested with axe-core in a browser whenever the program changes.";
    accessibility_tested_keys: "I samme browser prøves bredden på 320 pixel, og de samme sider gås igennem med tabulatortasten: alle links, knapper og felter nås én gang, i rækkefølge og synligt, og siden kan forlades igen. Piletaster, Escape og pegning prøves i diagrammer over tid.", "In the same browser the width of 320 pixels is tested, and the same pages are walked through with the tab key: all links, buttons and fields are reached once, in order and visibly, and the page can be left again. Arrow keys, Escape and pointing are tested in charts over time.";
    accessibility_tested_text: "Det prøves, at teksten til et diagram siger de samme tal som dets tabel.", "It is tested that the text of a chart says the same figures as its table.";
    accessibility_lacks: "Hvad der mangler eller ikke er undersøgt", "What is missing or not known";
    accessibility_lacks_people: "Siderne er ikke prøvet af mennesker, der bruger skærmlæser eller andre hjælpemidler.", "The pages have not been tested by people who use screen readers or other aids.";
    accessibility_lacks_api: "Siden med dokumentation af API’et er et program fra en anden leverandør og er ikke prøvet.", "The page with the documentation of the API is somebody else’s program and is not tested.";
    accessibility_lacks_tables: "Brede tabeller skal rulles til siden på en smal skærm.", "Wide tables have to be scrolled sideways on a narrow screen.";
    accessibility_lacks_pdf: "PDF-filen er ikke bedømt af et uafhængigt program til PDF/UA.", "The PDF has not been judged by an independent program for PDF/UA.";
    accessibility_contact: "Er der noget, du ikke kan bruge?", "Is there something you cannot use?";
    accessibility_contact_text: "Kontakt:", "Contact:";
    accessibility_contact_none: "Skriv til kommunen. Den, der driver serveren, har ikke angivet, hvem der skal have besked.", "Write to the municipality. Whoever runs the server has not said who is to be told.";
    accessibility_authority: "Du kan klage til Digitaliseringsstyrelsen, som fører tilsyn med loven:", "You can complain to the Agency for Digital Government, which supervises the act:";

    // Nothing to show.
    empty_heading: "Der er endnu ingen tal", "There are no figures yet";
    empty_text: "Indlæs de tabeller, der skal vises, og genindlæs siden bagefter.", "Import the tables to be shown, then reload the page.";
    unusable_heading: "Ingen af de indlæste tal kan vises endnu", "None of the imported figures can be shown yet";
    unusable_text: "Der er indlæst data, men ingen udgifter efter konto. Indlæs REGK11 eller REGK31, og til beregnede nøgletal også FOLK1A.", "Data are imported, but no expenditure by account. Import REGK11 or REGK31, and for computed indicators also FOLK1A.";
    empty_import: "Filer fra Statistikbanken, som de er hentet", "Files from StatBank, as downloaded";
    empty_fetch: "Eller hent tabellerne direkte", "Or fetch the tables directly";
    empty_demo: "Eller prøv med opfundne tal", "Or try with invented figures";
    empty_data: "Se, hvad der er indlæst", "See what is imported";
    empty_reload: "Genindlæs siden", "Reload the page";

    // Errors.
    problem_parameter: "Valget kan ikke vises", "The choice cannot be shown";
    problem_parameter_one: "Et valg i adressen kan ikke bruges.", "A choice in the address cannot be used.";
    problem_parameter_many: "{n} valg i adressen kan ikke bruges.", "{n} choices in the address cannot be used.";
    problem_value: "Angivet:", "Given:";
    problem_allowed: "Brug:", "Use:";
    problem_nearest: "Mente du:", "Did you mean:";
    problem_no_value: "(intet)", "(nothing)";
    problem_not_found: "Siden findes ikke", "There is no such page";
    problem_not_found_text: "Adressen fører ikke til noget. Den kan være skrevet forkert eller være for gammel.", "The address leads nowhere. It may be mistyped or too old.";
    problem_no_revision: "Revision {revision} findes ikke i denne installation.", "There is no revision {revision} in this installation.";
    problem_method: "Siden tager ikke imod det", "The page does not take that";
    problem_method_text: "Åbn siden igen, og brug dens egne links og formularer.", "Open the page again, and use its own links and forms.";
    problem_busy: "Det tog for lang tid", "It took too long";
    problem_busy_text: "Serveren har for meget at lave lige nu. Prøv igen om lidt.", "The server has too much to do right now. Try again in a moment.";
    problem_full: "Der er for mange filer undervejs", "Too many files are under way";
    problem_full_text: "Filen er ikke læst. Prøv igen, når en af de andre er færdig.", "The file was not read. Try again when one of the others has ended.";
    problem_importing: "Indlæsningen er stadig i gang", "The import is still running";
    problem_importing_text: "Den fortsætter, til den er færdig. Siden med data viser, hvordan den ender.", "It goes on to its end. The page of data shows how it ends.";
    problem_file_too_large: "Filen er for stor", "The file is too large";
    problem_file_too_large_text: "Filer må højst fylde {megabytes} MB. Del den, for eksempel efter måned.", "Files may be at most {megabytes} MB. Divide it, for example by month.";
    problem_written: "En anden indlæser de samme data lige nu", "Somebody else is importing the same data right now";
    problem_written_text: "Intet er gemt. Prøv igen, når den anden indlæsning er færdig.", "Nothing was kept. Try again when the other import has ended.";
    problem_too_large: "Der er bedt om for meget på én gang", "Too much was asked for at once";
    problem_too_large_text: "Vælg færre år.", "Choose fewer years.";
    problem_ours: "Siden kunne ikke vises", "The page could not be shown";
    problem_ours_text: "Fejlen er vores og står i serverens log. Prøv igen om lidt.", "The fault is ours and stands in the server’s log. Try again in a moment.";
    problem_home: "Begynd forfra", "Start again";
    allowed_municipality: "navnet eller nummeret på en af de 98 kommuner, fx Hedensted eller 766", "the name or number of one of the 98 municipalities, such as Hedensted or 766";
    allowed_indicator: "et kendt nøgletal, fx F2.net_per_resident", "a known indicator, such as F2.net_per_resident";
    allowed_account: "en konto, fx 5.30.27, eller et område, fx elderly", "an account, such as 5.30.27, or an area, such as elderly";
    allowed_period: "et år, fx 2019", "a year, such as 2019";
    allowed_from: "et år før det viste, fx 2018", "a year before the one shown, such as 2018";
    allowed_group: "all, koden for en gruppe, fx SIX_CITIES, eller nearest:10 for de 10, der ligner mest", "all, the code of a group, such as SIX_CITIES, or nearest:10 for the 10 most alike";
    allowed_price: "current, eller fixed:2018 med et år, der er pris- og lønsatser for", "current, or fixed:2018 with a year that there are price and wage rates for";
    allowed_reading: "en af nøgletallets aflæsninger, fx median_days", "one of the indicator’s readings, such as median_days";
    allowed_grain: "year, half, quarter eller month, som nøgletallet opgøres for", "year, half, quarter or month, as the indicator is computed for";
    allowed_by: "en af de dimensioner, nøgletallet kan fordeles på, fx age_band", "one of the dimensions that the indicator can be split by, such as age_band";
    allowed_sort: "rank, name, change eller share, med - foran for omvendt", "rank, name, change or share, with - in front for the reverse";
    allowed_revision: "nummeret på en revision, og ikke sammen med as_known_at", "the number of a revision, and not together with as_known_at";
    allowed_as_known_at: "et tidspunkt, fx 2018-03-31T22:00:00Z, og ikke sammen med revision", "an instant, such as 2018-03-31T22:00:00Z, and not together with revision";
    allowed_lang: "da eller en", "da or en";
    allowed_form: "en formular fra denne side, sendt helt, med hvert felt én gang", "a form of this page, sent whole, with each field once";
    allowed_query: "højst 4.096 tegn, kodet som UTF-8", "at most 4,096 characters, encoded as UTF-8";
    allowed_per_cent: "en ændring i procent fra -100 til 1000, for borgere og næste års priser til 100, fx -2,5", "a change in per cent from -100 to 1000, of residents and next year’s prices to 100, such as -2.5";
    allowed_month: "en måned fra 1 til 12, eller whole for hele året", "a month from 1 to 12, or whole for the whole year";
    allowed_frame: "corrected eller original", "corrected or original";
    allowed_amount: "hele kroner over nul, fx 352.000.000", "whole kroner above zero, such as 352,000,000";
    allowed_bridge: "O5.3, en af dens ydelser, fx O5.1.temporary_net, eller et område, fx 5.30", "O5.3, a service of it, such as O5.1.temporary_net, or an area, such as 5.30";
    allowed_period_or_quarter: "et år eller et kvartal, fx 2018 eller 2018-Q3", "a year or a quarter, such as 2018 or 2018-Q3";
    allowed_grain_of_courses: "year eller quarter", "year or quarter";
    allowed_curve: "return, conclusion eller duration", "return, conclusion or duration";
    allowed_other: "en anden værdi", "another value";
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn both_languages_have_every_text_with_the_same_names() {
        assert_eq!(pejl_wording::table_faults(ALL), [] as [String; 0]);
    }

    #[test]
    fn every_text_is_used() {
        let sources: String = [
            include_str!("../templates/accessibility.html"),
            include_str!("../templates/base.html"),
            include_str!("../templates/comparison.html"),
            include_str!("../templates/data.html"),
            include_str!("../templates/empty.html"),
            include_str!("../templates/finance.html"),
            include_str!("../templates/import.html"),
            include_str!("../templates/indicator.html"),
            include_str!("../templates/overview.html"),
            include_str!("../templates/parts.html"),
            include_str!("../templates/problem.html"),
            include_str!("../templates/target-entry.html"),
            include_str!("../templates/target.html"),
            include_str!("../templates/targets.html"),
            include_str!("../templates/upload.html"),
            include_str!("accessibility.rs"),
            include_str!("../templates/rehabilitation.html"),
            include_str!("../templates/reports.html"),
            include_str!("reports/kept.rs"),
            include_str!("reports/planned.rs"),
            include_str!("reports/view.rs"),
            include_str!("comparison/card.rs"),
            include_str!("comparison/charts.rs"),
            include_str!("comparison/downloads.rs"),
            include_str!("comparison/figures.rs"),
            include_str!("comparison/form.rs"),
            include_str!("comparison/nearest.rs"),
            include_str!("comparison/notices.rs"),
            include_str!("comparison/potential.rs"),
            include_str!("comparison/rows.rs"),
            include_str!("comparison/spread.rs"),
            include_str!("comparison/turned.rs"),
            include_str!("comparison/view.rs"),
            include_str!("data.rs"),
            include_str!("data/fresh.rs"),
            include_str!("data/imports.rs"),
            include_str!("cut.rs"),
            include_str!("targets/change.rs"),
            include_str!("data/issues.rs"),
            include_str!("data/one.rs"),
            include_str!("definition.rs"),
            include_str!("downloads.rs"),
            include_str!("form.rs"),
            include_str!("indicator/breakdown.rs"),
            include_str!("bridge.rs"),
            include_str!("finance/areas.rs"),
            include_str!("finance/chart.rs"),
            include_str!("finance/view.rs"),
            include_str!("finance/what_if.rs"),
            include_str!("indicator/card.rs"),
            include_str!("indicator/comments.rs"),
            include_str!("indicator/figures.rs"),
            include_str!("indicator/lineage.rs"),
            include_str!("indicator/pair.rs"),
            include_str!("indicator/position.rs"),
            include_str!("indicator/trend.rs"),
            include_str!("indicator/view.rs"),
            include_str!("overview/since.rs"),
            include_str!("overview/view.rs"),
            include_str!("member.rs"),
            include_str!("part.rs"),
            include_str!("pinned.rs"),
            include_str!("problem.rs"),
            include_str!("rehabilitation/cells.rs"),
            include_str!("rehabilitation/courses.rs"),
            include_str!("rehabilitation/curve.rs"),
            include_str!("rehabilitation/view.rs"),
            include_str!("render.rs"),
            include_str!("targets/entry.rs"),
            include_str!("targets/list.rs"),
            include_str!("targets/one.rs"),
            include_str!("upload.rs"),
            include_str!("upload/entry.rs"),
            include_str!("upload/outcome.rs"),
        ]
        .concat();
        for (key, _, _) in ALL {
            let is_used = sources
                .match_indices(&format!(".{key}"))
                .any(|(at, found)| {
                    let behind = sources
                        .get(at + found.len()..)
                        .and_then(|rest| rest.chars().next())
                        .unwrap();
                    !behind.is_ascii_alphanumeric() && behind != '_'
                });
            assert!(is_used, "{key}");
        }
    }
}
