//! The command that gives the figures of a page again.

/// Who a page is for: anybody.
const ROLE: &str = "viewer";

/// A command of the program with its parameters, as a shell reads it: `pejl frame --municipality=766 --price=-2 --role=viewer`.
///
/// The role is the one that a page is made for, as the command line would else show small numbers too.
/// Every value is one that a page has read and written again, so that none needs quoting but by its spaces.
pub(crate) fn command(name: &str, parameters: &[(&str, String)]) -> String {
    let options = parameters.iter().map(|(name, value)| {
        let name = name.replace('_', "-");
        format!(" --{name}={value}")
    });
    let options: String = options.collect();
    format!("pejl {name}{options} --role={ROLE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_options_with_their_values() {
        let parameters = [
            ("municipality", "766".to_owned()),
            ("price_change", "-2.5".to_owned()),
        ];
        assert_eq!(
            command("frame", &parameters),
            "pejl frame --municipality=766 --price-change=-2.5 --role=viewer"
        );
    }
}
