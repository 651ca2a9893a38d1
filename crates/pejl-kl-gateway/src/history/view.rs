//! How things were, as far as was known.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Chains;
use crate::identity::{Organisation, ResourceKey};
use crate::resource::Resource;
use crate::version::{Chain, Version};

/// What a reference points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointed<'v> {
    /// A resource that is there.
    Present(&'v Version),
    /// A resource that was reported and taken back: it never existed, and what points at it is kept.
    TakenBack,
    /// A resource that was not reported.
    Missing,
}

/// The versions that were known at some time.
#[derive(Debug, Clone)]
pub struct View<'h> {
    chains: Cow<'h, Chains>,
    /// Citizens that were reported by mistake and have no record.
    mistaken: BTreeSet<(Organisation, String)>,
}

impl<'h> View<'h> {
    pub(super) fn new(chains: Cow<'h, Chains>) -> Self {
        let citizens = chains.values().filter_map(Chain::current);
        let mistaken = citizens.filter(
            |version| matches!(&version.resource, Resource::Citizen(citizen) if !citizen.active),
        );
        let mistaken =
            mistaken.map(|version| (version.key.organisation.clone(), version.person_key.clone()));
        Self {
            mistaken: mistaken.collect(),
            chains,
        }
    }

    /// The versions of every resource, in the order of its key.
    pub fn chains(&self) -> impl Iterator<Item = (&ResourceKey, &Chain)> {
        self.chains.iter()
    }

    /// The versions of a resource.
    #[must_use]
    pub fn chain(&self, key: &ResourceKey) -> Option<&Chain> {
        self.chains.get(key)
    }

    /// Resources as they are, in the order of their key; without those of citizens that were reported by mistake.
    pub fn current(&self) -> impl Iterator<Item = &Version> {
        let all = self.chains.values().filter_map(Chain::current);
        all.filter(|version| !self.is_mistaken(version))
    }

    /// Chains of resources that are there, each with how the resource is.
    pub(crate) fn present(&self) -> impl Iterator<Item = (&Chain, &Version)> {
        let all = self
            .chains
            .values()
            .filter_map(|chain| Some((chain, chain.current()?)));
        all.filter(|(_, version)| !self.is_mistaken(version))
    }

    fn is_mistaken(&self, version: &Version) -> bool {
        // A set that is nearly always empty is not worth two copies of texts per resource.
        !self.mistaken.is_empty()
            && self
                .mistaken
                .contains(&(version.key.organisation.clone(), version.person_key.clone()))
    }

    /// What a key points at.
    #[must_use]
    pub fn point(&self, key: &ResourceKey) -> Pointed<'_> {
        match self.chains.get(key) {
            None => Pointed::Missing,
            Some(chain) => chain.current().map_or(Pointed::TakenBack, Pointed::Present),
        }
    }

    /// The resource a key points at.
    pub(crate) fn get(&self, key: &ResourceKey) -> Option<&Version> {
        match self.point(key) {
            Pointed::Present(version) => Some(version),
            Pointed::TakenBack | Pointed::Missing => None,
        }
    }
}
