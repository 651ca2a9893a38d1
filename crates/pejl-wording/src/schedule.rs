//! What became of a scheduled report: why its run is where it is, and where its files and letters are.

use pejl_app::schedules::{Delivery, DeliveryKind, DeliveryState, Reason, Run};
use pejl_domain::Lang;

use crate::figure::sentence;
use crate::table::fill;
use crate::words::{Texts, texts};

/// Why a run is where it is, and what of it was not delivered, a line each; none of a run that is done.
pub fn run_lines(run: &Run, deliveries: &[Delivery], lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let reason = run.reason.iter().flat_map(|reason| match reason {
        Reason::Lacks { da, en } => match lang {
            Lang::Da => da.clone(),
            Lang::En => en.clone(),
        },
        Reason::Elsewhere { folder, mail } => elsewhere(t, (*folder, *mail)),
        // An earlier release kept what it said of several deliveries as one text.
        Reason::Told { said } => said.lines().map(|line| quoted(t, line)).collect(),
        other => vec![sentence(&reason_text(t, other))],
    });
    let is_open = |one: &&Delivery| one.state != DeliveryState::Delivered;
    let deliveries = deliveries.iter().filter(is_open);
    reason
        .chain(deliveries.map(|one| delivery_line(t, one)))
        .collect()
}

/// Why a delivery is where it is; empty where there is nothing to say.
pub fn delivery_reason(one: &Delivery, lang: Lang) -> String {
    let reason = one.reason.as_ref();
    reason.map_or_else(String::new, |reason| reason_text(texts(lang), reason))
}

/// What is delivered, where it is, and why.
fn delivery_line(t: &Texts, one: &Delivery) -> String {
    let what = match one.kind {
        DeliveryKind::Folder => t.delivery_file,
        DeliveryKind::Mail => t.delivery_letter,
    };
    let state = match one.state {
        DeliveryState::Pending => t.delivery_pending,
        DeliveryState::Sending => t.delivery_sending,
        DeliveryState::Delivered => t.delivery_delivered,
        DeliveryState::Refused => t.delivery_refused,
        DeliveryState::Unknown => t.delivery_unknown,
    };
    let what = fill(what, &[("target", &one.target)]);
    let said = [("what", what.as_str()), ("state", state)];
    match &one.reason {
        None => fill(t.delivery_line, &said),
        Some(reason) => {
            let [what, state] = said;
            let why = reason_text(t, reason);
            fill(t.delivery_line_why, &[what, state, ("why", &why)])
        }
    }
}

/// A reason as part of a sentence.
fn reason_text(t: &Texts, reason: &Reason) -> String {
    let (text, said) = match reason {
        Reason::Lacks { .. } => (t.reason_lacks, ""),
        Reason::NothingKnown => (t.reason_nothing_known, ""),
        Reason::NotBegun => (t.reason_not_begun, ""),
        Reason::Failed { said } => (t.reason_failed, said.as_str()),
        Reason::Panicked => (t.reason_panicked, ""),
        Reason::Lost => (t.reason_lost, ""),
        Reason::Restored => (t.reason_restored, ""),
        Reason::Elsewhere { folder, mail } => return elsewhere(t, (*folder, *mail)).join(" "),
        Reason::NoServer { said } => (t.reason_no_server, said.as_str()),
        Reason::NoAnswer { said } => (t.reason_no_answer, said.as_str()),
        Reason::Answered { said } => (t.reason_answered, said.as_str()),
        Reason::Interrupted => (t.reason_interrupted, ""),
        Reason::Unwritten { said } => (t.reason_unwritten, said.as_str()),
        Reason::Taken { name } => (t.reason_taken, name.as_str()),
        Reason::NoFolder { said } => (t.reason_no_folder, said.as_str()),
        Reason::Unread { said } => (t.reason_unread, said.as_str()),
        Reason::Told { said } => return quoted(t, said),
    };
    fill(text, &[("said", said)])
}

fn quoted(t: &Texts, said: &str) -> String {
    fill(t.reason_told, &[("said", said)])
}

/// What a run waits for that its process has not the means for.
fn elsewhere(t: &Texts, (folder, mail): (bool, bool)) -> Vec<String> {
    let folder = folder.then(|| t.reason_elsewhere_folder.to_owned());
    let mail = mail.then(|| t.reason_elsewhere_mail.to_owned());
    folder.into_iter().chain(mail).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use pejl_app::schedules::RunState;

    use super::*;

    fn run(reason: Option<Reason>) -> Run {
        Run {
            id: 1,
            schedule: 1,
            nominal: "2018-04-09T06:00".to_owned(),
            month: Some("2018-03".to_owned()),
            state: RunState::Waiting,
            n_attempts: 1,
            next_try_at: None,
            report: None,
            reason,
            planned_at: DateTime::UNIX_EPOCH,
            finished_at: None,
        }
    }

    fn delivery(kind: DeliveryKind, state: DeliveryState, reason: Option<Reason>) -> Delivery {
        let target = match kind {
            DeliveryKind::Folder => "pdf",
            DeliveryKind::Mail => "a@b.dk",
        };
        Delivery {
            id: 1,
            run: 1,
            kind,
            target: target.to_owned(),
            state,
            message_id: String::new(),
            n_attempts: 1,
            reason,
            changed_at: DateTime::UNIX_EPOCH,
            next_try_at: None,
        }
    }

    #[track_caller]
    fn check(run: &Run, deliveries: &[Delivery], lang: Lang, expected: &[&str]) {
        assert_eq!(run_lines(run, deliveries, lang), expected);
    }

    #[test]
    fn why_a_run_waits_is_said_in_the_language_of_the_reader() {
        let lacks = run(Some(Reason::Lacks {
            da: vec!["mangler".to_owned()],
            en: vec!["lacks".to_owned(), "more".to_owned()],
        }));
        check(&lacks, &[], Lang::Da, &["mangler"]);
        check(&lacks, &[], Lang::En, &["lacks", "more"]);
        let not_begun = run(Some(Reason::NotBegun));
        let da = "Intet er indlæst, siden måneden begyndte.";
        check(&not_begun, &[], Lang::Da, &[da]);
        let en = "Nothing was imported since the month began.";
        check(&not_begun, &[], Lang::En, &[en]);
        check(&run(None), &[], Lang::Da, &[]);
    }

    #[test]
    fn what_was_not_delivered_is_named_with_its_reason_and_a_servers_words_are_quoted() {
        let deliveries = [
            delivery(DeliveryKind::Folder, DeliveryState::Delivered, None),
            delivery(DeliveryKind::Folder, DeliveryState::Pending, None),
            delivery(
                DeliveryKind::Mail,
                DeliveryState::Refused,
                Some(Reason::Answered {
                    said: "nobody {state}".to_owned(),
                }),
            ),
            delivery(
                DeliveryKind::Mail,
                DeliveryState::Unknown,
                Some(Reason::Interrupted),
            ),
        ];
        let da = [
            "Fil til mappen (pdf): venter",
            "Brev til a@b.dk: ikke leveret; mailserveren svarede “nobody {state}”",
            "Brev til a@b.dk: det vides ikke, om det blev sendt; processen standsede, mens brevet blev sendt",
        ];
        check(&run(None), &deliveries, Lang::Da, &da);
        let en = [
            "File for the folder (pdf): waits",
            "Letter to a@b.dk: not delivered; the mail server answered “nobody {state}”",
            "Letter to a@b.dk: it is not known whether it was sent; the process ended while it was being sent",
        ];
        check(&run(None), &deliveries, Lang::En, &en);
    }
}
