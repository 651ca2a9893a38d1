//! What must be known beside a curve, in words.

use crate::records::followed::{Departures, Kind};
use crate::text::Text;

fn text(da: &str, en: &str) -> Text {
    Text {
        da: da.to_owned(),
        en: en.to_owned(),
    }
}

/// Returns what stands beside curves of a kind: who is followed, from when, what the event is, and how other ends count.
pub fn notes(kind: Kind, is_coarse: bool, departures: Departures) -> Vec<Text> {
    let mut notes = vec![who(kind)];
    notes.push(text(
        "Kurven er Kaplan-Meier: andelen uden hændelsen, når død, fraflytning og andre afslutninger kun tæller, så længe der blev fulgt. \
Årsagernes andele er Aalen-Johansen: den andel, som hver af dem faktisk har afsluttet; sammen med andelen uden nogen af dem giver de 100 %.",
        "The curve is Kaplan–Meier: the share without the event, where death, moving away and other ends count for as long as they were \
followed. The shares of the causes are Aalen–Johansen: what each has in fact ended; with the share without any they are 100% together.",
    ));
    match departures {
        Departures::Known => {}
        Departures::Until(day) => notes.push(Text {
            da: format!(
                "Hændelser (død og fraflytning) er kun indlæst til og med {day} uden hul; de, der døde eller flyttede senere, ser ud, som om de \
klarer sig."
            ),
            en: format!(
                "Events (death and moving away) are imported only until {day} without a gap; those who died or moved later look as if they \
managed."
            ),
        }),
        Departures::Unknown => notes.push(text(
            "Hændelser (død og fraflytning) er ikke indlæst fra periodens første måned; døde og fraflyttede kan se ud, som om de klarer sig.",
            "Events (death and moving away) are not imported from the first month of the period on; the dead and moved may look as if they \
managed.",
        )),
    }
    if is_coarse {
        notes.push(text(
            "Dage er lagt sammen: der vises kun dage, hvor antallet siden den forrige er nul eller af mindst så mange personer, som kræves, og \
alt andet er beregnet af de viste antal. Af dem, der ikke følges længere siden den forrige viste dag, regnes halvdelen med på dagen. \
Medianen er den første viste dag og ikke den nøjagtige.",
            "Days are put together: only days are shown on which the number since the one before is zero or of at least the persons required, \
and all else is computed of the numbers shown. Of those followed no longer since the day shown before, half count on the day. The \
median is the first day shown and not the exact one.",
        ));
    }
    notes
}

fn who(kind: Kind) -> Text {
    match kind {
        Kind::Return => text(
            "Fulgt er forløb, der endte med et resultat i perioden, fra slutdagen, når borgeren ikke har hjælp dagen efter. Hændelsen er en ny \
bevilling, som i O4.2. Der følges til den sidste dag, bevillinger er indlæst for.",
            "Followed are courses that ended with a result in the period, from their last day, where the citizen has no help on the day after. \
The event is a new grant, as in O4.2. They are followed to the last day for which grants are imported.",
        ),
        Kind::Conclusion => text(
            "Fulgt er afslutninger i perioden, som O4.2 tæller dem: al hjælp er endt, og de sidste bevillinger endte selvhjulpen eller med mindre \
hjælp. Hændelsen er en ny bevilling.",
            "Followed are conclusions in the period as O4.2 counts them: all help has ended, and the last grants ended self-reliant or with less \
help. The event is a new grant.",
        ),
        Kind::Duration => text(
            "Fulgt er forløb startet i perioden, fra startdagen til 183 dage efter perioden. Hændelsen er en afslutning med et resultat, som i \
O3.1; andre afslutninger og forløb i gang tæller, så længe de blev fulgt.",
            "Followed are courses that started in the period, from their first day until 183 days after the period. The event is an end with a \
result, as in O3.1; other ends and courses under way count for as long as they were followed.",
        ),
    }
}
