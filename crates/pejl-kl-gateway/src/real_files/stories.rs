//! The state after each story, value by value as `expected.json` has it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Examples, Story};
use crate::guide::Profile;
use crate::history::{Known, View};
use crate::identity::ResourceType;
use crate::project::{
    Assessment, Course, CourseType, Grant, Score, assessments, courses, deliveries, goals, grants,
    waiting,
};
use crate::resource::{Condition, Contact, Observation, Referral, Resource};
use crate::testing::day;
use crate::version::{Change, Version};

/// What every story is asked for.
struct Told<'t> {
    story: &'t Story<'t>,
    view: View<'t>,
}

impl Told<'_> {
    fn grants(&self) -> Vec<Grant> {
        grants(&self.view, self.story.codes, &self.story.settings())
    }

    fn courses(&self) -> Vec<Course> {
        courses(&self.view, self.story.codes, &self.story.settings())
    }

    fn assessments(&self) -> Vec<Assessment> {
        assessments(&self.view, self.story.codes, &self.story.settings())
    }

    fn display(&self, coding: Option<&crate::Coding>) -> String {
        let found = coding.and_then(|coding| self.story.codes.find(coding, day("2024-01-01")));
        found
            .map(|found| found.entry.display_da.clone())
            .unwrap_or_default()
    }

    fn of(&self, profile: Profile) -> Vec<&Version> {
        self.view
            .current()
            .filter(|version| version.profile == profile)
            .collect()
    }

    fn conditions(&self, list: crate::ListKind) -> Vec<&Condition> {
        let all = self.of(Profile::Condition).into_iter();
        let all = all.filter_map(|version| match &version.resource {
            Resource::Condition(condition) => Some(condition),
            _ => None,
        });
        all.filter(|condition| {
            let code = condition.code.code.as_ref().unwrap();
            let found = self.story.codes.find(code, day("2024-01-01"));
            found.is_some_and(|found| found.entry.list == list)
        })
        .collect()
    }

    fn contacts(&self) -> Vec<&Contact> {
        let all = self.of(Profile::Contact).into_iter();
        all.filter_map(|version| match &version.resource {
            Resource::Contact(contact) => Some(contact),
            _ => None,
        })
        .collect()
    }

    fn observations(&self, profile: Profile) -> Vec<&Observation> {
        let all = self.of(profile).into_iter();
        all.filter_map(|version| match &version.resource {
            Resource::Observation(observation) => Some(observation),
            _ => None,
        })
        .collect()
    }

    fn referrals(&self) -> Vec<&Referral> {
        let all = self.of(Profile::Referral).into_iter();
        all.filter_map(|version| match &version.resource {
            Resource::Referral(referral) => Some(referral),
            _ => None,
        })
        .collect()
    }

    /// First and last level of each condition of home care, by its name.
    fn levels(&self) -> BTreeMap<String, (u8, u8)> {
        let mut levels: BTreeMap<String, (u8, u8)> = BTreeMap::new();
        for row in self.assessments() {
            if let Some(points) = row.score.and_then(Score::points) {
                let level = levels
                    .entry(row.domain_da.unwrap())
                    .or_insert((points, points));
                level.1 = points;
            }
        }
        levels
    }

    fn check_levels(&self, first: bool) {
        let levels = self.levels();
        let last: BTreeMap<_, _> = levels
            .iter()
            .map(|(name, (_, last))| (name, last))
            .collect();
        self.story.check("levels_last", json!(last));
        if first {
            let first: BTreeMap<_, _> = levels
                .iter()
                .map(|(name, (first, _))| (name, first))
                .collect();
            self.story.check("levels_first", json!(first));
            let count = |is: &dyn Fn(&u8, &u8) -> bool| {
                levels
                    .values()
                    .filter(|(first, last)| is(last, first))
                    .count()
            };
            self.story
                .check("improved", count(&|last, first| last < first));
            self.story
                .check("same", count(&|last, first| last == first));
            self.story
                .check("worse", count(&|last, first| last > first));
            self.story.check(
                "sum_first",
                levels
                    .values()
                    .map(|(first, _)| u32::from(*first))
                    .sum::<u32>(),
            );
            self.story.check(
                "sum_last",
                levels
                    .values()
                    .map(|(_, last)| u32::from(*last))
                    .sum::<u32>(),
            );
        }
    }

    fn check_grants(&self, active_on: &str) {
        let grants = self.grants();
        self.story.check("interventions_total", grants.len());
        let mut ended: Vec<_> = grants
            .iter()
            .filter(|grant| grant.has_ended)
            .map(row)
            .collect();
        self.sort_as("interventions_ended", &mut ended);
        self.story.check("interventions_ended", ended);
        let active: Vec<_> = grants
            .iter()
            .filter(|grant| grant.is_active_on(day(active_on)))
            .collect();
        let name = format!("interventions_active_on_{active_on}");
        if self.story.expected[&name].is_array() {
            let rows: Vec<Value> = active
                .iter()
                .map(|grant| json!([grant.display_da, grant.paragraph]))
                .collect();
            self.story.check(&name, rows);
        } else {
            self.story.check(&name, active.len());
        }
    }

    /// Follow-ups by day: what is expected names each day and result once.
    fn check_follow_ups(&self) {
        let mut found: Vec<(NaiveDate, String)> = self
            .observations(Profile::FollowUp)
            .into_iter()
            .map(|observation| {
                let code = observation.value.code.as_ref().unwrap();
                let found = self.story.codes.find(code, day("2024-01-01")).unwrap();
                let result = found
                    .entry
                    .legacy_code
                    .clone()
                    .or_else(|| found.entry.meaning.clone());
                (observation.effective.unwrap().day(), result.unwrap())
            })
            .collect();
        found.sort();
        let found: Vec<Value> = found
            .into_iter()
            .map(|(day, result)| json!([day, result]))
            .collect();
        self.story.check("follow_ups", found);
    }

    fn check_next_follow_up(&self) {
        let next: Vec<_> = self
            .grants()
            .iter()
            .filter_map(|grant| grant.follow_up_date)
            .collect();
        let next = next
            .into_iter()
            .filter(|day| *day >= self.story.settings().as_of)
            .min();
        self.story.check("next_follow_up", json!(next));
    }

    /// Rows in the order in which they are expected, so that what is left over fails the comparison.
    fn sort_as(&self, name: &str, rows: &mut [Value]) {
        let expected = self.story.expected[name]
            .as_array()
            .cloned()
            .unwrap_or_default();
        rows.sort_by_key(|row| {
            let place = expected.iter().position(|expected| expected == row);
            (place.unwrap_or(usize::MAX), row.to_string())
        });
    }
}

