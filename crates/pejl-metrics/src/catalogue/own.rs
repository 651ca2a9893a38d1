//! Cards of a municipality's own, beside those of the program and in their place.

use std::collections::BTreeSet;

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
    /// together anew, and what was taken out for want of it is back.
    pub fn put(&mut self, own: Indicator) {
        self.unusable.retain(|one| one.code != own.code);
        match self.indicators.iter_mut().find(|one| one.code == own.code) {
            Some(known) => *known = own,
            None => self.indicators.push(own),
        }
        let dependent = |one: &mut Unusable| one.dependent.is_some();
        let held: Vec<Unusable> = self.unusable.extract_if(.., dependent).collect();
        let codes: BTreeSet<String> = held.iter().map(|one| one.code.clone()).collect();
        let held = held.into_iter().filter_map(|one| one.dependent);
        self.indicators.extend(held.map(|one| *one));
        composite::resolve_again(&mut self.indicators);
        self.take_out_lacking(|one| codes.contains(&one.code));
    }

    /// Takes the indicator of a card that cannot be used out, so that no other is taken for it, and all that is made of its
    /// readings: by another definition it would be another figure under the same name.
    pub fn put_unusable(&mut self, card: Unusable) {
        self.indicators.retain(|one| one.code != card.code);
        self.unusable.retain(|one| one.code != card.code);
        self.unusable.push(card);
        composite::resolve_again(&mut self.indicators);
        self.take_out_lacking(|_| true);
    }

    /// Takes out, of some indicators, those made of readings that there are not, and those made of these.
    fn take_out_lacking(&mut self, is_looked_at: impl Fn(&Indicator) -> bool) {
        loop {
            let mut all = self.indicators.iter().enumerate();
            let found = all.find_map(|(no, one)| {
                let fault = is_looked_at(one).then(|| composite::lacking(self, one))?;
                Some((no, fault?))
            });
            let Some((no, fault)) = found else {
                return;
            };
            let one = self.indicators.remove(no);
            self.unusable.retain(|other| other.code != one.code);
            self.unusable.push(Unusable {
                code: one.code.clone(),
                definition_version: one.definition_version,
                fault,
                dependent: Some(Box::new(one)),
            });
            composite::resolve_again(&mut self.indicators);
        }
    }

    /// Takes out what is made of readings that there are not, whatever they lack for.
    pub fn take_out_what_lacks(&mut self) {
        self.take_out_lacking(|_| true);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// The codes of what is taken out of the catalogue where one card is unusable, and why.
    fn taken_out(code: &str) -> (Catalogue, Vec<(String, String)>) {
        let mut all = Catalogue::clone(catalogue());
        all.put_unusable(Unusable::new(code, 7, "it is of the future"));
        let told = all.unusable.iter();
        let told = told.map(|one| (one.code.clone(), one.fault.clone()));
        let told = told.collect();
        (all, told)
    }

    #[test]
    fn what_is_made_of_an_unusable_card_is_unusable_too() {
        for (code, needed, dependent) in [
            ("O3.3", "O3.3.self_reliant_endings", "E2a"),
            ("O3.2", "O3.2.hours_gained", "E2a"),
            ("O5.1", "O5.1.long_term_net", "O5.3"),
        ] {
            let (mut all, told) = taken_out(code);
            let fault = format!(
                "it needs `{needed}`, and the card of `{code}` cannot be used: it is of the future"
            );
            let expected = [
                (code.to_owned(), "it is of the future".to_owned()),
                (dependent.to_owned(), fault),
            ];
            assert_eq!(told, expected);
            assert!(all.find_indicator(dependent).is_none());
            // Once the card can be used again, so can what is made of it.
            all.put(catalogue().find_indicator(code).unwrap().clone());
            assert_eq!(all.unusable, []);
            let found = all.find_indicator(dependent).unwrap();
            assert_eq!(Some(found), catalogue().find_indicator(dependent));
        }
    }

    #[test]
    fn what_is_made_of_what_is_made_of_an_unusable_card_is_unusable_too() {
        let index = include_str!("../../cards/O5.3.toml")
            .replace("code = \"O5.3\"", "code = \"HED5\"")
            .replace("code = \"price_index\"", "code = \"gain_index\"")
            .replace("\"price_index\"", "\"gain_index\"");
        let start = index.find("components = [").unwrap();
        let end = start + index[start..].find(']').unwrap() + 1;
        let mut index = index;
        index.replace_range(start..end, "components = [\"E2a.calculated_gain\"]");
        let mut all = with_own_cards(&[("HED5.toml", &index)]).unwrap();
        all.put_unusable(Unusable::new("O3.3", 7, "it is of the future"));
        let codes: Vec<&str> = all.unusable.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["O3.3", "E2a", "HED5"]);
        // Another card in the place of one that lacks nothing brings none of them back.
        all.put(catalogue().find_indicator("O3.1").unwrap().clone());
        assert_eq!(all.unusable.len(), 3);
        all.put(catalogue().find_indicator("O3.3").unwrap().clone());
        assert_eq!(all.unusable, []);
        assert!(all.find_reading("gain_index").is_some());
    }
}
