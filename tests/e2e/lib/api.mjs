// Everything that the documents name (Messaging API v2): methods with the fields of what is asked and answered, events
// with theirs, what is signalled for calls, codes of errors. What stands in `…_NOTES` is known from other clients only.

/** `asks` and `answers` are fields of the two bodies. */
export const METHODS = {
  "GET availability": { answers: ["chat", "ewt"] },
  "GET parameters": { answers: ["parameters"] },
  "POST chats": { asks: ["phone_number", "from", "parameters"], answers: ["chat_id", "state", "ewt", "is_new_chat", "phone_number"] },
  "GET chats/active": { answers: ["chat_id", "state", "ewt", "phone_number"] },
  "POST chats/…/events": { asks: ["events"] },
  "GET chats/…/events": { answers: ["events"] },
  "GET chats/…/history": { answers: ["events"] },
  "POST chats/…/notifications": {
    asks: ["ios_apns_device_token", "ios_app_bundle_id", "ios_firebase_device_token", "android_firebase_device_token"],
  },
  "POST files": { answers: ["file_id"] },
  "GET chats/…/files/…": {},
  "GET chats/…/profilephotos/…": {},
  "GET configuration": {
    answers: [
      "widgets", "name", "urls", "definition", "contact_tab", "enabled", "location", "color", "bg_color", "font", "family", "size", "style",
      "weight", "agents_available_msg", "agents_not_available_msg", "out_of_hours_msg", "show_ewt_out_of_hours", "styles", "contentMargin",
      "titleFont", "contactTabFont", "systemMessage", "agentMessage", "widgetBorder", "contactTabBorder", "widgetBackground", "baseFont",
      "dialogShadow",
    ],
  },
  "GET casehistory": { answers: ["sessions", "chat_id", "created_time", "events"] },
  "POST closecase": {},
  "GET iceservers": { answers: ["servers", "url", "username", "credential"] },
  "GET version": { answers: ["server_version"] },
};

export const METHOD_NOTES = {
  "GET chats/…/casehistory": { answers: ["sessions", "chat_id", "created_time", "events"] },
  "POST chats/…/closecase": {},
  "GET chats/…/chaticon": {},
};

export const CLIENT_EVENTS = {
  chat_session_message: ["msg_id", "msg", "channel"],
  chat_session_message_delivered: ["ref_msg_id"],
  chat_session_message_read: ["ref_msg_id"],
  chat_session_typing: [],
  chat_session_not_typing: [],
  chat_session_form_data: ["form_request_id", "form_name", "data"],
  chat_session_secure_form_data: ["form_request_id", "form_name", "data"],
  chat_session_secure_form_cancel: ["form_request_id"],
  chat_session_end: [],
  chat_session_disconnect: [],
  chat_session_file: ["msg_id", "file_type", "file_id"],
  chat_session_location: ["msg_id", "url", "latitude", "longitude"],
  chat_session_navigation: ["msg_id", "title", "page"],
  chat_session_cobrowsing_rejected: [],
  chat_session_cobrowsing_started: ["provider_type", "cobrowsing_url"],
  chat_session_cobrowsing_ended: [],
  chat_session_signaling: ["msg_id", "destination_party_id", "data"],
};

export const SERVER_EVENTS = {
  chat_session_status: ["state", "ewt"],
  chat_session_ended: [],
  chat_session_party_joined: ["party_id", "first_name", "last_name", "display_name", "type", "timestamp"],
  chat_session_party_left: ["party_id", "timestamp"],
  chat_session_message: ["party_id", "msg_id", "msg", "timestamp"],
  chat_session_message_delivered: ["party_id", "ref_msg_id", "timestamp"],
  chat_session_message_read: ["party_id", "ref_msg_id", "timestamp"],
  chat_session_typing: ["party_id", "timestamp"],
  chat_session_not_typing: ["party_id", "timestamp"],
  chat_session_form_show: ["form_request_id", "form_name", "form_timeout", "timestamp"],
  chat_session_secure_form_show: ["form_request_id", "form_id", "timestamp"],
  chat_session_secure_form_cancel: ["form_request_id"],
  chat_session_timeout_warning: ["msg", "timestamp"],
  chat_session_inactivity_timeout: ["msg", "timestamp"],
  chat_session_file: ["party_id", "msg_id", "file_id", "file_type", "timestamp"],
  chat_session_location: ["msg_id", "url", "latitude", "longitude", "timestamp"],
  chat_session_cobrowsing_requested: ["msg_id"],
  chat_session_case_set: ["case_id", "timestamp"],
  chat_session_signaling: ["msg_id", "data"],
};

