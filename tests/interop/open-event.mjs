// Opens one Knock event with nostr-tools, an implementation that shares no code with ours.
//
// stdin:  {relay_url, event_id, receiver_secret_hex, one_time_pubkey,
//          expected_text?, comment_signature?}          all keys, ids and signatures in hex
// stdout: {ok: true, plaintext, tags, kind, pubkey, bytes}   bytes: the event's JSON as the relay sent it
// On any failure: {ok: false, error} on stdout, the error on stderr, exit code 1.
//
// A raw websocket, because client libraries hide what this looks for: they drop expired events and
// check signatures on their own.

import { text } from "node:stream/consumers";
import { verifyEvent } from "nostr-tools/pure";
import * as nip44 from "nostr-tools/nip44";
import WebSocket from "ws";

const KIND = 1404;
const TIMEOUT_MS = 10_000;
const HEX_32 = /^[0-9a-f]{64}$/;
// 64-byte comment signature in hex, a dot, a NIP-44 payload in base64.
const CONTENT = /^([0-9a-f]{128})\.([A-Za-z0-9+/]+={0,2})$/;

function check(condition, message) {
  if (!condition) throw new Error(message);
}

/** Asks the relay for exactly this event. Resolves to the event and its size on the wire in bytes. */
function fetchEvent({ relay_url, event_id, one_time_pubkey }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(relay_url);
    const finish = (settle, value) => {
      clearTimeout(timer);
      socket.close();
      settle(value);
    };
    const fail = (message) => finish(reject, new Error(message));
    const timer = setTimeout(() => fail(`the relay sent nothing within ${TIMEOUT_MS} ms`), TIMEOUT_MS);

    socket.on("error", (error) => fail(`websocket: ${error.message}`));
    socket.on("close", () => fail("the relay closed the connection without an answer"));
    socket.on("open", () => {
      const filter = { ids: [event_id], authors: [one_time_pubkey], kinds: [KIND], limit: 1 };
      socket.send(JSON.stringify(["REQ", "knock", filter]));
    });
    socket.on("message", (data) => {
      let message;
      try {
        message = JSON.parse(data.toString());
      } catch {
        return fail("the relay sent something that is not JSON");
      }
      const [type, , body] = message;
      if (type === "EVENT") finish(resolve, { event: body, bytes: Buffer.byteLength(JSON.stringify(body)) });
      else if (type === "EOSE") fail("the relay does not have the event");
      else if (type === "CLOSED" || type === "NOTICE") fail(`the relay refused: ${message.at(-1)}`);
      // Anything else, such as an AUTH challenge, is not for us: the event must come without it.
    });
  });
}

/** Checks everything about the event that a receiver relies on and decrypts it. */
function openEvent(event, request) {
  check(event.id === request.event_id, `asked for ${request.event_id}, got ${event.id}`);
  check(event.pubkey === request.one_time_pubkey, `the event's author is ${event.pubkey}`);
  check(event.kind === KIND, `kind ${event.kind} instead of ${KIND}`);
  check(verifyEvent(event), "event id or signature is wrong");

  const [tag] = event.tags;
  check(
    event.tags.length === 1 && tag.length === 2 && tag[0] === "expiration" && /^[1-9][0-9]*$/.test(tag[1]),
    `tags must be exactly [["expiration", seconds]], not ${JSON.stringify(event.tags)}`,
  );

  const parts = CONTENT.exec(event.content);
  check(parts, "content is not 128 hex digits, a dot and a base64 payload");
  const [, signature, payload] = parts;
  if (request.comment_signature !== undefined) {
    check(signature === request.comment_signature, "the comment signature is not the expected one");
  }

  const secret = Uint8Array.from(Buffer.from(request.receiver_secret_hex, "hex"));
  const plaintext = nip44.decrypt(payload, nip44.getConversationKey(secret, event.pubkey));
  if (request.expected_text !== undefined) {
    // The plaintext is a NIP-17 rumor as JSON, without what the receiver already knows.
    check(JSON.parse(plaintext).content === request.expected_text, "the text is not the expected one");
  }
  return plaintext;
}

async function main() {
  const request = JSON.parse(await text(process.stdin));
  for (const field of ["event_id", "receiver_secret_hex", "one_time_pubkey"]) {
    check(HEX_32.test(request[field]), `${field} must be 64 lower-case hex digits`);
  }
  const { event, bytes } = await fetchEvent(request);
  const plaintext = openEvent(event, request);
  const { tags, kind, pubkey } = event;
  console.log(JSON.stringify({ ok: true, plaintext, tags, kind, pubkey, bytes }));
}

main().catch((error) => {
  console.log(JSON.stringify({ ok: false, error: error.message }));
  console.error(`open-event: ${error.message}`);
  process.exitCode = 1;
});
