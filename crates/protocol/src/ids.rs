//! Message ids as the documents write them: `chatId:messageNumber`. Both sides make them; neither relies on their form,
//! since small integers and UUIDs stand on the wire too (field notes 4.4).

/// The id of a chat's `number`th message.
pub fn message_id(chat_id: &str, number: u64) -> String {
    let number = number.to_string();
    [chat_id, ":", &number].concat()
}

/// Whether an id is one of this chat by its form.
pub fn is_of_chat(msg_id: &str, chat_id: &str) -> bool {
    msg_id.strip_prefix(chat_id).is_some_and(|rest| rest.starts_with(':'))
}

/// The number in `chatId:7` or in a bare `7`, so that a counter can go on behind it.
pub fn message_number(msg_id: &str) -> Option<u64> {
    let digits = msg_id.rsplit(':').next()?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_goes_on_behind_every_form_that_has_a_number() {
        assert_eq!(message_number(&message_id("d6c1adc2-385b", 12)), Some(12));
        assert_eq!(message_number("4"), Some(4));
        assert!(is_of_chat("d6c1adc2-385b:12", "d6c1adc2-385b"));
        assert!(!is_of_chat("d6c1adc2-385b:12", "d6c1") && !is_of_chat("4", "d6c1"));
        assert_eq!(message_number("7215D0DA-D272-499C-9CF3-9F1A322F42CB"), None);
        assert_eq!(message_number("a:"), None);
        assert_eq!(message_number("99999999999999999999999"), None);
    }
}
