//! Ties core, shell and signals together: inputs queue up and never re-enter the core, effects are carried out, what
//! changed is published, the one timer is set anew. Decides nothing.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use parlor_ui::{
    call::Line,
    files::{Address, Upload},
};
use web_sys::File;

use crate::{
    shell::{
        Socket, Timer, clock,
        files::{self, Target},
        page, storage,
    },
    signals::{Clock, Files, Taken, Then, Ui},
    state::{ChosenFile, Config, Desk, DeskInput, DeskView, Effect, FileId, Intent, RowKey, RowView},
    texts,
};

/// How often waiting times are told anew.
const NOW_EVERY: u32 = 10_000;

struct Runtime {
    desk: Desk,
    ui: Ui,
    socket: Option<Socket>,
    timer: Option<Timer>,
    /// A call's devices and connection.
    line: Option<Line>,
    files: BTreeMap<FileId, Chosen>,
    /// Files that were ever chosen.
    chosen: u64,
}

/// A file that the agent chose, and its way to the server.
struct Chosen {
    file: File,
    /// Held, because dropping it calls it off.
    upload: Option<Upload>,
}

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
    static QUEUE: RefCell<VecDeque<DeskInput>> = const { RefCell::new(VecDeque::new()) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Begins; what is returned is shown.
pub(crate) fn start() -> Ui {
    let mut desk = Desk::new(Config { seed: clock::seed(), local_day: clock::local_day });
    if let Some(kept) = storage::unsent() {
        desk.restore_unsent(&kept);
    }
    let words = Clock { time: clock::time, day: clock::day, exact: clock::exact, iso: clock::iso };
    let ui = Ui::new(desk.view(), dispatch, row, words, Files { send: send_file, picture, save, photo });
    let files = BTreeMap::new();
    RUNTIME.set(Some(Runtime { desk, ui, socket: None, timer: None, line: None, files, chosen: 0 }));
    page::watch(feed);
    page::on_token(|token| dispatch(Intent::SignIn { token }));
    let given = page::take_token().map(|token| Intent::SignIn { token });
    if let Some(intent) = given.or_else(|| storage::token().map(|token| Intent::Resume { token })) {
        dispatch(intent);
    }
    clock::every(NOW_EVERY, tell_time);
    tell_time();
    ui
}

pub(crate) fn dispatch(intent: Intent) {
    feed(DeskInput::Intent(intent));
}

fn row(key: RowKey) -> Option<RowView> {
    RUNTIME.with_borrow(|runtime| runtime.as_ref()?.desk.row(key))
}

fn send_file(chat: String, file: File) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes, below 2⁵³")]
    let (name, size) = (file.name(), file.size() as u64);
    let id = RUNTIME.with_borrow_mut(|runtime| {
        let runtime = runtime.as_mut()?;
        runtime.chosen += 1;
        let id = FileId(runtime.chosen);
        runtime.files.insert(id, Chosen { file, upload: None });
        Some(id)
    });
    if let Some(id) = id {
        dispatch(Intent::SendFile { chat, file: ChosenFile { id, name, size } });
    }
}

fn token() -> Option<String> {
    RUNTIME.with_borrow(|runtime| runtime.as_ref()?.desk.token().map(str::to_owned))
}

fn picture(id: &str, then: Then<Option<Address>>) {
    match token() {
        Some(token) => files::get(&token, id, |blob| then(blob.as_ref().and_then(Address::of))),
        None => then(None),
    }
}

fn save(id: &str, name: String, then: Then<bool>) {
    let Some(token) = token() else { return then(false) };
    files::get(&token, id, move |blob| {
        if let Some(blob) = &blob {
            parlor_ui::files::save(blob, &name);
        }
        then(blob.is_some());
    });
}

fn photo(file: Option<File>, then: Then<Taken>) {
    let Some(token) = token() else { return then((false, None)) };
    let show = move |token: &str, taken| {
        files::get_photo(token, move |blob| then((taken, blob.as_ref().and_then(Address::of))));
    };
    match file {
        Some(file) => {
            let bearer = token.clone();
            files::put_photo(&bearer, &file, move |taken| show(&token, taken));
        }
        None => show(&token, true),
    }
}

fn tell_time() {
    let ui = RUNTIME.with_borrow(|runtime| runtime.as_ref().map(|runtime| runtime.ui));
    if let Some(ui) = ui {
        leptos::prelude::Set::set(&ui.now, clock::now() / 1000);
    }
}

/// Hands an input in. One that comes while another is handled waits for its turn.
fn feed(input: DeskInput) {
    QUEUE.with_borrow_mut(|queue| queue.push_back(input));
    if BUSY.replace(true) {
        return;
    }
    while let Some(input) = QUEUE.with_borrow_mut(VecDeque::pop_front) {
        let shown = RUNTIME.with_borrow_mut(|runtime| runtime.as_mut().map(|runtime| runtime.handle(input)));
        // Outside the borrow: components read rows while they draw.
        if let Some((ui, view, spoken)) = shown {
            page::set_title(&texts::title(view.status.unread, view.status.queued));
            ui.publish(view);
            for line in spoken {
                ui.say(line);
            }
        }
    }
    BUSY.set(false);
}

impl Runtime {
    fn handle(&mut self, input: DeskInput) -> (Ui, DeskView, Vec<String>) {
        let mut spoken = Vec::new();
        for effect in self.desk.handle(clock::now(), input) {
            match effect {
                Effect::Open(id) => self.socket = Socket::open(id, &page::socket_address(), feed),
                Effect::Send(id, text) => {
                    if let Some(socket) = self.socket.as_ref().filter(|socket| socket.id() == id) {
                        socket.send(&text);
                    }
                }
                Effect::Close(id) => {
                    self.socket.take_if(|socket| socket.id() == id);
                }
                Effect::Upload { file: id, chat, custom_id, token } => {
                    let to = Target { chat: &chat, custom_id: &custom_id, token: &token };
                    let chosen = self.files.get_mut(&id);
                    let upload = chosen.as_ref().and_then(|chosen| files::send(id, &chosen.file, &to, feed));
                    match (upload, chosen) {
                        (upload @ Some(_), Some(chosen)) => chosen.upload = upload,
                        _ => feed(DeskInput::Uploaded(id, None)),
                    }
                }
                Effect::AskServers { token } => files::get_servers(&token, |body| feed(DeskInput::Servers(body))),
                Effect::Call(call, order) => {
                    let line = || Line::new(false, |call, report| feed(DeskInput::Call(call, report)));
                    self.line.get_or_insert_with(line).obey(call, order);
                }
                Effect::StoreToken(token) => storage::keep_token(token.as_deref()),
                Effect::StoreUnsent(unsent) => storage::keep_unsent(unsent.as_deref()),
                Effect::Announce(announcement) => spoken.push(texts::announcement(&announcement)),
            }
        }
        // What is not wanted any more is called off by that.
        self.files.retain(|id, _| self.desk.holds(*id));
        self.timer = self.desk.next_deadline().map(|at| Timer::at(at, || feed(DeskInput::Tick)));
        (self.ui, self.desk.view(), spoken)
    }
}