fn row(grant: &Grant) -> Value {
    json!([grant.display_da, grant.valid_from, grant.valid_to])
}

#[track_caller]
fn tell(name: &str, check: impl FnOnce(&Told<'_>)) {
    let Some(examples) = Examples::find() else {
        return;
    };
    let story = examples.story(name);
    let history = story.history();
    let told = Told {
        story: &story,
        view: history.view(Known::Latest),
    };
    check(&told);
}

#[test]
fn every_story_has_as_many_resources_and_versions() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let stories = examples.stories();
    assert_eq!(stories.len(), 7);
    for story in stories {
        let history = story.history();
        let versions = history.versions();
        story.check(
            "entries_read",
            story
                .reports
                .iter()
                .map(|report| report.n_entries)
                .sum::<usize>(),
        );
        story.check("distinct_versions", versions.len());
        let view = history.view(Known::Latest);
        story.check("distinct_resources", view.chains().count());
        let quality = crate::quality::assess(&view, story.codes, &story.settings());
        story.check("persons", quality.n_persons);
    }
}

#[test]
fn classic_jens_hansen() {
    tell("classic-jens-hansen", |told| {
        let story = told.story;
        story.check(
            "home_care_conditions",
            told.conditions(crate::ListKind::HomecareConditions).len(),
        );
        told.check_levels(true);
        told.check_grants("2021-02-26");
        check_83a(told);
        story.check("goals_distinct", told.of(Profile::Goal).len());
        let of_goals = told
            .view
            .chains()
            .filter(|(key, _)| key.resource_type == ResourceType::Goal);
        let n_updated = of_goals
            .filter(|(_, chain)| chain.versions().len() > 1)
            .count();
        assert_eq!(n_updated, 7, "{}", story.expected["goal_style"]);
        told.check_follow_ups();
        told.check_next_follow_up();
        let minutes = deliveries(&told.view, story.codes, &story.settings())
            .iter()
            .find_map(|delivery| delivery.minutes);
        story.check("delivered_minutes", json!(minutes));
    });
}

fn check_83a(told: &Told<'_>) {
    let grants = told.grants();
    let active = grants.iter().filter(|grant| {
        grant.paragraph.as_deref() == Some("SEL-83a") && grant.is_active_on(day("2021-02-26"))
    });
    told.story.check("of_which_sel_83a", active.count());
    let courses = told.courses();
    let of_83a: Vec<_> = courses
        .iter()
        .filter(|course| course.course_type == CourseType::Rehabilitation)
        .collect();
    let [course] = of_83a.as_slice() else {
        panic!("{of_83a:?}")
    };
    told.story.check("sel_83a_start", course.start.to_string());
}

