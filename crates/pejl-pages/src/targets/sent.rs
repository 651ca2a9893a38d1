//! What the forms of targets send.

use actix_web::{HttpRequest, web};
use pejl_app::targets::{Draft, FIELDS};
use pejl_domain::Lang;

use crate::posted::Posted;
use crate::problem::PageError;

/// What is to be done with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It is proved, and not stored.
    Prove,
    /// It is stored.
    Set,
    /// The target is withdrawn.
    Withdraw,
}

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent(Posted);

impl Sent {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// As [`Posted::read`].
    pub(super) async fn read(
        request: &HttpRequest,
        payload: web::Payload,
    ) -> Result<Self, PageError> {
        Posted::read(request, payload).await.map(Self)
    }

    fn text(&self, name: &str) -> &str {
        self.0.text(name)
    }

    /// What is to be done with it; it is proved alone unless it says that it is to be stored.
    pub(super) fn wanted(&self) -> Wanted {
        match self.text("do") {
            "set" => Wanted::Set,
            "withdraw" => Wanted::Withdraw,
            _ => Wanted::Prove,
        }
    }

    /// Whether the reader has seen what is odd in these fields, and wants it so.
    pub(super) fn has_seen(&self, odd: &str) -> bool {
        self.text("seen") == odd
    }

    /// The version that is to be withdrawn, where the reader says that it is to be so; none without that word.
    pub(super) fn sure_of(&self) -> Option<i32> {
        let is_sure = !self.text("sure").is_empty();
        self.text("version").parse().ok().filter(|_| is_sure)
    }

    /// The target that it says, with numbers as the language writes them.
    pub(super) fn draft(&self, lang: Lang) -> Draft {
        let mut draft = Draft::written_in(lang);
        for field in FIELDS {
            draft.put(field.name, self.text(field.name));
        }
        draft
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_form_says_what_the_target_is_to_be() {
        let sent =
            Sent(Posted::parse("goal=70+%25&owner=%C3%86ldrechefen&do=set&seen=goal").unwrap());
        let draft = sent.draft(Lang::Da);
        assert_eq!(draft.get("goal"), Some("70 %"));
        assert_eq!(draft.get("owner"), Some("Ældrechefen"));
        assert_eq!(sent.wanted(), Wanted::Set);
        assert!(sent.has_seen("goal") && !sent.has_seen("deadline"));
    }

    #[test]
    fn what_does_not_say_that_it_is_to_be_stored_is_not() {
        for text in ["", "do=", "do=Set", "do=prove", "goal=1"] {
            let sent = Sent(Posted::parse(text).unwrap());
            assert_eq!(sent.wanted(), Wanted::Prove, "{text}");
        }
    }
}
