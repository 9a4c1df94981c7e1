//! The chat's part as the loader sees it: starts it, carries the page's calls to the runtime and brings back promises,
//! and carries words between it and the loader.

use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use parlor_session::{
    Intent,
    effect::Settled,
    input::{CallWish, Cobrowsing},
    view::Phase,
};
use parlor_ui::gone;
#[cfg(feature = "chat")]
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortSignal, HtmlElement};

use super::{
    PARAMETERS,
    caller::Caller,
    elements, forms, host_events, locale,
    page_form::{Answers, PageForm},
    parameters, setup,
    values::{call, count, failure, get, number, object, refused, text},
    vendor::{Callback, Vendor},
};
use crate::{
    app::App,
    handles,
    runtime::{Done, Gesture, Handover, Told, Wish, Word},
    shell::{
        location::{self, Unlocated},
        page,
    },
};

/// The chat window on the page.
#[cfg_attr(feature = "chat", wasm_bindgen)]
pub struct ChatPart {
    app: App,
    caller: Caller,
}

#[cfg_attr(feature = "chat", wasm_bindgen)]
impl ChatPart {
    /// `place` is an element in the widget's shadow root; `emit(name, payload)` fires an event; `pass(name, value)`
    /// carries a word to the tab's part; `gone` says that this instance is.
    #[cfg_attr(feature = "chat", wasm_bindgen(constructor))]
    pub fn new(
        place: HtmlElement,
        options: &JsValue,
        emit: Function,
        pass: Function,
        gone: AbortSignal,
    ) -> Result<Self, JsValue> {
        gone::heed(gone);
        let vendor = Vendor::of_page(options);
        let mut setup = setup(options, vendor.as_ref())?;
        setup.sound = vendor.as_ref().and_then(Vendor::sound);
        let caller = Caller::new(&setup, vendor.as_ref().and_then(Vendor::call_app_id), emit.clone());
        let app_id = setup.app_id.clone();
        let tell = move |told: Told| match told {
            Told::Opened => call(&emit, "open", &Object::new()),
            Told::Closed => call(&emit, "close", &Object::new()),
            Told::Chat(notice) => {
                let (name, payload) = host_events::event(&notice);
                call(&emit, name, &payload);
            }
            Told::Gesture(gesture) => {
                if let Some(vendor) = &vendor {
                    vendor.call(callback_of(gesture));
                }
            }
            Told::Over => {
                if let Some(vendor) = &vendor {
                    vendor.go_on();
                }
            }
            Told::Open(open) => call(&pass, "open", &open.into()),
            Told::Unread(unread) => call(&pass, "unread", &count(unread)),
            Told::Runs(runs) => call(&pass, "runs", &runs.into()),
            Told::Cobrowse(begin) => {
                let value = begin.map(|begin| {
                    object(&[
                        ("provider", text(&begin.provider.to_ascii_uppercase())),
                        ("key", text(&begin.widget_key)),
                    ])
                });
                call(&pass, "cobrowse", &value.map_or(JsValue::NULL, JsValue::from));
            }
            Told::PopOut => call(&pass, "popout", &JsValue::UNDEFINED),
            Told::Handover(handover) => {
                let value = handover.map(|Handover { url, authorization, token, session }| {
                    let all = [("url", url), ("authorization", authorization), ("token", token), ("session", session)];
                    let named = all.each_ref().map(|(name, value)| (*name, text(value)));
                    object(&[&named[..], &[("app", text(&app_id))]].concat())
                });
                call(&pass, "handover", &value.map_or(JsValue::NULL, JsValue::from));
            }
            Told::Away => call(&pass, "away", &JsValue::UNDEFINED),
            Told::Wish(Wish::Refresh) => call(&pass, "refresh", &JsValue::UNDEFINED),
            Told::Wish(Wish::Reload) => call(&pass, "reload", &JsValue::UNDEFINED),
        };
        Ok(Self { app: App::start(place, setup, Rc::new(tell)), caller })
    }

