// Signalling between page and contact center, lost or made up on its way.

const EVENTS = /\/chats\/[^/]+\/events/;

/** The next signal of this kind that passes by, either way, does not arrive. */
export async function loseOne(page, kind) {
  let lost = false;
  const without = (events) =>
    events.filter(({ data }) => {
      if (lost || data?.type !== kind) return true;
      lost = true;
      return false;
    });
  await page.route(EVENTS, async (route) => {
    const request = route.request();
    if (request.method() === "POST") {
      const { events } = request.postDataJSON();
      const left = without(events);
      if (left.length === events.length) return route.fallback();
      // The server would say yes to what it never heard of.
      if (!left.length) return route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, body: "" });
      return route.continue({ postData: JSON.stringify({ events: left }) });
    }
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort();
    const body = await answer.text();
    let told = body;
    try {
      const { events } = JSON.parse(body);
      told = JSON.stringify({ events: without(events) });
    } catch {
      // Not a list of events: as it is.
    }
    return route.fulfill({ response: answer, body: told });
  });
}

/** The visitor's next polls bring these signals, a batch each; resolves when all were told. */
export async function tell(page, batches) {
  const left = batches.map((batch) => batch.map((data, at) => ({ event: "chat_session_signaling", party_id: "anna", msg_id: `s${at}`, data })));
  let told;
  const done = new Promise((resolve) => (told = resolve));
  const handler = async (route) => {
    const events = route.request().method() === "GET" && left.shift();
    if (!events) return route.fallback();
    await route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify({ events }) });
    if (!left.length) told();
  };
  await page.route(EVENTS, handler);
  await done;
  await page.unroute(EVENTS, handler);
}

const SDP = [
  "v=0", "o=- 4611 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
  "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=setup:actpass",
  `a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}`, "a=rtpmap:111 opus/48000/2",
];

/** Session descriptions and candidates that no browser writes, from a generator that makes the same each time. */
export function hostile() {
  let state = 42;
  const below = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % most;
  };
  const lines = (list) => `${list.join("\r\n")}\r\n`;
  const whole = lines(SDP);
  const texts = [
    "", " ", "v=0", "\u0000", "null", "{}", "<script>alert(1)</script>", "\u202e", "💥".repeat(100), whole.slice(0, 40),
    whole.replaceAll("opus", "no-such-codec"), whole.replace("111 opus", "999999 opus"), whole.replace("sha-256", "md5"),
    whole.replace("m=audio", "m=application"), whole.replace("abcd", "x".repeat(5000)), "a=x\r\n".repeat(200_000),
    lines([...SDP, ...Array(300).fill("m=video 0 X 1")]), whole.replaceAll("\r\n", "\n"), whole.replaceAll("\r\n", ""),
  ];
  while (texts.length < 100) {
    const list = SDP.map((line, at) => (at === 1 ? `o=- ${4700 + texts.length} 2 IN IP4 127.0.0.1` : line));
    for (let changes = 1 + below(4); changes; changes -= 1) {
      const at = below(list.length);
      const [one, two] = [below(list[at].length), below(list[at].length)].sort((a, b) => a - b);
      const change = below(5);
      if (change === 0) list.splice(at, 1);
      else if (change === 1) list[at] = list[at].slice(0, one) + list[at].slice(two);
      else if (change === 2) list[at] = list[at].repeat(2 + below(50));
      else if (change === 3) list[at] = list[at].slice(0, one) + String.fromCharCode(below(0x300)) + list[at].slice(one);
      else list.splice(at, 0, list[below(list.length)]);
    }
    texts.push(lines(list).slice(0, 1 + below(2000)));
  }
  const offers = texts.map((sdp, at) => ({ type: "OFFER_CALL", offerVideo: at % 2 ? "true" : true, sdp }));
  const candidates = ["", "candidate", "candidate:1 1 udp 0 999.999.999.999 99999999 typ host", "x".repeat(100_000), "\u0000", "candidate:".repeat(500)];
  const odd = candidates.flatMap((candidate) =>
    [null, "", "0", "nowhere", 7, -1, 1e400].map((line) => ({ type: "ICE_CANDIDATE", sdpMid: line, sdpMLineIndex: line, candidate })),
  );
  const rest = [
    {}, null, "END_CALL", [], { type: "" }, { type: "OFFER_CALL" }, { type: "ANSWER_CALL", sdp: whole }, { type: "REQUEST_CALL" },
    { type: "CALL_REJECTED", reason: "x".repeat(100_000) }, { type: "CALL_STATE", state: 1 }, { type: 7 }, { type: "OFFER_CALL", sdp: 7, offerVideo: {} },
  ];
  return [...offers, ...odd, ...rest];
}
