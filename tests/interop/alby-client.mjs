// Alby's `NWCClient` with two of our wallet service's accounts: one pays the other. Every answer is checked.
//
// stdin:  {payer_uri, payee_uri, comment}
// stdout: {ok: true, payment_hash}   or {ok: false, error} and exit code 1

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { NWCClient, tell } from "./alby.mjs";

const AMOUNT = 21_000;
const PATIENCE_MS = 20_000;
const UNKNOWN = "00".repeat(32);

/** Resolves with the first notification of this kind. */
async function notified(client, wanted) {
  let heard;
  const notification = new Promise((resolve, reject) => {
    heard = resolve;
    setTimeout(() => reject(new Error(`no ${wanted} within ${PATIENCE_MS} ms`)), PATIENCE_MS).unref();
  });
  await client.subscribeNotifications((told) => heard(told.notification), [wanted]);
  return { notification };
}

async function refusal(answer) {
  return answer.then(
    () => assert.fail("it was not refused"),
    ({ code }) => code,
  );
}

async function run({ payer_uri, payee_uri, comment }) {
  const [payer, payee] = [payer_uri, payee_uri].map((uri) => new NWCClient({ nostrWalletConnectUrl: uri }));
  const { encryptions, capabilities, notifications } = await payer.getWalletServiceInfo();
  assert.ok(encryptions.includes("nip44_v2"), `${encryptions}`);
  assert.ok(capabilities.includes("pay_invoice") && capabilities.includes("notifications"), `${capabilities}`);
  assert.ok(notifications.includes("payment_received"), `${notifications}`);

  for (const client of [payer, payee]) assert.equal((await client.getInfo()).network, "regtest");
  const before = (await payer.getBalance()).balance;

  const [sent, received] = [await notified(payer, "payment_sent"), await notified(payee, "payment_received")];
  const made = await payee.makeInvoice({ amount: AMOUNT, description: "to Bob", metadata: { comment } });
  assert.equal(made.amount, AMOUNT);
  const { preimage, fees_paid } = await payer.payInvoice({ invoice: made.invoice });
  assert.equal(createHash("sha256").update(preimage, "hex").digest("hex"), made.payment_hash);
  assert.equal((await payer.getBalance()).balance, before - AMOUNT - (fees_paid ?? 0));

  for (const [client, type] of [[payer, "outgoing"], [payee, "incoming"]]) {
    const found = await client.lookupInvoice({ payment_hash: made.payment_hash });
    assert.deepEqual([found.type, found.state, found.amount], [type, "settled", AMOUNT]);
    const { transactions } = await client.listTransactions({ type, limit: 10 });
    assert.deepEqual(transactions.map((it) => it.payment_hash), [made.payment_hash]);
  }
  const told = await received.notification;
  assert.deepEqual([told.payment_hash, told.metadata?.comment], [made.payment_hash, comment]);
  assert.equal((await sent.notification).payment_hash, made.payment_hash);

  assert.equal(await refusal(payer.lookupInvoice({ payment_hash: UNKNOWN })), "NOT_FOUND");
  const { balance } = await payer.getBalance();
  const dear = await payee.makeInvoice({ amount: balance + 1_000 });
  assert.equal(await refusal(payer.payInvoice({ invoice: dear.invoice })), "INSUFFICIENT_BALANCE");
  return made.payment_hash;
}

try {
  tell({ ok: true, payment_hash: await run(JSON.parse(await text(process.stdin))) });
  process.exit(0);
} catch (error) {
  console.error(error);
  tell({ ok: false, error: String(error.message ?? error) });
  process.exit(1);
}
