//! A call that is asked for at a launch point of its own (`callbackAppId`): one Request Chat there, beside the visitor's
//! chat. Called by the chat's part for the page's own form.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise};
use parlor_protocol::{
    paths::{CHATS, Query},
    request::RequestChat,
};
use parlor_session::{Millis, effect::Method, input::Outcome};
use wasm_bindgen::JsValue;

use super::{
    page_form::PageForm,
    values::{call, object, text},
};
use crate::{
    setup::Setup,
    shell::http::{self, Center, Order, Sent},
};

const PATIENCE: Millis = Millis::seconds(30);

pub(super) struct Caller {
    /// The number that the page knows already.
    pub(super) phone: Option<String>,
    center: Option<Center>,
    path: String,
    from: Option<String>,
    emit: Function,
    /// One at a time.
    sent: Rc<RefCell<Option<Sent>>>,
}

impl Caller {
    /// `app_id` is that of the other launch point, where there is one.
    pub(super) fn new(setup: &Setup, app_id: Option<String>, emit: Function) -> Self {
        // As the same visitor.
        let there = |app_id| Setup { app_id, client_id: Some(setup.client_id()), ..setup.clone() }.center();
        Self {
            phone: setup.phone_number.clone(),
            center: app_id.map(there),
            path: Query::of_tenant(&setup.tenant_url).behind(CHATS),
            from: setup.from.clone(),
            emit,
            sent: Rc::default(),
        }
    }

    pub(super) fn has_own_app(&self) -> bool {
        self.center.is_some()
    }

    /// The form is marked as sent once the contact center has taken it; else the page's script hears why not.
    pub(super) fn call(&self, phone: String, parameters: Vec<(String, String)>, form: PageForm) -> Promise {
        let done = Promise::resolve(&JsValue::UNDEFINED);
        let Some(center) = self.center.as_ref().filter(|_| self.sent.borrow().is_none()) else { return done };
        let request =
            RequestChat { phone_number: Some(phone), from: self.from.clone(), parameters, initial_message: None };
        let order = Order {
            method: Method::Post,
            path: &self.path,
            body: Some(request.encode()),
            keepalive: false,
            patience: Some(PATIENCE),
        };
        let (open, emit) = (Rc::clone(&self.sent), self.emit.clone());
        let sent = http::send(center, &order, move |outcome| {
            // Dropped outside of the borrow: dropping it may call back.
            let over = open.borrow_mut().take();
            drop(over);
            match outcome {
                Outcome::Answer { status: 200..=299, .. } => form.mark_sent(),
                Outcome::Answer { .. } | Outcome::NoAnswer => {
                    let message = text("the call could not be asked for");
                    call(&emit, "error", &object(&[("code", text("not-available")), ("message", message)]));
                }
            }
        });
        *self.sent.borrow_mut() = Some(sent);
        done
    }
}
