// Shows that open-event.mjs opens a right event and notices each kind of wrong one. The relay here
// is a websocket that answers as told; the Rust test `interop` uses a real relay and the real core.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure";
import * as nip44 from "nostr-tools/nip44";
import { WebSocketServer } from "ws";

const SCRIPT = fileURLToPath(new URL("./open-event.mjs", import.meta.url));
const SIGNATURE = "ab".repeat(64);
const PLAINTEXT = JSON.stringify({ content: "Hello Bob" });
const EXPIRATION = ["expiration", "1900000000"];

const receiver = generateSecretKey();
const oneTime = generateSecretKey();
const hex = (bytes) => Buffer.from(bytes).toString("hex");

function makeEvent(changes = {}) {
  const payload = nip44.encrypt(PLAINTEXT, nip44.getConversationKey(oneTime, getPublicKey(receiver)));
  const template = { kind: 1404, created_at: 1_800_000_000, tags: [EXPIRATION], content: `${SIGNATURE}.${payload}` };
  return finalizeEvent({ ...template, ...changes }, oneTime);
}

/** Serves `answer(subscription)` to every REQ, runs the script against it, returns its exit code and output. */
async function open(event, { answer, ...changes } = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const filters = [];
  server.on("connection", (socket) =>
    socket.on("message", (data) => {
      const [, subscription, filter] = JSON.parse(data);
      filters.push(filter);
      socket.send(JSON.stringify(answer ? answer(subscription) : ["EVENT", subscription, event]));
    }),
  );
  await new Promise((resolve) => server.on("listening", resolve));
  const request = {
    relay_url: `ws://127.0.0.1:${server.address().port}`,
    event_id: event.id,
    receiver_secret_hex: hex(receiver),
    one_time_pubkey: getPublicKey(oneTime),
    expected_text: "Hello Bob",
    comment_signature: SIGNATURE,
    ...changes,
  };
  const child = spawn(process.execPath, [SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(JSON.stringify(request));
  const exit = new Promise((resolve) => child.on("exit", resolve));
  const output = JSON.parse(await text(child.stdout));
  const code = await exit;
  server.close();
  return { code, output, filters };
}

test("opens a right event", async () => {
  const event = makeEvent();
  const { code, output, filters } = await open(event);
  assert.equal(code, 0);
  assert.deepEqual(output, {
    ok: true,
    plaintext: PLAINTEXT,
    tags: [EXPIRATION],
    kind: 1404,
    pubkey: event.pubkey,
    bytes: JSON.stringify(event).length,
  });
  assert.deepEqual(filters, [{ ids: [event.id], authors: [event.pubkey], kinds: [1404], limit: 1 }]);
});

// Named by what is wrong; the pattern is the reason it must give.
const wrong = {
  "another kind": [makeEvent({ kind: 1059 }), {}, /kind 1059/],
  "a tag that names someone": [makeEvent({ tags: [EXPIRATION, ["p", "00".repeat(32)]] }), {}, /tags must be/],
  "no expiration": [makeEvent({ tags: [] }), {}, /tags must be/],
  "content without a signature": [makeEvent({ content: "nothing" }), {}, /128 hex digits/],
  "a forged signature": [{ ...makeEvent(), sig: "00".repeat(64) }, {}, /signature is wrong/],
  "a changed content": [{ ...makeEvent(), content: `${SIGNATURE}.AAAA` }, {}, /signature is wrong/],
  "another id": [makeEvent(), { event_id: "00".repeat(32) }, /asked for/],
  "another author": [makeEvent(), { one_time_pubkey: "00".repeat(32) }, /author/],
  "another receiver": [makeEvent(), { receiver_secret_hex: hex(generateSecretKey()) }, /MAC/i],
  "another text": [makeEvent(), { expected_text: "Hello Eve" }, /text is not/],
  "another comment signature": [makeEvent(), { comment_signature: "cd".repeat(64) }, /comment signature/],
  "a malformed request": [makeEvent(), { event_id: "xyz" }, /64 lower-case hex/],
  "a relay without the event": [makeEvent(), { answer: (id) => ["EOSE", id] }, /does not have/],
  "a relay that refuses": [makeEvent(), { answer: (id) => ["CLOSED", id, "auth-required: no"] }, /auth-required/],
  "no relay": [makeEvent(), { relay_url: "ws://127.0.0.1:1" }, /websocket/],
};

for (const [name, [event, changes, reason]] of Object.entries(wrong)) {
  test(`refuses: ${name}`, async () => {
    // JSON drops the cache that finalizeEvent leaves on an event, as a real relay would.
    const { code, output } = await open(JSON.parse(JSON.stringify(event)), changes);
    assert.equal(code, 1);
    assert.equal(output.ok, false);
    assert.match(output.error, reason);
  });
}