    /// A word for the chat: an answer's body from the tab's part (`configuration`, `availability`; null where there was
    /// none; `offer`), `near` where the visitor comes near the tab, or what the page's script set. The tab's part has
    /// checked it; a word that is not for the chat is left.
    pub fn hear(&self, name: &str, value: &JsValue) {
        let word = match name {
            "configuration" => Some(Word::Configuration(value.as_string())),
            "availability" => Some(Word::Availability(value.as_string())),
            "offer" => value.is_truthy().then_some(Word::Offer),
            "near" => Some(Word::Near),
            "popped" => Some(Word::Popped),
            "popout" => Some(Word::PopOut(value.is_truthy())),
            "cobrowse" => cobrowsing(value).map(Word::Cobrowsing),
            "setParameters" => parameters(value).map(Word::Parameters),
            "registerForm" => Some(Word::Forms(forms(value))),
            "locale" => locale(value).map(|(tag, texts)| Word::Locale(tag, texts)),
            _ => None,
        };
        if let Some(word) = word {
            self.app.runtime().hear(word);
        }
    }

    /// One of the public calls by its name. A call that there is not is refused with `unsupported`.
    pub fn call(&self, name: &str, argument: &JsValue) -> Promise {
        match name {
            "open" => self.moved(true),
            "close" => self.moved(false),
            "toggle" => self.moved(!self.app.runtime().facts().open),
            "startChat" => match parameters(argument) {
                Some(parameters) => self.command(Intent::Start { parameters }),
                None => refused("bad-option", PARAMETERS),
            },
            "sendMessage" => match argument.as_string() {
                Some(text) => self.command(Intent::Send { text }),
                None => refused("bad-option", "sendMessage takes the message's text"),
            },
            "sendFile" => match argument.clone().dyn_into::<web_sys::File>() {
                Ok(file) => self.send_file(&file),
                Err(_) => refused("bad-option", "sendFile takes a File"),
            },
            "sendLocation" => self.send_location(),
            "subscribeNotifications" => match parameters(argument) {
                Some(tokens) => self.command(Intent::Subscribe { tokens }),
                None => refused("bad-option", "subscribeNotifications takes an object of the documents' tokens"),
            },
            "requestCallback" => match callback(argument) {
                Some((phone, parameters)) => self.command(Intent::Callback { phone, parameters }),
                None => refused("bad-option", "requestCallback takes a phone number and, if need be, parameters"),
            },
            "endChat" => self.command(Intent::End),
            "startCall" => match wants_camera(argument) {
                Some(camera) => self.start_call(camera),
                None => refused("bad-option", "startCall takes {video: true} or {video: false}"),
            },
            "endCall" => self.command(Intent::Call(CallWish::Leave)),
            "submit" => self.submit(argument.as_string().as_deref() == Some(elements::CHAT)),
            _ => refused("unsupported", &[name, " is not available"].concat()),
        }
    }

    /// `{phase, unread, chatId}`.
    pub fn state(&self) -> JsValue {
        host_events::facts(&self.app.runtime().facts()).into()
    }

    /// Ends the chat's part, even from within a call; what was called before and has no answer is told by the loader.
    pub fn stop(&self) {
        self.app.stop();
    }
}

impl ChatPart {
    /// Opens or closes; done when drawn.
    fn moved(&self, open: bool) -> Promise {
        let runtime = Rc::clone(self.app.runtime());
        Promise::new(&mut |resolve, _| {
            let then = move || page::when_drawn(move || settle(&resolve, &JsValue::UNDEFINED));
            runtime.set_open(open, Box::new(then));
        })
    }

    /// A button of the page's own form was pressed: one for a chat, or one for a call where there is a number.
    fn submit(&self, wants_chat: bool) -> Promise {
        let runtime = self.app.runtime();
        let nothing = Promise::resolve(&JsValue::UNDEFINED);
        let Some(form) = PageForm::of_page() else { return nothing };
        let Some(Answers { phone, parameters }) = form.answers(&runtime.on_page_fields(), wants_chat) else {
            return nothing;
        };
        let phone = phone.or_else(|| self.caller.phone.clone()).filter(|_| !wants_chat);
        if let Some(phone) = phone.clone().filter(|_| self.caller.has_own_app()) {
            return self.caller.call(phone, runtime.with_given(&parameters), form);
        }
        runtime.set_open(true, Box::new(|| {}));
        if !matches!(runtime.facts().phase, Phase::Idle | Phase::Failed | Phase::Ended) {
            // Whoever is in a chat can say it there.
            return nothing;
        }
        let intent = match phone {
            Some(phone) => Intent::Callback { phone, parameters },
            None => Intent::Start { parameters },
        };
        let marked = Box::new(move |outcome: Result<Settled, _>| {
            if outcome.is_ok() {
                form.mark_sent();
            }
        });
        runtime.command(intent, marked);
        nothing
    }