#[test]
fn new_jens_hansen() {
    tell("new-jens-hansen", |told| {
        let story = told.story;
        story.check(
            "home_care_conditions",
            told.conditions(crate::ListKind::HomecareConditions).len(),
        );
        told.check_levels(true);
        told.check_grants("2021-02-26");
        check_83a(told);
        told.check_follow_ups();
        told.check_next_follow_up();
        let goals = goals(&told.view, story.codes, &story.settings());
        story.check("goals_distinct", goals.len());
        let points = |is_current: bool| -> BTreeMap<String, u8> {
            let some = goals.iter().filter(|goal| goal.is_current == is_current);
            some.map(|goal| {
                (
                    goal.domain_da.clone().unwrap(),
                    goal.target.level.unwrap().points().unwrap(),
                )
            })
            .collect()
        };
        story.check("current_goals", json!(points(true)));
        story.check("first_plan_goals", json!(points(false)));
        let levels = told.levels();
        let met = points(false)
            .iter()
            .filter(|(name, goal)| levels[*name].1 <= **goal)
            .count();
        story.check("first_plan_goals_met_at_last", met);
        let rows = deliveries(&told.view, story.codes, &story.settings());
        story.check("delivery_contacts", rows.len());
        story.check(
            "delivered_minutes",
            rows.iter().filter_map(|row| row.minutes).sum::<i64>(),
        );
        let wrong = rows
            .iter()
            .map(|row| row.minutes.unwrap() * i64::try_from(row.plans.len()).unwrap());
        story.check(
            "delivered_minutes_if_wrongly_counted_per_intervention",
            wrong.sum::<i64>(),
        );
        let held = told
            .contacts()
            .into_iter()
            .filter(|contact| contact.status == "finished")
            .count();
        story.check("planned_follow_up_contacts_finished", held - rows.len());
    });
}

#[test]
fn new_peter_olsen() {
    tell("new-peter-olsen", |told| {
        let story = told.story;
        let nursing = told.conditions(crate::ListKind::NursingConditions);
        story.check("nursing_conditions", nursing.len());
        let inactive = nursing
            .iter()
            .filter(|condition| condition.clinical_status.as_deref() == Some("inactive"));
        story.check("nursing_conditions_inactive_at_end", inactive.count());
        story.check(
            "home_care_conditions",
            told.conditions(crate::ListKind::HomecareConditions).len(),
        );
        told.check_levels(false);
        let goals = goals(&told.view, story.codes, &story.settings());
        let current = goals.iter().filter(|goal| goal.is_current);
        let current: BTreeMap<_, _> = current
            .map(|goal| (&goal.domain_da, goal.target.level.unwrap().points()))
            .map(|(name, points)| (name.clone().unwrap(), points))
            .collect();
        story.check("current_goals", json!(current));
        story.check(
            "unplanned_completed_interventions",
            told.of(Profile::Unplanned).len(),
        );
        told.check_grants("2021-02-18");
        let interest = told.observations(Profile::MatterOfInterest);
        story.check("matter_of_interest", interest.len());
        let not_relevant = interest
            .iter()
            .filter(|observation| told.display(observation.value.code.as_ref()) == "Ikke relevant");
        story.check("matter_of_interest_not_relevant", not_relevant.count());
        told.check_follow_ups();
        told.check_next_follow_up();
    });
}

#[test]
fn classic_peter_olsen() {
    tell("classic-peter-olsen", |told| {
        told.check_follow_ups();
        told.story.check(
            "citizens_own_observations",
            told.observations(Profile::OwnObservation).len(),
        );
        let quality = crate::quality::assess(&told.view, told.story.codes, &told.story.settings());
        // A quirk of the source: an intervention has another code when it is closed, and another is over without a day.
        assert_eq!(
            (quality.n_code_changes, quality.n_ended_without_end),
            (1, 1)
        );
    });
}

