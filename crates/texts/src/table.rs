//! Every text that the widget says, under the name that the sources of languages use for it.
//! One table makes the keys, the enum and the English words, so a text that is missing anywhere does not compile.
//! `{name}` and the like are filled in by whoever draws them.

/// Makes an enum of texts with the key and the English words of each.
macro_rules! texts {
    ($($variant:ident $key:literal $english:literal)*) => {
        /// A text by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $($variant,)* }

        impl Text {
            /// All of them, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The line that a language's file has it in.
            pub const fn line(self) -> usize {
                self as usize
            }

            /// The name in the sources of languages.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            pub const fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)* }
            }
        }
    };
}

/// As `texts`, for texts that depend on a number, `{count}`.
macro_rules! counted {
    ($($variant:ident $key:literal $one:literal $other:literal)*) => {
        /// A text with a number in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Counted { $($variant,)* }

        impl Counted {
            /// All of them, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The line that a language's file has it in, where the language has so many categories and this is the
            /// number of one of them.
            pub const fn line(self, categories: usize, category: usize) -> usize {
                Text::ALL.len() + self as usize * categories + category
            }

            /// The name in the sources of languages, to which the plural category is added: `unread.one`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// English has two categories: `one` and everything else.
            pub fn english(self, category: &str) -> &'static str {
                match (self, category) {
                    $((Self::$variant, "one") => $one, (Self::$variant, _) => $other,)*
                }
            }
        }
    };
}

