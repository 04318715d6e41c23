// Alby's JavaScript SDK on Node: it wants a browser's WebSocket, and tells of its doings
// on stdout, where our answers go.

import WebSocket from "ws";

globalThis.WebSocket ??= WebSocket;
console.info = () => {};

export const { NWCClient, NWCWalletService, NWCWalletServiceKeyPair } = await import("@getalby/sdk/nwc");

/** Prints a line for the program that started this one. */
export function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