#[test]
fn rehab140_ruddi() {
    tell("rehab140-ruddi", |told| {
        let story = told.story;
        let waiting = waiting(&told.view, story.codes, &story.settings());
        let [waiting] = waiting.as_slice() else {
            panic!("{waiting:?}")
        };
        story.check("referral_received", json!(waiting.listed));
        let types: Vec<_> = waiting
            .categories
            .iter()
            .map(|coding| told.display(Some(coding)))
            .collect();
        story.check("referral_types", types);
        story.check("discharge", json!(waiting.discharged));
        story.check("first_contact_offered", json!(waiting.offered));
        story.check("days_discharge_to_offer", json!(waiting.days_to_offer()));
        story.check(
            "within_seven_days",
            waiting.days_to_offer().is_some_and(|days| days <= 7),
        );
        let courses = told.courses();
        story.check("courses_valid", courses.len());
        let course = &courses[0];
        let Some(Resource::Plan(plan)) = told
            .view
            .get(&course.origin.key)
            .map(|version| &version.resource)
        else {
            panic!()
        };
        story.check(
            "course",
            json!({
                "start": course.start,
                "end": course.end,
                "days": course.length_days(),
                "ended_how": plan.activity_status,
                "end_reason": told.display(course.end_reason_code.as_ref()),
            }),
        );
        let mut rows: Vec<_> = told.grants().iter().map(row).collect();
        told.sort_as("interventions_valid", &mut rows);
        story.check("interventions_valid", rows);
        let mut voided: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, chain) in told.view.chains() {
            let n = chain
                .versions()
                .iter()
                .filter(|version| {
                    matches!(
                        version.change,
                        Change::Void {
                            taken_back: Some(_)
                        }
                    )
                })
                .count();
            if n > 0 {
                *voided.entry(key.resource_type.as_str()).or_default() += n;
            }
        }
        story.check("voided_as_error", json!(voided));
        let contacts = deliveries(&told.view, story.codes, &story.settings());
        story.check("contacts_finished_in_files", contacts.len());
        story.check(
            "contact_minutes_in_files",
            contacts.iter().filter_map(|row| row.minutes).sum::<i64>(),
        );
        story.check("functional_levels", told.assessments().len());
        let out_of_focus = told
            .conditions(crate::ListKind::TrainingConditions)
            .into_iter()
            .filter(|condition| {
                !condition.is_in_focus && condition.clinical_status.as_deref() == Some("active")
            });
        story.check(
            "conditions_out_of_focus_but_still_active",
            out_of_focus.count(),
        );
    });
}

#[test]
fn ffb_boerge() {
    tell("ffb-boerge", |told| {
        let story = told.story;
        let case = told.referrals()[0].case_number.clone();
        story.check("case_number", case);
        story.check("themes_total", told.of(Profile::Condition).len());
        story.check(
            "target_group_conditions",
            told.of(Profile::TargetGroup).len(),
        );
        let rows = told.assessments();
        let mut levels: BTreeMap<String, u8> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.domain.is_some()) {
            levels.insert(
                row.domain_da.clone().unwrap(),
                row.score.unwrap().points().unwrap(),
            );
        }
        story.check("themes_with_level", levels.len());
        story.check("levels", json!(levels));
        let mut need: Vec<_> = rows
            .iter()
            .filter(|row| row.domain.is_none())
            .map(|row| json!([row.date, row.score.unwrap().points()]))
            .collect();
        told.sort_as("support_need", &mut need);
        story.check("support_need", need);
        let mut found: Vec<Value> = goals(&told.view, story.codes, &story.settings())
            .iter()
            .map(|goal| {
                let name = match goal.target.goal_type.unwrap() {
                    pejl_domain::care::GoalType::Develop => "Udvikle",
                    pejl_domain::care::GoalType::Maintain => "Fastholde",
                    pejl_domain::care::GoalType::LimitLoss => "Begrænse tab",
                };
                json!([name, goal.domain_da, goal.target.level.unwrap().points()])
            })
            .collect();
        told.sort_as("goals", &mut found);
        story.check("goals", found);
        let mut efforts: Vec<Value> = told
            .courses()
            .iter()
            .map(|course| {
                assert_eq!(course.course_type, CourseType::Effort);
                json!([course.offer_da, course.start, course.end])
            })
            .collect();
        told.sort_as("efforts", &mut efforts);
        story.check("efforts", efforts);
        let grants = told.grants();
        let mut services: Vec<_> = grants.iter().map(row).collect();
        told.sort_as("services", &mut services);
        story.check("services", services);
        let still_active = grants.iter().filter(|grant| {
            let Some(Resource::Plan(plan)) = told
                .view
                .get(&grant.origin.key)
                .map(|version| &version.resource)
            else {
                panic!()
            };
            grant.valid_to.is_some() && plan.status == "active"
        });
        story.check(
            "services_with_end_date_but_status_active",
            still_active.count(),
        );
        told.check_follow_ups();
    });
}

#[test]
fn prevention119_bruno() {
    tell("prevention119-bruno", |told| {
        told.story.check("referrals", told.referrals().len());
    });
}