texts! {
    // Tab: first, since its part of the widget carries the English of all texts up to the last that it says
    TabAvailable "tab-available" "Chat with us"
    TabBusy "tab-busy" "Chat with us"
    TabOutOfHours "tab-out-of-hours" "We are closed right now"
    NotLoaded "not-loaded" "The chat could not be loaded. Please try again."
    WaitLessThanMinute "wait-less-than-minute" "Less than a minute to wait"

    // Window
    Offer "offer" "An offer to help"
    OfferChat "offer-chat" "Chat with us"
    Title "title" "Chat"
    Minimize "minimize" "Minimize chat"
    End "end" "End chat"
    Resize "resize" "Resize chat"
    Bot "bot" "Virtual assistant"
    Agent "agent" "Support agent"
    AgentAway "agent-away" "Has left the chat"
    OnlineNow "online" "We are here to help"
    Connecting "connecting" "Connecting…"
    Reconnecting "reconnecting" "Reconnecting…"
    Typing "typing" "{name} is typing…"
    TypingShort "typing-short" "typing…"

    // Waiting
    Waiting "waiting" "Waiting for the next agent"
    WaitingHint "waiting-hint" "You can write already. The agent will see it on joining."

    // Transcript
    Conversation "conversation" "Conversation"
    Greeting "greeting" "Hello. How can we help?"
    GreetingHint "greeting-hint" "Write your question below and we will answer here."
    Earlier "earlier" "Show earlier messages"
    Unread "unread-divider" "New"
    Latest "latest" "Latest messages"
    You "you" "You"
    Today "today" "Today"
    Yesterday "yesterday" "Yesterday"
    Edited "edited" "Edited"
    Answers "answers" "Answers"
    Deleted "deleted" "This message was deleted"
    ShowImage "show-image" "Show picture"
    NewTab "new-tab" "Opens in a new tab"
    Sending "sending" "Sending"
    Sent "sent" "Sent"
    Delivered "delivered" "Delivered"
    Read "read" "Read"
    Failed "failed" "Not sent"
    Retry "retry" "Retry"
    Copy "copy" "Copy"
    Copied "copied" "Copied"
    Delete "delete" "Delete"
    Joined "joined" "{name} joined the chat"
    Left "left" "{name} left the chat"
    JoinedUnnamed "joined-unnamed" "An agent joined the chat"
    LeftUnnamed "left-unnamed" "The agent left the chat"
    Unreadable "unreadable" "A message could not be shown"
    Unsupported "unsupported" "Something arrived that this chat can't show"

    PastChats "past-chats" "Earlier chats about this"
    FileUnavailable "file-unavailable" "no longer available"
    FileUnsaved "file-unsaved" "could not be loaded"
    Sticker "sticker" "Sticker"
    Location "location" "Location"
    OpenMap "open-map" "Open the map"
    Menu "menu" "More"
    PopOut "pop-out" "Open in a window of its own"
    CaseClose "case-close" "My request is solved"
    CaseClosed "case-closed" "Your request is marked as solved"
    NoCase "no-case" "There is no request to be marked as solved."
    CaseTrouble "case-trouble" "Your request could not be marked as solved. Please try again later, or tell the agent."
    SoundOff "sound-off" "Turn sounds off"
    SoundOn "sound-on" "Turn sounds on"
    AboutWidget "about-widget" "Parlor {version}"
    AboutCenter "about-center" "Contact center {version}"

    // Looking at the page together
    CobrowseAsked "cobrowse-asked" "The agent would like to look at this page with you"
    CobrowseHint "cobrowse-hint" "The agent sees what is on this page and may help you with it. You can stop at any time."
    CobrowseAccept "cobrowse-accept" "Show this page"
    CobrowseReject "cobrowse-reject" "Not now"
    CobrowseStarting "cobrowse-starting" "Starting to show this page…"
    CobrowseRunning "cobrowse-running" "The agent sees this page"
    CobrowseEnd "cobrowse-end" "Stop"
    CobrowseDeclined "cobrowse-declined" "You did not show this page"
    CobrowseImpossible "cobrowse-impossible" "The agent wanted to look at this page, which is not possible here"
    CobrowseOver "cobrowse-over" "The agent no longer sees this page"

    // Calls
    CallAudio "call-audio" "Call"
    CallVideo "call-video" "Video call"
    CallChoose "call-choose" "Talk to {name}?"
    CallChooseHint "call-choose-hint" "You can keep writing during the call."
    CallAgain "call-again" "You were in a call. Do you want to go on?"
    CallMicrophoneOnly "call-microphone-only" "Microphone only"
    CallWithCamera "call-with-camera" "With camera"
    CallOpening "call-opening" "Please allow your microphone"
    CallOpeningVideo "call-opening-video" "Please allow your microphone and camera"
    CallOpeningHint "call-opening-hint" "So that {name} can hear you. Nobody does before the call begins."
    CallOpeningVideoHint "call-opening-video-hint" "So that {name} can hear and see you. Nobody does before the call begins."
    CallWaiting "call-waiting" "You will be put through to the next agent"
    CallRequesting "call-requesting" "Calling {name}…"
    CallRinging "call-ringing" "{name} is calling you"
    CallRingingVideo "call-ringing-video" "{name} is calling you with video"
    CallConnecting "call-connecting" "Connecting the call…"
    CallLive "call-live" "In a call with {name}"
    CallInterrupted "call-interrupted" "The call was interrupted. Reconnecting…"
    CallAccept "call-accept" "Answer"
    CallReject "call-reject" "Decline"
    CallHangUp "call-hang-up" "Hang up"
    CallMute "call-mute" "Mute microphone"
    CallUnmute "call-unmute" "Unmute microphone"
    CallCameraOn "call-camera-on" "Turn camera on"
    CallCameraOff "call-camera-off" "Turn camera off"
    CallDevices "call-devices" "Devices"
    CallMicrophone "call-microphone" "Microphone"
    CallCamera "call-camera" "Camera"
    CallSpeaker "call-speaker" "Speaker"
    CallDevice "call-device" "Device {number}"
    CallPip "call-pip" "Picture in picture"
    CallPlay "call-play" "Turn on sound"
    CallYou "call-you" "Your camera"
    CallAgentPicture "call-agent-picture" "Camera of {name}"
    CallWeak "call-weak" "Weak connection"
    CallBad "call-bad" "Very weak connection"
    CallElsewhere "call-elsewhere" "You are in a call in another tab"
    CallOver "call-over" "The call has ended"
    CallOverAgent "call-over-agent" "{name} ended the call"
    CallRejected "call-rejected" "{name} can't take a call now"
    CallNoAnswer "call-no-answer" "Nobody answered the call. You can try again, or write here."
    CallMissed "call-missed" "You missed a call from {name}"
    CallNotConnected "call-not-connected" "The call could not be connected. A firewall or network may be in the way."
    CallLost "call-lost" "The connection of the call was lost"
    CallAgentLeft "call-agent-left" "The agent has left the chat, and the call has ended"
    CallFailed "call-failed" "The call could not go on"
    DeviceDenied "device-denied" "Your browser does not allow this page to use your microphone. Allow it in the address bar, then try again."
    DeviceDeniedVideo "device-denied-video" "Your browser does not allow this page to use your microphone and camera. Allow them in the address bar, then try again."
    DeviceAbsent "device-absent" "No microphone was found. Connect one, then try again."
    DeviceAbsentVideo "device-absent-video" "No camera was found. Connect one, or call with microphone only."
    DeviceBusy "device-busy" "Another program is using your microphone. Close it, then try again."
    DeviceBusyVideo "device-busy-video" "Another program is using your camera or microphone. Close it, or call with microphone only."
    DeviceBlocked "device-blocked" "This website does not allow calls (Permissions-Policy: microphone)."
    DeviceBlockedVideo "device-blocked-video" "This website does not allow video calls (Permissions-Policy: camera, microphone)."
    DeviceUnsupported "device-unsupported" "This browser can't make calls here. You can go on writing."
    NoCamera "no-camera" "The camera can't be used"
    TryAgain "try-again" "Try again"

    // Where the visitor is
    LocationSend "location-send" "Send my location"
    LocationAsk "location-ask" "Tell the agent where you are?"
    LocationShare "location-share" "Share location"
    LocationKeep "location-keep" "Not now"
    LocationFinding "location-finding" "Finding where you are…"
    LocationDenied "location-denied" "Your browser does not share where you are. Allow it for this page and try again."
    LocationNotFound "location-not-found" "Where you are could not be found."
    Close "close" "Close"

    // Composer
    Placeholder "placeholder" "Write a message"
    Message "message" "Message"
    Send "send" "Send message"
    Emoji "emoji" "Emoji"
    NotifyAsk "notify-ask" "Shall this browser tell you when an answer comes?"
    NotifyYes "notify-yes" "Yes"
    NotifyNo "notify-no" "No"

    // Ends
    EndedByVisitor "ended-by-visitor" "You ended the chat"
    EndedByAgent "ended-by-agent" "The chat has ended"
    EndedByInactivity "ended-by-inactivity" "The chat ended because nobody wrote for a while"
    EndedLost "ended-lost" "The chat ended while you were away"
    EndHint "end-hint" "You can start a new chat at any time."
    StartAgain "start-again" "Start a new chat"
    ConfirmEnd "confirm-end" "End this chat?"
    ConfirmEndHint "confirm-end-hint" "You can still read the conversation afterwards."
    ConfirmYes "confirm-yes" "End chat"
    ConfirmNo "confirm-no" "Keep chatting"
    StillHere "still-here" "I'm still here"
    WarningFallback "warning" "Are you still there? The chat will end soon."

    // What is wrong, and what happens about it
    Closed "closed" "We are closed right now. You can write to us, but an answer will take longer."
    Offline "offline" "No connection. Your message will be sent when you are back online."
    Unsteady "unsteady" "The connection is unsteady. Trying again."
    ServerTrouble "server-trouble" "We can't reach the chat service right now. Trying again."
    StartTrouble "start-trouble" "The chat could not be started. Please try again."
    Busy "busy" "Many people are writing at the moment. Trying again shortly."
    Unavailable "unavailable" "Nobody is available right now. Please try again later."
    Setup "setup" "The chat is not available on this page right now."
    ChatGone "chat-gone" "This chat is over."
    Attach "attach" "Attach a file"
    File "file" "File"
    Uploading "uploading" "Sending {name}"
    UploadCancel "upload-cancel" "Cancel"
    Enlarge "enlarge" "Enlarge {name}"
    Save "save" "Save"
    CloseImage "close-image" "Close the picture"
    FileEmpty "file-empty" "This file is empty."
    FileTooLarge "file-too-large" "This file is larger than 25 MB."
    FileBlocked "file-blocked" "Files of this type can't be sent."
    FileLost "file-lost" "The page was left before the file was sent. Please choose it again."
    SaidFile "said-file" "{author} sent a file: {name}"
    Refused "refused" "This message was not accepted."
    FileRefused "file-refused" "This file was not accepted."
    TooLong "too-long" "This message is too long."
    NoChat "no-chat" "There is no chat at the moment."
    TryNow "try-now" "Try now"

    // Forms
    FormTitle "form-title" "Before we start"
    FormCall "form-call" "Call me"
    CallQueued "call-queued" "We will call you at {number}."
    MessageLeft "message-left" "Thank you for your message"
    MessageLeftHint "message-left-hint" "We will answer it when we are open again. You can add to it here."
    FormSubmit "form-submit" "Start chat"
    FormLeave "form-leave" "Send message"
    FormProgress "form-progress" "{done} of {all} filled in"
    FormStarting "form-starting" "Starting…"
    FormCancel "form-cancel" "Cancel"
    ChatFormTitle "chat-form-title" "Please fill in this form"
    SurveyTitle "survey-title" "How was this chat?"
    FormSend "form-send" "Send"
    FormSkip "form-skip" "Not now"
    FormSending "form-sending" "Sending…"
    FormTimer "form-timer" "Time left: {time}"
    FormAnswered "form-answered" "Your answers were sent"
    SurveyAnswered "survey-answered" "Thank you for your feedback"
    FormSkipped "form-skipped" "You did not fill in this form"
    FormExpired "form-expired" "The time for this form is over"
    FormClosed "form-closed" "The chat ended before this form was sent"
    FormMissing "form-missing" "A form was asked for that can't be shown here"
    FormRefused "form-refused" "Your answers were not accepted. Please try again."
    FormWithdrawn "form-withdrawn" "This form is no longer needed"
    SecureTitle "secure-title" "Secure form"
    SecureNote "secure-note" "Only the agent sees what you enter. It is not kept in the chat."
    SecureAnswered "secure-answered" "Sent securely"
    SecureOffline "secure-offline" "You are offline, so this was not sent. Please try again."
    SecureFailed "secure-failed" "This could not be sent, and nothing of it was kept. Please fill it in again."
    FormLoading "form-loading" "The form is being loaded…"
    Required "required" "required"
    Choose "choose" "Please choose"
    DateHint "date-hint" "month/day/year"
    AskName "ask-name" "Name"
    AskFirstName "ask-first-name" "First name"
    AskLastName "ask-last-name" "Last name"
    AskEmail "ask-email" "E-mail"
    AskPhone "ask-phone" "Phone"
    AskCallbackPhone "ask-callback-phone" "Phone number to call you back"
    AskAccount "ask-account" "Account number"
    AskCompany "ask-company" "Company"
    AskDate "ask-date" "Date"
    AskResolved "ask-resolved" "Was your question answered?"
    AskHelpful "ask-helpful" "How helpful was this chat?"
    AskRecommend "ask-recommend" "How likely are you to recommend us?"
    AskTranscript "ask-transcript" "Send me a copy of this chat by e-mail"
    AskTranscriptEmail "ask-transcript-email" "E-mail for the copy"
    AskSum "ask-sum" "What is {one} + {other}?"
    Yes "yes" "Yes"
    No "no" "No"
    Rating "rating" "{step} of 5"
    RatingWorst "rating-worst" "Not at all"
    RatingBest "rating-best" "Very"
    ErrorRequired "error-required" "Please fill in this field"
    ErrorEmail "error-email" "Please enter an e-mail address such as name@example.com"
    ErrorPhone "error-phone" "Please enter a phone number such as +1 555 0100"
    ErrorDate "error-date" "Please enter a date as month/day/year"
    ErrorRange "error-range" "Please enter a number from {min} to {max}"
    ErrorChoice "error-choice" "Please choose one of the options"
    ErrorLong "error-long" "This answer is too long"
    ErrorSum "error-sum" "Please add up the two numbers"

    // Said to screen readers
    SaidMessage "said-message" "{author} says: {text}"
    SaidOwn "said-own" "You said: {text}"
    SaidQueued "said-queued" "Waiting for the next agent."
    SaidFailed "said-failed" "A message was not sent."
    SaidNoFile "said-no-file" "The file could not be loaded."
    SaidOffline "said-offline" "No connection."
    SaidOnline "said-online" "Connected again."
    SaidEnded "said-ended" "The chat has ended."
    SaidForm "said-form" "There is a form to fill in: {title}"
}

counted! {
    Unread "unread" "{count} unread message" "{count} unread messages"
    WaitMinutes "wait-minutes" "About {count} minute to wait" "About {count} minutes to wait"
    NewBelow "new-below" "{count} new message" "{count} new messages"
    SaidMessages "said-messages" "{count} new message." "{count} new messages."
    SaidHistory "said-history" "{count} earlier message loaded." "{count} earlier messages loaded."
    Left "characters-left" "{count} character left" "{count} characters left"
    Over "characters-over" "{count} character too many" "{count} characters too many"
    StartAgainWith "start-again-with" "Start a new chat and send your {count} unsent message" "Start a new chat and send your {count} unsent messages"
    SaidFormCloses "said-form-closes" "{count} second left for the form." "{count} seconds left for the form."
    FormErrors "form-errors" "{count} field needs your attention" "{count} fields need your attention"
}
