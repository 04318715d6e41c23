// A NIP-47 wallet service that shares no code with ours: Alby's `NWCWalletService`. Its money is that of another
// wallet, which it reaches with Alby's `NWCClient`.
//
// stdin:  {relay_url, wallet_uri}   where to serve, and the wallet behind it; serves until stdin ends
// stdout: {uri}                     a connection to this service, once it can be used

import { once } from "node:events";
import { createInterface } from "node:readline";
import { generateSecretKey, getPublicKey } from "nostr-tools/pure";
import { NWCClient, NWCWalletService, NWCWalletServiceKeyPair, tell } from "./alby.mjs";

const METHODS = ["get_info", "get_balance", "make_invoice", "pay_invoice", "lookup_invoice", "list_transactions"];
const NOTIFICATIONS = ["payment_received", "payment_sent"];
const NOTIFICATION_KINDS = { nip44_v2: 23197, nip04: 23196 };

const hex = (bytes) => Buffer.from(bytes).toString("hex");

const input = createInterface({ input: process.stdin });
const ended = once(input, "close");
const [line] = await once(input, "line");
const { relay_url, wallet_uri } = JSON.parse(line);

const behind = new NWCClient({ nostrWalletConnectUrl: wallet_uri });
const clientSecret = generateSecretKey();
const keys = new NWCWalletServiceKeyPair(hex(generateSecretKey()), getPublicKey(clientSecret));
const service = new NWCWalletService({ relayUrl: relay_url });

/** The answer of the wallet behind, its errors with their codes. */
async function pass(answer) {
  try {
    return { result: await answer, error: undefined };
  } catch ({ code = "INTERNAL", message }) {
    return { result: undefined, error: { code, message } };
  }
}

const stopServing = await service.subscribe(keys, {
  getInfo: () => pass(behind.getInfo()),
  getBalance: () => pass(behind.getBalance()),
  makeInvoice: (request) => pass(behind.makeInvoice(request)),
  payInvoice: (request) => pass(behind.payInvoice(request)),
  lookupInvoice: (request) => pass(behind.lookupInvoice(request)),
  listTransactions: (request) => pass(behind.listTransactions(request)),
});

// An answer settles how `behind` encrypts, so that its subscription stands at once.
await behind.getInfo();
// The SDK's service sends no notifications by itself, but encrypts and signs them.
const stopListening = await behind.subscribeNotifications(async (notification) => {
  for (const [encryption, kind] of Object.entries(NOTIFICATION_KINDS)) {
    const content = await service.encrypt(keys, JSON.stringify(notification), encryption);
    const created_at = Math.floor(Date.now() / 1000);
    const event = { kind, created_at, tags: [["p", keys.clientPubkey]], content };
    await service.relay.publish(await service.signEvent(event, keys.walletSecret));
  }
});

// Published over the same socket after the subscription, so whoever sees it finds the service listening.
await service.publishWalletServiceInfoEvent(keys.walletSecret, METHODS, NOTIFICATIONS);
tell({
  uri: `nostr+walletconnect://${keys.walletPubkey}?relay=${encodeURIComponent(relay_url)}&secret=${hex(clientSecret)}`,
});

await ended;
stopListening();
stopServing();
service.close();
behind.close();
process.exit(0);
