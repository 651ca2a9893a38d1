//! The cards that are part of the program.

/// The cards, each with its file name, in the order in which indicators are listed.
pub(super) const CARDS: [(&str, &str); 51] = [
    ("F1.toml", include_str!("../../cards/F1.toml")),
    ("F2.toml", include_str!("../../cards/F2.toml")),
    ("F3.toml", include_str!("../../cards/F3.toml")),
    ("C1.toml", include_str!("../../cards/C1.toml")),
    ("C2.toml", include_str!("../../cards/C2.toml")),
    ("W1.1.toml", include_str!("../../cards/W1.1.toml")),
    ("W1.2.toml", include_str!("../../cards/W1.2.toml")),
    ("W1.3.toml", include_str!("../../cards/W1.3.toml")),
    ("W2.1.toml", include_str!("../../cards/W2.1.toml")),
    ("W2.2.toml", include_str!("../../cards/W2.2.toml")),
    ("W2.3.toml", include_str!("../../cards/W2.3.toml")),
    ("W3.1.toml", include_str!("../../cards/W3.1.toml")),
    ("W3.2.toml", include_str!("../../cards/W3.2.toml")),
    ("W3.3.toml", include_str!("../../cards/W3.3.toml")),
    ("O1.1.toml", include_str!("../../cards/O1.1.toml")),
    ("O1.2.toml", include_str!("../../cards/O1.2.toml")),
    ("O2.1.toml", include_str!("../../cards/O2.1.toml")),
    ("O2.2.toml", include_str!("../../cards/O2.2.toml")),
    ("O3.0.toml", include_str!("../../cards/O3.0.toml")),
    ("O3.1.toml", include_str!("../../cards/O3.1.toml")),
    ("O3.2.toml", include_str!("../../cards/O3.2.toml")),
    ("O3.3.toml", include_str!("../../cards/O3.3.toml")),
    ("O4.0.toml", include_str!("../../cards/O4.0.toml")),
    ("O4.1.toml", include_str!("../../cards/O4.1.toml")),
    ("O4.2.toml", include_str!("../../cards/O4.2.toml")),
    ("O4.3.toml", include_str!("../../cards/O4.3.toml")),
    ("O5.0.toml", include_str!("../../cards/O5.0.toml")),
    ("O5.1.toml", include_str!("../../cards/O5.1.toml")),
    ("O5.2.toml", include_str!("../../cards/O5.2.toml")),
    ("O5.3.toml", include_str!("../../cards/O5.3.toml")),
    ("O6.1.toml", include_str!("../../cards/O6.1.toml")),
    ("O6.2.toml", include_str!("../../cards/O6.2.toml")),
    ("O6.3.toml", include_str!("../../cards/O6.3.toml")),
    ("O7.1.toml", include_str!("../../cards/O7.1.toml")),
    ("O7.2.toml", include_str!("../../cards/O7.2.toml")),
    ("O7.3.toml", include_str!("../../cards/O7.3.toml")),
    ("E1.1.toml", include_str!("../../cards/E1.1.toml")),
    ("E1.2.toml", include_str!("../../cards/E1.2.toml")),
    ("E2a.toml", include_str!("../../cards/E2a.toml")),
    ("E2b.toml", include_str!("../../cards/E2b.toml")),
    ("E2c.toml", include_str!("../../cards/E2c.toml")),
    ("E2d.toml", include_str!("../../cards/E2d.toml")),
    ("E2e.toml", include_str!("../../cards/E2e.toml")),
    ("E2f.toml", include_str!("../../cards/E2f.toml")),
    ("Q1.toml", include_str!("../../cards/Q1.toml")),
    ("Q2.toml", include_str!("../../cards/Q2.toml")),
    ("Q3.toml", include_str!("../../cards/Q3.toml")),
    ("Q4.toml", include_str!("../../cards/Q4.toml")),
    ("R1.toml", include_str!("../../cards/R1.toml")),
    ("R2.toml", include_str!("../../cards/R2.toml")),
    ("Q5.toml", include_str!("../../cards/Q5.toml")),
];

/// The tables of residents.
pub(super) const POPULATION: &str = include_str!("../../cards/population.toml");

/// The conditions and lists that cards are made of.
pub(super) const PARTS: &str = include_str!("../../cards/parts.toml");

/// The council's pejlemærker.
pub(super) const PEJLEMAERKER: &str = include_str!("../../cards/pejlemaerker.toml");

/// How old data may be.
pub(super) const FRESHNESS: &str = include_str!("../../cards/freshness.toml");
