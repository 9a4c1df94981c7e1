//! The binary: settings from file, environment and flags; then serving until it is told to stop.
//! A bad setting ends it with code 2 and one line on standard error.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Parser;
use parlor_server::{
    App, Settings,
    agent_api::{self, Desk},
    app,
    backend::desk::Account,
    center::SharedCenter,
    faults::Faults,
    script,
    settings::SettingError,
    store::Store,
    visitor_api::caller::fresh_id,
};
use tokio::{net::TcpListener, sync::mpsc};

/// A contact center in a box: visitors' API, agents' desk, history on disk.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Settings in TOML
    #[arg(long)]
    config: Option<PathBuf>,
    /// Address and port; port 0 takes a free one
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Where the history is kept; without it, in memory
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the shipped files are
    #[arg(long)]
    assets: Option<PathBuf>,
    /// A script (TOML) that plays the agent while nobody is at the desk
    #[arg(long)]
    script: Option<PathBuf>,
    /// The demo's settings: form, greeting, scripted agent
    #[arg(long)]
    demo: bool,
    /// Lets tests ask for faults over HTTP
    #[arg(long)]
    allow_faults: bool,
}

/// Settings of the demo, for `--demo` without a file.
const DEMO: &str = include_str!("demo.toml");

#[tokio::main]
async fn main() -> ExitCode {
    let levels = tracing_subscriber::EnvFilter::try_from_env("PARLOR_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(levels).with_writer(std::io::stderr).init();
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Setting(why)) => {
            eprintln!("parlor-server: {why}");
            ExitCode::from(2)
        }
        Err(Failure::Run(why)) => {
            eprintln!("parlor-server: {why}");
            ExitCode::FAILURE
        }
    }
}

enum Failure {
    Setting(String),
    Run(String),
}

impl From<SettingError> for Failure {
    fn from(why: SettingError) -> Self {
        Self::Setting(why.to_string())
    }
}

async fn serve(arguments: Arguments) -> Result<(), Failure> {
    let settings = settings(&arguments)?;
    let script = script_of(&arguments, &settings)?;

    let store = match &settings.data {
        Some(dir) => Store::open(dir),
        None => Store::in_memory(),
    };
    let center = store.and_then(|store| SharedCenter::open(settings.chat.clone(), store)).map_err(Failure::Run)?;

    let (accounts, fresh_token) = accounts(&settings);
    let mut desk = Desk::new(accounts, settings.allowed_origins.clone());
    let news = script.is_some().then(mpsc::unbounded_channel);
    if let Some((sender, _)) = &news {
        desk = desk.with_script(sender.clone());
    }
    let desk = Arc::new(desk);
    center.set_backend(desk.clone());
    let handle = Arc::new(center.clone());
    tokio::spawn(center.clone().run_timers());
    if let (Some(script), Some((_, receiver))) = (script, news) {
        tokio::spawn(script::run(script, receiver, handle.clone(), desk.clone()));
    }

    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|why| Failure::Run(format!("{} can't be listened on: {why}", settings.listen)))?;
    let address = listener.local_addr().map_err(|why| Failure::Run(why.to_string()))?;
    announce(&settings, address, fresh_token.as_deref());

    let agents = agent_api::router(desk, handle);
    let faults = arguments.allow_faults.then(Faults::default);
    let state = App { settings: Arc::new(settings), center };
    axum::serve(listener, app(state, agents, faults))
        .with_graceful_shutdown(stopped())
        .await
        .map_err(|why| Failure::Run(why.to_string()))
}

fn settings(arguments: &Arguments) -> Result<Settings, Failure> {
    let text = match &arguments.config {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|why| Failure::Setting(format!("--config {}: {why}", path.display())))?,
        None if arguments.demo => DEMO.to_owned(),
        None => String::new(),
    };
    let env: Vec<(String, String)> = std::env::vars().filter(|(name, _)| name.starts_with("PARLOR_")).collect();
    let mut settings = Settings::parse(&text, &env)?;
    settings.listen = arguments.listen.unwrap_or(settings.listen);
    settings.data = arguments.data.clone().or(settings.data);
    settings.assets = arguments.assets.clone().unwrap_or(settings.assets);
    Ok(settings)
}

/// The file of `--script`, else the settings' `[script]`, else in the demo its own.
fn script_of(arguments: &Arguments, settings: &Settings) -> Result<Option<script::Script>, Failure> {
    if let Some(path) = &arguments.script {
        let told = |why: &dyn std::fmt::Display| Failure::Setting(format!("--script {}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|why| told(&why))?;
        return script::parse(&text).map(Some).map_err(|why| told(&why));
    }
    if !settings.script.is_empty() {
        return script::parse(&settings.script.to_string()).map(Some).map_err(Failure::Setting);
    }
    Ok(if arguments.demo { script::parse(script::DEMO).ok() } else { None })
}

/// The settings' agents; without any, one with a random token that is printed.
fn accounts(settings: &Settings) -> (Vec<Account>, Option<String>) {
    let of = |agent: &parlor_server::settings::Agent| Account {
        id: agent.id.clone(),
        name: agent.name.clone(),
        token: agent.token.clone(),
        bot: agent.bot,
    };
    if !settings.agents.is_empty() {
        return (settings.agents.iter().map(of).collect(), None);
    }
    let token = fresh_id();
    let agent = Account { id: "agent".into(), name: "Alex Morgan".into(), token: token.clone(), bot: false };
    (vec![agent], Some(token))
}

fn announce(settings: &Settings, address: SocketAddr, fresh_token: Option<&str>) {
    let origin = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    println!("customer page  {origin}/");
    match fresh_token {
        Some(token) => println!("agent's desk   {origin}/desk/#token={token}"),
        None => println!("agent's desk   {origin}/desk/"),
    }
    println!("API            {origin}/clientweb/api/v2");
}

/// Ctrl-C, or the system's wish.
async fn stopped() {
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = ended => {}
    }
    // Held polls and sockets would keep the process for as long as they like.
    tokio::spawn(async {
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        std::process::exit(0);
    });
}
