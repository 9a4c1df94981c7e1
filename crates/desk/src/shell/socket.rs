//! One WebSocket to the agents' API. It reports until it is dropped, then it is closed and silent.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, MessageEvent, WebSocket};

use crate::state::{DeskInput, SocketId};

pub(crate) struct Socket {
    id: SocketId,
    line: WebSocket,
    /// Kept alive as long as the socket may call them.
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// `None` where the browser refuses the address; that is reported as closed, too.
    pub(crate) fn open(id: SocketId, address: &str, report: fn(DeskInput)) -> Option<Self> {
        let Ok(socket) = WebSocket::new(address) else {
            report(DeskInput::Closed(id));
            return None;
        };
        let on_open = Closure::new(move |_: Event| report(DeskInput::Opened(id)));
        let on_message = Closure::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                report(DeskInput::Frame(id, text));
            }
        });
        let on_close = Closure::new(move |_: Event| report(DeskInput::Closed(id)));
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { id, line: socket, _on_open: on_open, _on_message: on_message, _on_close: on_close })
    }

    pub(crate) fn id(&self) -> SocketId {
        self.id
    }

    /// A frame that can't be sent is lost with its socket, whose end is reported.
    pub(crate) fn send(&self, text: &str) {
        let _ = self.line.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.line.set_onopen(None);
        self.line.set_onmessage(None);
        self.line.set_onclose(None);
        let _ = self.line.close();
    }
}
