//! What a client prefers: the headers `Accept` and `Accept-Language`.

/// Returns what the header names, the most wanted first; what has the weight 0 is left out.
///
/// Of two with the same weight the one named first comes first. A weight that cannot be read is 1.
pub fn by_preference(header: &str) -> Vec<&str> {
    let mut found: Vec<(f32, &str)> = header
        .split(',')
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().filter(|name| !name.is_empty())?;
            let weight = parts
                .find_map(|part| part.strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0_f32);
            (weight > 0.0).then_some((weight, name))
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: &[&str]) {
        assert_eq!(by_preference(header), expected, "{header}");
    }

    #[test]
    fn the_most_wanted_comes_first_and_the_unwanted_not_at_all() {
        check("en;q=0.3, da;q=0.9", &["da", "en"]);
        check("da;q=0, en", &["en"]);
        check("text/csv;header=present;q=0.5,*/*", &["*/*", "text/csv"]);
        check("da,en", &["da", "en"]);
        check("da;q=NaN, ,en;q=x", &["en"]);
    }
}