    /// The wish is there once the file's first bytes are read.
    fn send_file(&self, file: &web_sys::File) -> Promise {
        let runtime = Rc::clone(self.app.runtime());
        Promise::new(&mut |resolve, reject| {
            let (runtime, file) = (Rc::clone(&runtime), file.clone());
            spawn_local(async move {
                let intent = handles::intent_of(file).await;
                runtime.command(intent, settling(resolve, reject));
            });
        })
    }

    /// The browser asks the visitor by itself.
    fn send_location(&self) -> Promise {
        let runtime = Rc::clone(self.app.runtime());
        Promise::new(&mut |resolve, reject| {
            let runtime = Rc::clone(&runtime);
            spawn_local(async move {
                match location::current().await {
                    Ok((latitude, longitude)) => {
                        let intent = Intent::SendPlace { latitude, longitude };
                        runtime.command(intent, settling(resolve, reject));
                    }
                    Err(why) => {
                        let (code, message) = match why {
                            Unlocated::Denied => ("permission", "where the visitor is may not be told"),
                            Unlocated::NotFound => ("timeout", "where the visitor is could not be found"),
                            Unlocated::Unsupported => ("unsupported", "this browser can't tell where the visitor is"),
                        };
                        settle(&reject, &failure(code, message));
                    }
                }
            });
        })
    }

    /// Devices are asked for after the visitor has pressed something; where a script acts by itself, they are asked first.
    fn start_call(&self, camera: bool) -> Promise {
        self.app.runtime().set_open(true, Box::new(|| {}));
        let camera = page::was_pressed().then_some(camera);
        self.command(Intent::Call(CallWish::Start { camera }))
    }

    fn command(&self, intent: Intent) -> Promise {
        let mut intent = Some(intent);
        Promise::new(&mut |resolve, reject| {
            if let Some(intent) = intent.take() {
                self.app.runtime().command(intent, settling(resolve, reject));
            }
        })
    }
}

fn callback_of(gesture: Gesture) -> Callback {
    match gesture {
        Gesture::Close => Callback::WindowClosed,
        Gesture::Submit => Callback::FormSubmitted,
        Gesture::Call => Callback::CallAsked,
        Gesture::Cancel => Callback::FormCancelled,
        Gesture::Offered => Callback::Offered,
        Gesture::TakeOffer => Callback::OfferTaken,
        Gesture::RefuseOffer => Callback::OfferRefused,
    }
}

/// `{phone, parameters}`, as the loader puts the two arguments together.
fn callback(argument: &JsValue) -> Option<(String, Vec<(String, String)>)> {
    let phone = get(argument, "phone").as_string().filter(|phone| !phone.trim().is_empty())?;
    Some((phone, parameters(&get(argument, "parameters"))?))
}

/// Whether a call is wanted with camera; nothing at all is one without.
fn wants_camera(argument: &JsValue) -> Option<bool> {
    if argument.is_undefined() || argument.is_null() {
        return Some(false);
    }
    let video = get(argument, "video");
    if video.is_undefined() && argument.is_object() { Some(false) } else { video.as_bool() }
}

/// What the provider says, as the loader hands it on.
fn cobrowsing(value: &JsValue) -> Option<Cobrowsing> {
    let member = |name: &str| get(value, name).as_string();
    Some(match member("word")?.as_str() {
        "started" => Cobrowsing::Started { provider: member("provider")?, url: member("url")?, id: member("id") },
        "failed" => Cobrowsing::Failed,
        _ => Cobrowsing::Ended,
    })
}

fn settling(resolve: Function, reject: Function) -> Done {
    Box::new(move |outcome| match outcome {
        Ok(settled) => settle(&resolve, &brought(&settled)),
        Err(problem) => settle(&reject, &host_events::failure_of(&problem)),
    })
}

fn settle(function: &Function, value: &JsValue) {
    let _ = function.call1(&JsValue::UNDEFINED, value);
}

/// What a promise resolves with.
fn brought(settled: &Settled) -> JsValue {
    match settled {
        Settled::Done => JsValue::UNDEFINED,
        Settled::Chat { chat_id, is_new } => object(&[("chatId", text(chat_id)), ("isNew", (*is_new).into())]).into(),
        Settled::Message { id } => object(&[("id", number(*id))]).into(),
    }
}
