/** What a call fails with: `code` says what, `message` says it in words for developers. */
export interface ParlorError extends Error {
  code:
    | "bad-option" | "not-available" | "offline" | "timeout" | "refused" | "limit" | "file-type" | "file-size" | "no-chat" | "chat-ended"
    | "no-device" | "permission" | "unsupported" | "destroyed";
}

/** What JSON can say. */
export type ParlorValue = string | number | boolean | null | readonly ParlorValue[] | { readonly [name: string]: ParlorValue };

/** The attributes of the script tag, in camelCase. */
export interface ParlorOptions {
  /** The contact center's API, absolute: `https://tenant.example.com/clientweb/api/v2`. */
  apiUrl: string;
  /** The contact center's host name: `tenant.example.com`. */
  tenantUrl: string;
  /** The id of the messaging scenario entry. */
  appId: string;
  /** `WebChat`: cookies identify the visitor; `auto`: the same, and an id of this browser's where no cookie sticks; else sent as it is. Default `WebChat`. */
  clientId?: string;
  /** Sent when a chat is requested: a text as it is, `null` as an empty text, anything else as its JSON. */
  parameters?: Record<string, ParlorValue>;
  /** The request's `from`. */
  from?: string;
  /** The request's `phone_number`. */
  phoneNumber?: string;
  /** BCP 47 tag of the language. Default: the page's `lang`, else the browser's. */
  locale?: string;
  /** Default `auto`. */
  theme?: "auto" | "light" | "dark";
  /**
   * The element to put the widget in, which is on the page already, or a CSS selector of it. The widget is as large as that,
   * and the open window fills it.
   * Default: `body`, above which the window floats.
   */
  target?: string | Element;
  /** The window starts open. */
  open?: boolean;
  /** The nonce of the page's policy; the widget itself needs none. */
  nonce?: string;
  /** The agent sees what is being typed. */
  sendDraft?: boolean;
  /**
   * Agents are told what stands behind `?` and `#` in the page's address. Without it they are told the address before these;
   * a path behind `#/` or `#!/` counts as address and is told in any case.
   */
  sendQuery?: boolean;
  /** Longest message in characters, up to 100000. Default 4000. */
  messageLimit?: number;
  /** `relay`: calls go by a TURN server alone. Default `all`. */
  icePolicy?: "all" | "relay";
  /** Kinds of addresses that the two ends of a call tell each other: some of `host`, `srflx` and `relay`, with spaces between. Default: all three. */
  iceCandidates?: string;
  /** Where the files of this package are served, absolute or relative to the page, where the bundler does not bring them along. */
  assets?: string;
}

/** What `mount` and `start` take: the options, and what no attribute or wrapper can say. */
export interface MountOptions extends ParlorOptions {
  /**
   * An element on the page to be the widget's host, which stays there when the widget ends; one that can have a shadow root.
   * The window floats; `target` is refused beside it. `<parlor-chat>` of `parlor-chat/element` gives itself.
   */
  host?: HTMLElement;
}

export type Availability = "available" | "busy" | "out-of-hours" | "unknown";
export type Phase = "idle" | "starting" | "queued" | "connected" | "ended" | "failed";

/** What `on` tells, by name. */
export interface ParlorEvents {
  /** The tab works, at once or after it had recovered. */
  ready: Record<string, never>;
  /** `ewt`: estimated waiting time in seconds. */
  availability: { available: boolean; ewt: number | null };
  open: Record<string, never>;
  close: Record<string, never>;
  "chat-started": { chatId: string };
  "chat-restored": { chatId: string };
  /** Never what was entered into a secure form. `at`: milliseconds since 1970. */
  message: { id: number; sender: "visitor" | "agent" | "bot" | "system"; text: string; at: number };
  "message-state": { id: number; state: "sending" | "sent" | "delivered" | "read" | "failed" };
  status: { phase: Phase };
  form: { name: string; kind: "chat" | "survey" | "secure"; state: "shown" | "answered" | "cancelled" | "expired" | "not-found" };
  call: { state: "requesting" | "ringing" | "connecting" | "live" | "ended"; video: boolean };
  ended: { by: "visitor" | "agent" | "inactivity" | "lost" };
  error: { code: ParlorError["code"]; message: string };
}

