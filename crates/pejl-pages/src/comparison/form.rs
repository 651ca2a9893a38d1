//! The form: every choice with what can be chosen, in one GET so that its address is the page.

use std::collections::BTreeSet;

use pejl_app::reference::GroupEntry;
use pejl_domain::area::municipalities;
use pejl_domain::group::ALL;
use pejl_domain::{Period, PriceLevel};

use super::against::Against;
use super::figures::{Figures, reading_code};
use super::sort::Sort;
use crate::account::AccountList;
use crate::form::{Field, Form, Hidden, Item, List, municipality, one_list};
use crate::link::COMPARISON;
use crate::texts::{Texts, fill, texts};
use crate::wording;

/// The form with what is shown chosen in it.
pub(crate) fn form(figures: &Figures) -> Form {
    let choice = &figures.choice;
    let t = texts(choice.seen.lang);
    let fields = vec![
        municipality(t.form_municipality, choice.seen.own, choice.seen.lang),
        Field {
            name: "filter.function",
            label: t.form_account,
            lists: account(figures, t),
        },
        Field {
            name: "indicator",
            label: t.form_indicator,
            lists: indicator(figures, t),
        },
        Field {
            name: "period",
            label: t.form_period,
            lists: period(figures, t),
        },
        Field {
            name: "from",
            label: t.form_from,
            lists: from(figures, t),
        },
        Field {
            name: "group",
            label: t.form_group,
            lists: group(figures, t),
        },
        Field {
            name: "price",
            label: t.form_price,
            lists: price(figures),
        },
    ];
    let sort = (choice.sort != Sort::default()).then(|| choice.sort.text());
    let hidden = Hidden::language(choice.seen.lang)
        .into_iter()
        .chain(sort.map(|sort| Hidden::new("sort", sort)))
        .chain(Hidden::revision(
            choice.seen.is_pinned,
            choice.seen.head.revision,
        ));
    Form {
        action: COMPARISON,
        label: t.form,
        is_live: true,
        fields,
        hidden: hidden.collect(),
    }
}

fn indicator(figures: &Figures, t: &Texts) -> Vec<List> {
    let choice = &figures.choice;
    let readings = figures.offer.readings();
    let readings = readings.filter(|reading| reading.is_of_accounts());
    let item = |reading: &std::sync::Arc<pejl_app::Reading>| {
        let name = reading.name.to_lang(choice.seen.lang);
        let has_data = figures.offer.has(reading);
        let label = if has_data {
            name.to_owned()
        } else {
            fill(t.form_no_data, &[("name", name)])
        };
        let selected = reading.code == choice.reading.code;
        Item {
            disabled: !has_data && !selected,
            ..Item::new(reading_code(reading), label, selected)
        }
    };
    one_list(readings.map(item).collect())
}

fn account(figures: &Figures, t: &Texts) -> Vec<List> {
    let choice = &figures.choice;
    let mut accounts = figures.offer.accounts();
    if !accounts.contains(&choice.account) {
        accounts.push(choice.account.clone());
    }
    let label_of = |list| match list {
        AccountList::Areas => t.form_areas,
        AccountList::MainAccounts => t.form_main_accounts,
        AccountList::MainFunctions => t.form_main_functions,
        AccountList::Functions => t.form_functions,
    };
    let items = |list| -> Vec<Item> {
        let inside = accounts.iter().filter(|account| account.list() == list);
        inside
            .map(|account| {
                let name = account.label(choice.seen.lang);
                let covered = figures.offer.covers(&choice.reading, account);
                let label = if covered {
                    name
                } else {
                    fill(t.form_no_data, &[("name", &name)])
                };
                Item::new(account.code(), label, *account == choice.account)
            })
            .collect()
    };
    AccountList::ALL
        .into_iter()
        .map(|list| List {
            label: Some(label_of(list)),
            items: items(list),
        })
        .filter(|list| !list.items.is_empty())
        .collect()
}

