//! Plays the script in every chat that no person has taken: news of the center in, acts on the center out.
//! Started once by the server, with the receiving end of `Desk::with_script`.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use parlor_conversation::{Author, Center, Change, Conversation};
use parlor_protocol::event::{Answers, Body, FormShow, Message, Party, PartyKind};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Act, Player, Script};
use crate::{
    agent_api::Desk,
    backend::{
        Handle, apply,
        desk::{is_person, sent_file},
    },
    files::{Files, StoredFile},
};

/// The script's id in conversations.
pub const PARTY: &str = "script";

/// What the script hears of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    Opened {
        chat_id: String,
        variables: BTreeMap<String, String>,
    },
    Message {
        chat_id: String,
        text: String,
    },
    /// The visitor filled in a form, or gave it up.
    Filled {
        chat_id: String,
        request: String,
        answers: Vec<(String, String)>,
    },
    /// A person joined or wrote, or the chat ended: the script has nothing to say there.
    Over {
        chat_id: String,
    },
}

/// The request's parameters, and `name` made of them.
fn variables(conversation: &Conversation) -> BTreeMap<String, String> {
    let parameters = conversation.opening().parameters.iter().filter(|(_, value)| !value.is_empty());
    let mut variables: BTreeMap<String, String> = parameters.cloned().collect();
    if let Some(name) = variables.get("first_name").or_else(|| variables.get("last_name")).cloned() {
        variables.insert("name".to_owned(), name);
    }
    variables
}

impl News {
    pub fn of(center: &Center, change: &Change) -> Option<Self> {
        match change {
            Change::Opened(opening) => {
                let chat_id = opening.chat_id.clone();
                let variables = center.conversation(&chat_id).map(variables).unwrap_or_default();
                Some(Self::Opened { chat_id, variables })
            }
            Change::Appended { chat_id, entry } => match (&entry.author, &entry.event.body) {
                (Author::Visitor, Body::Message(message)) => {
                    let text = message.msg_text.clone().unwrap_or_else(|| message.msg.clone());
                    Some(Self::Message { chat_id: chat_id.clone(), text })
                }
                (Author::Visitor, Body::FormData(data)) => {
                    let answers = match &data.data {
                        Answers::Fields(fields) => fields.clone(),
                        Answers::Text(_) => Vec::new(),
                    };
                    let request = data.form_request_id.clone();
                    Some(Self::Filled { chat_id: chat_id.clone(), request, answers })
                }
                (Author::Visitor, Body::FormCancel { form_request_id, .. }) => {
                    let request = form_request_id.clone();
                    Some(Self::Filled { chat_id: chat_id.clone(), request, answers: Vec::new() })
                }
                (_, Body::PartyJoined(party)) if is_person(party) => Some(Self::Over { chat_id: chat_id.clone() }),
                (Author::Party(id), Body::Message(_)) if id != PARTY && !entry.is_internal() => {
                    Some(Self::Over { chat_id: chat_id.clone() })
                }
                _ => None,
            },
            Change::Ended { chat_id, .. } | Change::Disconnected { chat_id } | Change::Forgotten { chat_id } => {
                Some(Self::Over { chat_id: chat_id.clone() })
            }
            _ => None,
        }
    }
}

/// What sending a file takes.
pub struct Sender {
    files: Arc<Files>,
    base: String,
    /// One copy of each file serves all chats.
    sent: Mutex<BTreeMap<PathBuf, StoredFile>>,
}

impl Sender {
    /// `base` is the server's own address, empty where it is not configured.
    pub fn new(files: Arc<Files>, base: String) -> Self {
        Self { files, base, sent: Mutex::default() }
    }

    fn stored(&self, path: PathBuf, now: u64) -> Result<StoredFile, String> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = sent.get(&path).filter(|known| self.files.find(&known.id).is_some()) {
            return Ok(known.clone());
        }
        let file = self.files.import(&path, PARTY, now).map_err(|why| format!("{}: {why}", path.display()))?;
        sent.insert(path, file.clone());
        Ok(file)
    }
}

