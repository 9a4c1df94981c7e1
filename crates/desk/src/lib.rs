//! The agent's page: answer chats over the Agent API v3.0. `state` decides, `shell` touches the browser, `components`
//! show; `runtime` ties them together. Built by `cargo xtask build` to `dist/desk/`.

pub mod state;