export interface ParlorState {
  readonly phase: Phase;
  readonly availability: Availability;
  readonly unread: number;
  readonly chatId: string | null;
}

/** A form that a contact center may ask for by its name. */
export interface FormDefinition {
  name: string;
  fields: Record<string, unknown>[];
  [more: string]: unknown;
}

/** What can be queued: a call's name and its arguments, as in `["open"]` and `["on", "message", handler]`. */
export type ParlorCall =
  | [name: "on", event: keyof ParlorEvents, handler: (payload: any) => void]
  | [name: Exclude<keyof ParlorHandle, "ready" | "state" | "on" | "push">, ...given: (string | object | undefined)[]];

/** The widget on the page. Every call that returns a promise rejects with a `ParlorError`. */
export interface ParlorHandle {
  /**
   * Resolves when the tab works. Rejects with `bad-option`, with `destroyed`, and as soon as the widget's files can't be had
   * (`not-available`) or can't run (`unsupported`). A widget that recovers later fires the event `ready` only.
   */
  readonly ready: Promise<void>;
  readonly state: ParlorState;
  open(): Promise<void>;
  close(): Promise<void>;
  toggle(): Promise<void>;
  /** Shows the widget again after `hide`. */
  show(): Promise<void>;
  hide(): Promise<void>;
  /** Resolves when the chat is requested, or with the one that runs. */
  startChat(parameters?: ParlorOptions["parameters"]): Promise<{ chatId: string; isNew: boolean }>;
  /** Resolves when the contact center has the message; starts a chat where none runs. */
  sendMessage(text: string): Promise<{ id: number }>;
  /** As `sendMessage`. */
  sendFile(file: File): Promise<{ id: number }>;
  /** As `sendMessage`, after the browser has asked the visitor. */
  sendLocation(): Promise<{ id: number }>;
  endChat(): Promise<void>;
  /** Resolves when both sides are connected. */
  startCall(options?: { video?: boolean }): Promise<void>;
  endCall(): Promise<void>;
  /** Asks to be called back at this number. Where a chat runs, resolves with that one, and nothing is asked. */
  requestCallback(phone: string, parameters?: ParlorOptions["parameters"]): Promise<{ chatId: string; isNew: boolean }>;
  /** Added to what is sent when a chat is requested. */
  setParameters(parameters: NonNullable<ParlorOptions["parameters"]>): Promise<void>;
  setLocale(tag: string): Promise<void>;
  setTheme(name: NonNullable<ParlorOptions["theme"]>): Promise<void>;
  registerForm(definition: FormDefinition): Promise<void>;
  /** For hybrid apps: tokens of their notification services; `{}` cancels. */
  subscribeNotifications(tokens: Record<string, string>): Promise<void>;
  /** Calls `handler` from now on; returns what ends that. */
  on<Name extends keyof ParlorEvents>(name: Name, handler: (payload: ParlorEvents[Name]) => void): () => void;
  /** As calls that are queued before the script has loaded: one that fails is a line in the console. Returns how many there were. */
  push(...calls: ParlorCall[]): number;
  /** Takes the widget away and leaves nothing; `forget` also removes what this browser keeps of it. */
  destroy(options?: { forget?: boolean }): Promise<void>;
}

/**
 * Puts the widget on the page. Resolves when the tab works, or when its files can't be had or can't run and a plain tab
 * stands there, which tries again when it is pressed. Rejects with `bad-option`, with `not-available` where the page has one
 * already, with `unsupported` where there is no page (on a server), with `destroyed`.
 */
export function mount(options: MountOptions): Promise<ParlorHandle>;

/**
 * As `mount`, at once: returns the handle, whose `ready` says whether it works. Throws where an option has no such name or is of
 * a kind that it can't be, where the page has a widget already and where there is no page; any other wrong value rejects `ready`.
 */
export function start(options: MountOptions): ParlorHandle;

/** Names of the options that are attributes of the script tag, too. */
export const OPTIONS: readonly (keyof ParlorOptions)[];
/** Names of the events. */
export const EVENTS: readonly (keyof ParlorEvents)[];
