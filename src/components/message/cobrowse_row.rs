//! That an agent asks to look at this page, and what became of it.

use leptos::prelude::*;
use parlor_session::{
    Intent,
    input::RowId,
    view::{CobrowseStage, RowBody, RowView},
};
use parlor_ui::{Icon, button, icon};

use crate::{
    i18n::{Text, use_words},
    signals::use_dispatch,
};

pub(super) fn cobrowse_row(id: RowId, row: Signal<Option<RowView>>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let stage = Memo::new(move |_| {
        row.with(|row| match row.as_ref().map(|row| &row.body) {
            Some(RowBody::Cobrowse(stage)) => *stage,
            _ => CobrowseStage::Over,
        })
    });
    let text = move || {
        words.get(match stage.get() {
            CobrowseStage::Asked => Text::CobrowseAsked,
            CobrowseStage::Starting => Text::CobrowseStarting,
            CobrowseStage::Running => Text::CobrowseRunning,
            CobrowseStage::Declined => Text::CobrowseDeclined,
            CobrowseStage::Impossible => Text::CobrowseImpossible,
            CobrowseStage::Over => Text::CobrowseOver,
        })
    };
    let answer = move |agrees| move |_| dispatch.intent(Intent::Cobrowse { agrees });
    let answers = move || {
        (stage.get() == CobrowseStage::Asked).then(|| {
            view! {
                <p class="cobrowse-hint">{words.get(Text::CobrowseHint)}</p>
                <div class="cobrowse-answers">
                    {button("cobrowse-accept", "button button-primary", words.signal(Text::CobrowseAccept), answer(true))}
                    {button("cobrowse-reject", "button button-quiet", words.signal(Text::CobrowseReject), answer(false))}
                </div>
            }
        })
    };
    view! {
        <div
            class="form-row"
            part="message"
            role="listitem"
            tabindex="-1"
            data-sender="system"
            data-id=id.0.to_string()
        >
            <p class="cobrowse-line">{icon(Icon::Eye)} <span part="message-text">{text}</span></p>
            {answers}
        </div>
    }
    .into_any()
}
