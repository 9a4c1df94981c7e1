#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What people write into settings, and what they hear when it is wrong.

use super::*;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Settings, Wrong> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("parlor.toml");
    std::fs::write(&path, text).unwrap();
    let flags = Flags { config: Some(path), ..Flags::default() };
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::load(&flags, &environment)
}

#[test]
fn nothing_at_all_is_a_server_for_this_machine() {
    let settings = load("", &[]).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:8080");
    assert_eq!(settings.tenants, [Tenant { host: "localhost".into(), apps: vec!["demo".into()] }]);
    assert_eq!(settings.chat.poll_hold, 12_000);
    assert_eq!(settings.chat.abandoned_after, 900_000);
    assert!(settings.agents.is_empty() && settings.script.is_none());
}

#[test]
fn the_example_tells_each_default_as_it_is() {
    let example = load(include_str!("../../parlor.example.toml"), &[]).unwrap();
    let nothing = load("", &[]).unwrap();
    assert_eq!((&example.chat, &example.hours, example.limits), (&nothing.chat, &nothing.hours, nothing.limits));
    assert_eq!((example.keep_history, example.listen), (nothing.keep_history, nothing.listen));
    assert_eq!((example.tenants, example.data), (nothing.tenants, nothing.data));
    assert_eq!(example.widget.configuration, nothing.widget.configuration);
}

#[test]
fn a_survey_leaves_time_to_answer_it() {
    let linger = |text: &str| load(text, &[]).unwrap().chat.linger;
    assert_eq!(linger("[chat]\nlinger = 0\nsurvey = \"MobileChatSurvey\""), 300_000);
    assert_eq!(linger("[chat]\nlinger = 60\nsurvey = \"MobileChatSurvey\""), 60_000);
    assert_eq!(linger("[chat]\nlinger = 0"), 0);
}

#[test]
fn variables_stand_over_the_file() {
    let variables =
        [("PARLOR_CHAT_POLL_HOLD", "3 s"), ("PARLOR_CHAT_ECHO_OWN", "true"), ("PARLOR_LISTEN", "127.0.0.1:1")];
    let settings = load("[chat]\npoll_hold = \"5 s\"\n", &variables).unwrap();
    assert_eq!((settings.chat.poll_hold, settings.chat.echo_own), (3_000, true));
    assert_eq!(settings.listen, "127.0.0.1:1");
}

#[test]
fn each_wrong_value_is_one_line_with_key_value_and_what_is_allowed() {
    for (text, key, value) in [
        ("[chat]\npoll_hold = \"soon\"", "chat.poll_hold", "soon"),
        ("[chat]\nsecond_poll = 500", "chat.second_poll", "500"),
        ("[chat]\nno_events = \"none\"", "chat.no_events", "none"),
        ("[chat]\nhours = \"Mon\"", "chat.hours", "Mon"),
        ("[chat]\ntimestamps = 1", "chat.timestamps", "1"),
        ("[chat]\necho_own = \"perhaps\"", "chat.echo_own", "perhaps"),
        ("[chat]\nholdd = 1", "chat.holdd", "1"),
        ("[chat]\ninactivity_warning = 60\ninactivity_timeout = 30", "chat.inactivity_warning", "60"),
        ("[chat]\nkeep_history = \"soon\"", "chat.keep_history", "soon"),
        ("[chat]\nkeep_history = 60", "chat.keep_history", "60"),
        ("[server]\nallowed_origins = [\"*\"]", "server.allowed_origins", "*"),
        ("[server]\nallowed_origins = [\"https://a.example/x\"]", "server.allowed_origins", "/x"),
        ("[server]\ntenants = []", "server.tenants", "[]"),
        ("[server]\nlisten = \"here\"", "server.listen", "here"),
        ("[backend]\nkind = \"pigeon\"", "backend.kind", "pigeon"),
        ("[widget]\nconfiguration = \"nowhere.json\"", "widget.configuration", "nowhere.json"),
        ("[widget]\napps = 1", "widget.apps", "1"),
        ("[widget]\napps = { demo = \"nowhere.json\" }", "widget.apps.demo", "nowhere.json"),
        ("[widget]\napps = { other = {} }", "widget.apps", "other"),
        ("[ice]\nservers = [{ url = \"http://x\" }]", "ice.servers", "http://x"),
        ("[ice]\nsecret = \"short\"", "ice.secret", "16 characters"),
        ("[ice]\nencrypted = \"perhaps\"", "ice.encrypted", "perhaps"),
        ("[limits]\nnew_chats = 0", "limits.new_chats", "0"),
        ("[limits]\nconnections = \"many\"", "limits.connections", "many"),
        ("[limits]\nchats = -1", "limits.chats", "-1"),
        ("[script]\nfile = \"nowhere.toml\"", "script.file", "nowhere.toml"),
        ("[colours]\n", "colours", "chat"),
        ("chat = 1", "chat", "1"),
        ("[chat", "line 1", "TOML"),
    ] {
        let line = load(text, &[]).unwrap_err().0;
        assert!(line.contains(key) && line.contains(value) && line.contains("allowed"), "{text}: {line}");
        assert!(!line.contains('\n'), "{line}");
    }
}

#[test]
fn a_wrong_agent_is_named_by_place_and_never_by_token() {
    let line = load("[agents]\nlist = [{ id = \"a\", name = \"A\", token = \"secret\" }]", &[]).unwrap_err().0;
    assert!(line.contains("agents.list") && !line.contains("secret"), "{line}");
}

#[test]
fn the_demo_has_a_script_and_an_agent_whose_token_nobody_can_guess() {
    let flags = Flags { demo: true, ..Flags::default() };
    let (one, other) = (Settings::load(&flags, &BTreeMap::new()), Settings::load(&flags, &BTreeMap::new()));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.script.is_some());
    assert_ne!(one.agents[0].token, other.agents[0].token);
}

#[test]
fn an_unknown_flag_is_named() {
    let parse = |text: &str| Flags::parse(text.split(' ').map(str::to_owned));
    assert!(parse("--port 1").unwrap_err().0.contains("--port"));
    assert!(parse("--listen").unwrap_err().0.contains("--listen"));
    assert_eq!(parse("--listen=127.0.0.1:0").unwrap().listen.as_deref(), Some("127.0.0.1:0"));
}
