//! Cards of a municipality's own, beside those of the program and in their place.

use super::{CardError, Catalogue, Indicator, Unusable, catalogue, composite, raw};

/// Reads one card, beside the parts of the program.
///
/// # Errors
/// It is not of the expected shape, with the field at fault.
pub fn read_card(file: &str, text: &str) -> Result<Indicator, CardError> {
    raw::indicator(file, text, &catalogue().parts)
}

/// The indicators of the program with cards of a municipality's own, which take the place of those with their code.
///
/// # Errors
/// At the first card that is not of the expected shape.
pub fn with_own_cards(cards: &[(&str, &str)]) -> Result<Catalogue, CardError> {
    let mut all = Catalogue::clone(catalogue());
    for (file, text) in cards {
        all.put(read_card(file, text)?);
    }
    Ok(all)
}

impl Catalogue {
    /// Puts an indicator in the place of that with its code, or after the others. What is put together from others is put
    /// together anew.
    pub fn put(&mut self, own: Indicator) {
        self.unusable.retain(|one| one.code != own.code);
        match self.indicators.iter_mut().find(|one| one.code == own.code) {
            Some(known) => *known = own,
            None => self.indicators.push(own),
        }
        composite::resolve_again(&mut self.indicators);
    }

    /// Takes the indicator of a card that cannot be used out, so that no other is taken for it.
    pub fn put_unusable(&mut self, card: Unusable) {
        self.indicators.retain(|one| one.code != card.code);
        self.unusable.retain(|one| one.code != card.code);
        self.unusable.push(card);
    }
}
