//! People of the Agent API → the desk's. Part of `wire`.

use parlor_agent_protocol as api;

use crate::state::news::{Page, Person};

pub(super) fn people(users: Vec<api::User>) -> Vec<Person> {
    users.into_iter().map(person).filter(|person| !person.id.is_empty()).collect()
}

pub(super) fn person(user: api::User) -> Person {
    match user {
        api::User::Agent(told) => agent(told),
        api::User::Customer(told) => customer(*told),
    }
}

pub(super) fn agent(told: api::user::Agent) -> Person {
    Person {
        id: told.id,
        is_agent: true,
        name: Some(told.name).filter(|name| !name.is_empty()),
        email: told.email,
        present: Some(told.present),
        on_duty: told.routing_status.map(|status| status == api::user::RoutingStatus::AcceptingChats),
        last_seen: told.last_seen_timestamp,
        ..Person::default()
    }
}

pub(super) fn customer(told: api::user::Customer) -> Person {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let visit = told.last_visit.unwrap_or_default();
    Person {
        id: told.id,
        name: filled(told.name),
        email: filled(told.email),
        present: told.present,
        last_seen: told.last_seen_timestamp,
        fields: told.fields,
        pages: visit
            .last_pages
            .into_iter()
            .filter(|page| !page.url.is_empty())
            .map(|page| Page { url: page.url, title: page.title })
            .collect(),
        referrer: filled(visit.referrer),
        ..Person::default()
    }
}