fn period(figures: &Figures, t: &Texts) -> Vec<List> {
    let choice = &figures.choice;
    let mut items: Vec<Item> = figures
        .years
        .iter()
        .rev()
        .map(|year| Item::new(year.to_string(), year.to_string(), *year == choice.period))
        .collect();
    if !figures.years.contains(&choice.period) {
        let year = choice.period.to_string();
        items.insert(
            0,
            Item::new(&year, fill(t.form_no_data, &[("name", &year)]), true),
        );
    }
    one_list(items)
}

fn from(figures: &Figures, t: &Texts) -> Vec<List> {
    let choice = &figures.choice;
    let earlier = figures
        .years
        .iter()
        .copied()
        .filter(|year| *year < choice.period);
    let years: BTreeSet<Period> = earlier.chain(choice.from).collect();
    let none = Item::new("", t.form_from_none, choice.from.is_none());
    let year = |year: &Period| {
        Item::new(
            year.to_string(),
            year.to_string(),
            Some(*year) == choice.from,
        )
    };
    one_list(
        std::iter::once(none)
            .chain(years.iter().rev().map(year))
            .collect(),
    )
}

fn group(figures: &Figures, t: &Texts) -> Vec<List> {
    let (groups, choice) = (&figures.groups, &figures.choice);
    let chosen = choice.group.code();
    let item = |code: &str, name: &str| {
        let value = if code == ALL { "all" } else { code };
        Item::new(value, name, value == chosen)
    };
    // The groups come in families that their codes begin with.
    let families = [
        ("STATBANK_", t.form_group_statbank),
        ("REGION_", t.form_group_regions),
        ("LANDSDEL_", t.form_group_provinces),
    ];
    let of_family = |prefix: &str| -> Vec<Item> {
        groups
            .iter()
            .filter(|group| group.code.starts_with(prefix))
            .map(|group| item(group.code, group.name))
            .collect()
    };
    let is_other = |group: &&GroupEntry| {
        group.code != ALL
            && !families
                .iter()
                .any(|(prefix, _)| group.code.starts_with(prefix))
    };
    let all = fill(
        t.form_group_all,
        &[("n", &municipalities().len().to_string())],
    );
    let mut lists = vec![List {
        label: None,
        items: vec![item(ALL, &all), nearest(figures, t)],
    }];
    lists.extend(families.into_iter().map(|(prefix, label)| List {
        label: Some(label),
        items: of_family(prefix),
    }));
    let others = groups
        .iter()
        .filter(is_other)
        .map(|group| item(group.code, group.name))
        .collect();
    lists.push(List {
        label: Some(t.form_group_others),
        items: others,
    });
    // A group that no longer holds may still be asked for by an old link.
    if !lists
        .iter()
        .flat_map(|list| &list.items)
        .any(|item| item.selected)
    {
        let name = choice.group.group().map(|one| one.name(choice.seen.lang));
        lists.push(List {
            label: None,
            items: vec![Item::new(&chosen, name.unwrap_or(&chosen), true)],
        });
    }
    lists.retain(|list| !list.items.is_empty());
    lists
}

/// The nearest: as many as are chosen, or as many as are offered.
fn nearest(figures: &Figures, t: &Texts) -> Item {
    let chosen = figures.choice.group;
    let (n, is_chosen) = match chosen {
        Against::Nearest(n) => (n, true),
        Against::Group(_) => (Against::OFFERED, false),
    };
    let name = fill(t.form_group_nearest, &[("n", &n.to_string())]);
    let label = match figures.has_nearest {
        true => name,
        false => fill(t.form_no_data, &[("name", &name)]),
    };
    Item {
        disabled: !figures.has_nearest && !is_chosen,
        ..Item::new(Against::Nearest(n).code(), label, is_chosen)
    }
}

fn price(figures: &Figures) -> Vec<List> {
    let choice = &figures.choice;
    let mut levels = vec![PriceLevel::Current];
    levels.extend(
        figures
            .offer
            .price_years()
            .into_iter()
            .map(|base_year| PriceLevel::Fixed { base_year }),
    );
    if !levels.contains(&choice.price) {
        levels.push(choice.price);
    }
    let item = |level: &PriceLevel| {
        Item::new(
            level.to_string(),
            wording::price_level(*level, choice.seen.lang),
            *level == choice.price,
        )
    };
    one_list(levels.iter().map(item).collect())
}