/** What is signalled, in `data`, by its type. */
export const CLIENT_SIGNALS = {
  REQUEST_CALL: ["offerVideo"],
  ANSWER_CALL: ["sdp"],
  ICE_CANDIDATE: ["sdpMid", "sdpMLineIndex", "candidate"],
  END_CALL: [],
};

export const SERVER_SIGNALS = {
  CALL_REJECTED: ["reason_code", "reason"],
  OFFER_CALL: ["offerVideo", "sdp"],
  ICE_CANDIDATE: ["sdpMid", "sdpMLineIndex", "candidate"],
  END_CALL: [],
};

export const SERVER_NOTES = {
  chat_session_message_edit: ["ref_msg_id", "msg"],
  chat_session_message_delete: ["ref_msg_id"],
  chat_session_info: ["service_name"],
  chat_session_file: ["file_name"],
};

export const ERRORS = [
  1000, 2000, 2001, 2002, 2003, 2004, 3000, 5000, 5001, 5003, 5004, 5005, 5006, 5500, 5501, 5502,
  5509, 5511, 5558, 5601, 5602, 5603, 5955,
];

/**
 * What nobody misses: a file's type, which the contact center finds out by its bytes; the id of a signal, which stands in no
 * history and is never spoken of.
 */
const FOUND_OUT = ["client chat_session_file.file_type", "client chat_session_signaling.msg_id"];

/** Every row: its key, as `traffic.mjs` finds it, and what a server that leaves it out is told to omit. */
export function rows() {
  const all = [];
  const add = (section, key, omit) => all.push({ section, key, omit: FOUND_OUT.includes(key) ? null : omit });
  const path = (method) => method.split(" ")[1].replaceAll("…", "*");
  for (const [section, methods] of [["Methods", METHODS], ["Methods beyond the documents", METHOD_NOTES]]) {
    for (const [method, { asks = [], answers = [] }] of Object.entries(methods)) {
      add(section, method, null);
      const where = { path: `/${path(method)}`, method: method.split(" ")[0], kind: "omit" };
      for (const field of asks) add(section, `${method} asks ${field}`, [{ ...where, field }]);
      for (const field of answers) add(section, `${method} answers ${field}`, [{ ...where, field }]);
    }
  }
  const events = (section, side, list, paths) => {
    for (const [event, fields] of Object.entries(list)) {
      const omit = (field) => paths.map((where) => ({ ...where, kind: "omit", event, ...(field && { field }) }));
      if (section !== "Server events beyond the documents" || !SERVER_EVENTS[event]) add(section, `${side} ${event}`, omit());
      for (const field of fields) add(section, `${side} ${event}.${field}`, omit(field));
    }
  };
  const posted = [{ path: "/events", method: "POST" }];
  const got = [{ path: "/events", method: "GET" }, { path: "/history", method: "GET" }];
  events("Client events", "client", CLIENT_EVENTS, posted);
  events("Server events", "server", SERVER_EVENTS, got);
  events("Client signalling", "client", CLIENT_SIGNALS, posted);
  events("Server signalling", "server", SERVER_SIGNALS, got);
  events("Server events beyond the documents", "server", SERVER_NOTES, got);
  for (const code of ERRORS) add("Errors", `error ${code}`, null);
  return all;
}
