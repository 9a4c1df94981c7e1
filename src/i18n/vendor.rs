//! What the vendor's configuration calls the texts that this widget has, too (`chatWidgetStyling`, field notes 1.6).
//! A text of ours may have several names there, of which the first that is configured counts.

use super::Text;

pub const VENDOR_TEXTS: &[(&str, Text)] = &[
    ("agentJoinedMessage", Text::Joined),
    ("agentLeftMessage", Text::Left),
    ("agentTypingIndicator", Text::Typing),
    ("sessionEndedMessage", Text::EndedByAgent),
    ("inactivityWarningMessage", Text::WarningFallback),
    ("inactivityTimeoutMessage", Text::EndedByInactivity),
    ("networkConnectionErrorMessage", Text::Unsteady),
    ("networkConnectionErrorMessage", Text::Offline),
    ("networkConnectionEstablishedMessage", Text::SaidOnline),
    ("hintMessageTextBox", Text::Placeholder),
    ("endSessionDialogText", Text::ConfirmEnd),
    ("minimizeChatTooltip", Text::Minimize),
    ("endChatTooltip", Text::End),
    ("sendFileTooltip", Text::Attach),
    ("emojiTooltip", Text::Emoji),
    ("notificationsPrompt", Text::NotifyAsk),
    ("isNotAvailable", Text::FileUnavailable),
    ("requiredField", Text::ErrorRequired),
    ("cobrowsingDialogHeader", Text::CobrowseAsked),
    ("cobrowsingRequestedMessageText", Text::CobrowseAsked),
    ("cobrowsingDialogText", Text::CobrowseHint),
    ("cobrowsingDialogAcceptLabel", Text::CobrowseAccept),
    ("cobrowsingDialogCancelLabel", Text::CobrowseReject),
    ("cobrowsingRejectedMessageText", Text::CobrowseDeclined),
    ("cobrowsingStartedMessageText", Text::CobrowseRunning),
    ("cobrowsingEndedMessageText", Text::CobrowseOver),
    ("surveyFormWasIssueResolvedQuestion", Text::AskResolved),
    ("surveyFormWasIssueResolvedPositiveAnswer", Text::Yes),
    ("surveyFormWasIssueResolvedNegativeAnswer", Text::No),
    ("surveyFormContactSatisfactionQuestion", Text::AskHelpful),
    ("surveyFormNetPromoterScoreQuestion", Text::AskRecommend),
    ("surveyFormSendChatTranscriptQuestion", Text::AskTranscript),
    ("surveyFormEmailFieldLabel", Text::AskTranscriptEmail),
    ("surveyFormEmailValidationErrorText", Text::ErrorEmail),
];

/// A text of the dialogue before co-browsing that means that there is none. Here the visitor is always asked.
pub const NO_DIALOGUE: &str = "disable";
