//! Starting and stopping: store, center, desk, script, timers, socket.
//! Prints its addresses when it is ready, and nothing else. Called by `main`, and in parts by tests.

use std::{sync::Arc, time::Duration};

use parlor_agent_protocol::extra::FormOffer;
use parlor_conversation::Center;
use parlor_protocol::configuration::Configuration;

use crate::{
    agent_api::Desk,
    app::{App, app},
    backend::{Backend, Handle},
    center::Shell,
    clock::Clock,
    connection::{self, Room},
    files::{self, Files},
    photos::Photos,
    script,
    settings::{Settings, Widget, chat::SURVEY},
    store::Store,
};

/// Serves until the process is told to stop. The error is one line.
pub fn until_told_to_stop(settings: Settings) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| format!("the runtime did not start: {why}"))?;
    runtime.block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<(), String> {
    let store = std::fs::create_dir_all(&settings.data)
        .map_err(|why| why.to_string())
        .and_then(|()| Store::open(&settings.data).map_err(|why| why.to_string()))
        .map_err(|why| format!("the data in {} can't be opened: {why}", settings.data.display()))?;
    let listener = tokio::net::TcpListener::bind(&settings.listen)
        .await
        .map_err(|why| format!("{} can't be listened to: {why}", settings.listen))?;
    let address = listener.local_addr().map_err(|why| why.to_string())?;
    let files = Files::open(&settings.data)?;
    let photos = Photos::open(&settings.data)?;
    let state = assemble(settings, store, files, photos)?;
    announce(&state.settings, &address.to_string());

    let shell = state.shell.clone();
    let stopping = Arc::new(tokio::sync::Notify::new());
    let told = Arc::clone(&stopping);
    let stop = async move {
        told_to_stop().await;
        shell.close();
        told.notify_one();
    };
    let limits = state.settings.limits;
    let room = Room {
        all: limits.connections,
        of_one_address: limits.connections_per_address,
        unlimited: state.settings.trusted_proxies.clone(),
        loopback_is_limited: limits.loopback,
    };
    tokio::select! {
        () = connection::serve(listener, app(state), room, stop) => {}
        // Agents' sockets would hold it for ever.
        () = async { stopping.notified().await; tokio::time::sleep(Duration::from_secs(2)).await } => {}
    }
    Ok(())
}

/// Everything behind the routes. Starts the tasks of the timers and the script, so it needs a runtime.
pub fn assemble(settings: Settings, store: Store, files: Files, photos: Photos) -> Result<App, String> {
    let clock = Clock::start();
    let kept = settings.chat.kept_after_end;
    let stored =
        store.load(clock.now().saturating_sub(kept)).map_err(|why| format!("the history can't be read: {why}"))?;
    let notes = store.load_notes().map_err(|why| format!("the history can't be read: {why}"))?;
    let mut center = Center::restore(settings.chat.clone(), stored, clock.now());
    center.recall(notes);
    let mut desk = Desk::new(settings.agents.clone(), settings.allowed_origins.clone())
        .with_most_sockets(settings.limits.agent_sockets)
        .with_forms(forms_of(&settings.widget))
        .with_ice(settings.ice.clone());
    desk.hub().restore(&mut center);
    let shell = Shell::new(center, store, clock);
    let mut news = None;
    if settings.script.is_some() {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        desk = desk.with_script(sender);
        news = Some(receiver);
    }
    let files = Arc::new(files);
    let desk = Arc::new(desk);
    let backend: Arc<dyn Backend> = Arc::clone(&desk) as _;
    shell.set_backend(backend);
    tokio::spawn(shell.clone().run_timers());
    tokio::spawn(shell.clone().run_retention(settings.keep_history));
    if let (Some(script), Some(news)) = (settings.script.clone(), news) {
        let handle: Arc<dyn Handle> = Arc::new(shell.clone());
        let base = settings.public_url.clone().unwrap_or_default();
        let sender = script::Sender::new(Arc::clone(&files), base);
        tokio::spawn(script::run(script, news, handle, Arc::clone(&desk), sender));
    }
    tokio::spawn(files::forget(Arc::clone(&files), clock, settings.keep_history));
    Ok(App::new(Arc::new(settings), shell, desk, files, Arc::new(photos)))
}

/// What agents can ask for: the configured forms by name, and the survey that every widget knows.
fn forms_of(widget: &Widget) -> Vec<FormOffer> {
    let configured = widget.configurations().filter_map(Configuration::decode).flat_map(|decoded| decoded.forms);
    let mut forms: Vec<FormOffer> = Vec::new();
    for form in configured {
        // Without an id a secure form could only be asked for as an ordinary one, and its answers would be kept.
        let lacks_name = form.name.is_empty() || form.secure && form.id.is_empty();
        if !lacks_name && forms.iter().all(|known| known.name != form.name) {
            let secure_id = form.secure.then_some(form.id);
            forms.push(FormOffer { name: form.name, title: form.title, secure_id });
        }
    }
    if forms.iter().all(|known| known.name != SURVEY) {
        forms.push(FormOffer { name: SURVEY.to_owned(), ..FormOffer::default() });
    }
    forms
}

fn announce(settings: &Settings, address: &str) {
    let url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    if !settings.demo {
        println!("parlor-server listens at {url}/");
        return;
    }
    println!("Customer page  {url}/");
    match settings.agents.first() {
        Some(agent) => println!("Agent's desk   {url}/desk/#token={}", agent.token),
        None => println!("Agent's desk   {url}/desk/"),
    }
    println!("API            {url}/clientweb/api/v2");
    println!("Documentation  {url}/docs/");
}

/// Ctrl-C, or SIGTERM where there is such a thing.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secure_form_is_offered_as_one_or_not_at_all() {
        let configuration = r#"{"definition": {"forms": [
            {"name": "Card", "id": "7", "secure": true, "fields": [{"formFieldType": "text", "name": "number"}]},
            {"name": "Nameless", "secure": true, "fields": [{"formFieldType": "text", "name": "number"}]}
        ]}}"#;
        let widget = Widget { configuration: configuration.to_owned(), ..Widget::default() };
        let offers: Vec<_> = forms_of(&widget).into_iter().map(|form| (form.name, form.secure_id)).collect();
        assert_eq!(offers, [("Card".to_owned(), Some("7".to_owned())), (SURVEY.to_owned(), None)]);
    }
}