/// Runs until the sender of the news is gone.
pub async fn run(
    script: Script,
    mut news: UnboundedReceiver<News>,
    handle: Arc<dyn Handle>,
    desk: Arc<Desk>,
    files: Sender,
) {
    let script = Arc::new(script);
    let mut players: BTreeMap<String, Player> = apply(&*handle, |center, _now| {
        // Chats of an earlier life that the script is in and no person has taken.
        let own = center.conversations().filter(|chat| !chat.is_ended() && chat.party(PARTY).is_some());
        own.filter(|chat| !chat.parties().any(|(_, party)| is_person(party)))
            .map(|chat| (chat.chat_id().to_owned(), Player::resumed(Arc::clone(&script), variables(chat))))
            .collect()
    })
    .unwrap_or_default();
    loop {
        let pause = apply(&*handle, |center, now| play(&script, &mut players, (&desk, &files), center, now));
        // What could not be stored is written with whatever comes next.
        let pause = pause.unwrap_or(Some(1_000));
        let heard = match pause {
            Some(pause) => match tokio::time::timeout(Duration::from_millis(pause), news.recv()).await {
                Ok(heard) => heard,
                Err(_elapsed) => continue,
            },
            None => news.recv().await,
        };
        match heard {
            Some(News::Opened { chat_id, variables }) => {
                players.insert(chat_id, Player::new(Arc::clone(&script), variables));
            }
            Some(News::Message { chat_id, text }) => {
                if let Some(player) = players.get_mut(&chat_id) {
                    player.hear(&text);
                }
            }
            Some(News::Filled { chat_id, request, answers }) => {
                if let Some(player) = players.get_mut(&chat_id) {
                    player.filled_in(&request, &answers);
                }
            }
            Some(News::Over { chat_id }) => {
                if players.remove(&chat_id).is_some() {
                    // An ended chat needs no leaving.
                    let _ended = apply(&*handle, |center, now| center.leave(now, &chat_id, PARTY));
                }
            }
            None => return,
        }
    }
}

/// Does what is due in every chat; answers how many milliseconds there are until the next thing is.
fn play(
    script: &Script,
    players: &mut BTreeMap<String, Player>,
    place: (&Desk, &Sender),
    center: &mut Center,
    now: u64,
) -> Option<u64> {
    players.retain(|chat_id, player| {
        let taken = center
            .conversation(chat_id)
            .is_none_or(|chat| chat.is_ended() || chat.parties().any(|(_, party)| is_person(party)));
        if taken {
            // Its leaving follows with the news of the person; here it only falls silent.
            return true;
        }
        for act in player.advance(now) {
            if perform(script, place, center, now, chat_id, act).is_err() {
                return false;
            }
        }
        !player.is_over()
    });
    let due = players.values().filter_map(Player::next_deadline).min()?;
    // At least a moment, so that a taken chat that waits for its news is no busy loop.
    Some(due.saturating_sub(now).max(10))
}

fn perform(
    script: &Script,
    (desk, files): (&Desk, &Sender),
    center: &mut Center,
    now: u64,
    chat_id: &str,
    act: Act,
) -> Result<(), parlor_conversation::Refusal> {
    if center.conversation(chat_id).is_some_and(|chat| chat.party(PARTY).is_none()) {
        let party = Party { display_name: Some(script.name.clone()), kind: PartyKind::Scenario, ..Party::default() };
        center.join(now, chat_id, PARTY, party)?;
    }
    match act {
        Act::Typing => center.say(now, chat_id, PARTY, Body::Typing { draft: None }).map(drop),
        Act::NotTyping => center.say(now, chat_id, PARTY, Body::NotTyping).map(drop),
        Act::Say(text) => {
            let message =
                Message { msg: parlor_protocol::html::of_text(&text), msg_text: Some(text), ..Message::default() };
            center.say(now, chat_id, PARTY, Body::Message(message)).map(drop)
        }
        Act::Ask { request: form_request_id, name: form_name, timeout } => {
            let form_timeout = timeout.map(|millis| millis.div_ceil(1000));
            let show = FormShow { form_request_id, form_name, form_timeout };
            center.say(now, chat_id, PARTY, Body::FormShow(show)).map(drop)
        }
        Act::SendFile(path) => match files.stored(path, now) {
            Ok(file) => {
                sent_file::keep(center, chat_id, &file, &files.base)?;
                center.say(now, chat_id, PARTY, Body::File(sent_file::event(&file, None))).map(drop)
            }
            Err(why) => {
                // The visitor needn't know; who runs the script must.
                tracing::error!("script: a file can't be sent: {why}");
                Ok(())
            }
        },
        Act::Transfer(to) => {
            let agent = to.and_then(|id| Some((desk.hub().party_of(&id)?, id)));
            let Some((party, id)) = agent else {
                // The named agent is not there: whoever is at the desk takes the chat from the queue.
                center.leave(now, chat_id, PARTY)?;
                return center.queue(now, chat_id, None);
            };
            center.join(now, chat_id, &id, party)?;
            center.leave(now, chat_id, PARTY)
        }
        Act::End => center.close(now, chat_id, &Author::Party(PARTY.to_owned())),
    }
}
