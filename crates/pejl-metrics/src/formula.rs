//! Formulas as cards write them: `hours * cost / delivered * weeks - spent * measured / ended`.
//!
//! ```text
//! formula = product { ( "+" | "-" ) product }
//! product = name { ( "*" | "/" ) name }
//! ```
//! A product is taken from left to right.

/// Products that are added up, or taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// The products, in order.
    pub products: Vec<Product>,
}

/// Named numbers multiplied with and divided by each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Whether it is taken off.
    pub is_subtracted: bool,
    /// The names, in order; the first is no divisor.
    pub factors: Vec<Factor>,
}

/// A named number in a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Its name.
    pub name: String,
    /// Whether it divides.
    pub is_divisor: bool,
}

impl Formula {
    /// Reads a formula; what stands where something else was expected is the error.
    ///
    /// # Errors
    /// Two names or two signs beside each other, or another character.
    ///
    /// # Example
    /// ```
    /// use pejl_metrics::formula::Formula;
    /// let formula = Formula::parse("hours * price - cost")?;
    /// assert_eq!(formula.names().collect::<Vec<_>>(), ["hours", "price", "cost"]);
    /// assert_eq!(Formula::parse("hours price").unwrap_err(), "price");
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let mut products = Vec::new();
        let mut product = Product {
            is_subtracted: false,
            factors: vec![factor(words.next(), false)?],
        };
        while let Some(sign) = words.next() {
            match sign {
                "*" | "/" => product.factors.push(factor(words.next(), sign == "/")?),
                "+" | "-" => {
                    let next = Product {
                        is_subtracted: sign == "-",
                        factors: vec![factor(words.next(), false)?],
                    };
                    products.push(std::mem::replace(&mut product, next));
                }
                other => return Err(other.to_owned()),
            }
        }
        products.push(product);
        Ok(Self { products })
    }

    /// The names in it, as often as they stand there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let factors = self.products.iter().flat_map(|product| &product.factors);
        factors.map(|factor| factor.name.as_str())
    }
}

fn factor(word: Option<&str>, is_divisor: bool) -> Result<Factor, String> {
    let word = word.unwrap_or_default();
    let is_name = word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    match is_name {
        true => Ok(Factor {
            name: word.to_owned(),
            is_divisor,
        }),
        false => Err(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_names_take_turns() {
        for (text, fault) in [
            ("", ""),
            ("a +", ""),
            ("a b", "b"),
            ("a * / b", "/"),
            ("a - 2", "2"),
            ("A", "A"),
            ("a*b", "a*b"),
        ] {
            assert_eq!(Formula::parse(text), Err(fault.to_owned()), "{text}");
        }
        let formula = Formula::parse("a / b * c - d + e");
        let told = formula.map(|formula| {
            let products = formula.products.iter().map(|product| {
                let factors = product.factors.iter();
                let factors = factors.map(|one| (one.name.clone(), one.is_divisor));
                (product.is_subtracted, factors.collect::<Vec<_>>())
            });
            products.collect::<Vec<_>>()
        });
        let name = |name: &str| name.to_owned();
        assert_eq!(
            told,
            Ok(vec![
                (
                    false,
                    vec![(name("a"), false), (name("b"), true), (name("c"), false)]
                ),
                (true, vec![(name("d"), false)]),
                (false, vec![(name("e"), false)]),
            ])
        );
    }
}
