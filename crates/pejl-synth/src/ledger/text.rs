//! Texts of postings: Danish, with letters outside ASCII, and some with the delimiter and quotes in them.

/// What a posting says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    MonthlyPay,
    Pension,
    EveningPay,
    WeekendPay,
    HolidayPay,
    ExtraPay,
    Invoice(u64),
    InvoiceWithNote(u64),
    Device(u64),
    PlaceBought(u64),
    PlaceSold,
    HelpBought(u64),
    MealPayment,
    RentPayment,
    Rent,
    Refund(u64),
    RefundAdjusted,
    Correction(u64),
    PerCitizen,
    Construction(u64),
    Resent(u64),
}

/// What stands before and after the number of each text; a text that must be quoted is written quoted.
pub(crate) const TEMPLATES: [(&str, &str); 21] = [
    ("Månedsløn", ""),
    ("Pensionsbidrag", ""),
    ("Aften- og nattillæg", ""),
    ("Weekend- og søgnehelligdagstillæg", ""),
    ("Feriegodtgørelse", ""),
    ("Særydelser", ""),
    ("Faktura ", ""),
    ("\"Faktura ", "; vikar, aften og nat\""),
    ("\"Hjælpemiddel \"\"rollator\"\", ordre ", "\""),
    ("Køb af plads, faktura ", ""),
    ("Salg af plads til anden kommune", ""),
    ("Privat leverandør, afregning ", ""),
    ("Egenbetaling, madservice", ""),
    ("Egenbetaling, botilbud", ""),
    ("Husleje, ældreboliger", ""),
    ("Central refusion, ", ". kvartal"),
    ("Central refusion, regulering", ""),
    ("Omposteret fra bilag ", ""),
    ("Fordeling på borger", ""),
    ("Ombygning, rate ", ""),
    ("Efterpostering ", ""),
];

impl Text {
    /// The position of its template, and its number.
    pub(crate) const fn parts(self) -> (usize, Option<u64>) {
        match self {
            Self::MonthlyPay => (0, None),
            Self::Pension => (1, None),
            Self::EveningPay => (2, None),
            Self::WeekendPay => (3, None),
            Self::HolidayPay => (4, None),
            Self::ExtraPay => (5, None),
            Self::Invoice(number) => (6, Some(number)),
            Self::InvoiceWithNote(number) => (7, Some(number)),
            Self::Device(number) => (8, Some(number)),
            Self::PlaceBought(number) => (9, Some(number)),
            Self::PlaceSold => (10, None),
            Self::HelpBought(number) => (11, Some(number)),
            Self::MealPayment => (12, None),
            Self::RentPayment => (13, None),
            Self::Rent => (14, None),
            Self::Refund(quarter) => (15, Some(quarter)),
            Self::RefundAdjusted => (16, None),
            Self::Correction(document) => (17, Some(document)),
            Self::PerCitizen => (18, None),
            Self::Construction(number) => (19, Some(number)),
            Self::Resent(number) => (20, Some(number)),
        }
    }

    /// Whether the posting is an invoice, which may be booked wrongly and corrected.
    pub(crate) const fn is_invoice(self) -> bool {
        matches!(
            self,
            Self::Invoice(_)
                | Self::InvoiceWithNote(_)
                | Self::PlaceBought(_)
                | Self::HelpBought(_)
        )
    }
}
