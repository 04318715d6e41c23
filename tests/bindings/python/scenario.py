"""Plays a scenario of tests/scenarios over the bindings. The vocabulary is in the README there."""

import asyncio
import json

import knock
from person import PATIENCE, Person
from sandbox import ROOT, Sandbox

DEADLINE_MS = PATIENCE * 1000


def scenarios():
    """The files that a binding can play, by name."""
    for path in sorted((ROOT / "tests" / "scenarios").glob("*.json")):
        scenario = json.loads(path.read_text())
        if scenario.get("played_by", "all") == "all":
            yield path.stem, scenario


async def play(scenario):
    with Sandbox() as sandbox:
        stage = Stage(sandbox)
        try:
            for name, start in scenario["people"].items():
                stage.people[name] = await Person.move_in(sandbox, name, **start)
            for number, step in enumerate(scenario["steps"], 1):
                try:
                    await stage.take(dict(step))
                except Exception as error:
                    raise AssertionError(f"step {number} ({step}): {error!r}") from error
        finally:
            for person in stage.people.values():
                await person.move_out()


def same(what, got, wanted):
    assert got == wanted, f"{what}: {got!r} instead of {wanted!r}"


class Stage:
    def __init__(self, sandbox):
        self.sandbox, self.people, self.named = sandbox, {}, {}

    async def take(self, step):
        do, who, fails = step.pop("do"), step.pop("who", None), step.pop("fails", None)
        action = getattr(self, f"do_{do}")
        person = self.people[who] if who else None
        try:
            await action(person, **step)
        except knock.KnockError as error:
            same("its error", error.kind, fails)
        else:
            assert fails is None, f"did not fail with {fails}"

    # People

    async def do_meet(self, person, whom):
        await person.meet(self.people[whom])

    async def do_add(self, person, contact):
        await person.knock.add_contact(knock.NewContact(reference=contact, look_up=True))

    async def do_block(self, person, whom):
        await person.knock.set_blocked(self.people[whom].npub, True)

    async def do_unblock(self, person, whom):
        await person.knock.set_blocked(self.people[whom].npub, False)

    # Messages out

    async def do_quote(self, person, to, amount_msat):
        same("the price", (await person.knock.quote(self.people[to].npub)).amount_msat, amount_msat)

    async def do_send(
        self, person, to, text, ttl_secs=None, max_sat=None, everywhere=None, name=None, gives="delivered"
    ):
        max_msat = None if max_sat is None else max_sat * 1000
        options = knock.SendOptions(ttl_secs=ttl_secs, max_msat=max_msat, everywhere=everywhere)
        try:
            row = await person.knock.send(self.people[to].npub, text, options)
        except knock.KnockError:
            # An error may leave the message in the outbox, and later steps may speak of it.
            outbox = await person.knock.outbox()
            if name and outbox:
                self.named[name] = outbox[-1]
            raise
        self.named[name] = row
        same("its state", row.state.name.lower(), gives)

    async def do_retry(self, person, message, gives="delivered"):
        row = await person.knock.retry(self.named[message].id)
        same("its state", row.state.name.lower(), gives)

    async def do_unsend(self, person, message):
        relays = await person.knock.unsend(self.named[message].id)
        assert all(relay.accepted for relay in relays), relays

    async def do_send_file(self, person, to, text, caption):
        file = knock.NewFile(source=knock.FileSource.TEXT(text), caption=caption)
        await person.knock.send_file(self.people[to].npub, file, knock.SendOptions())

    async def do_fetch_file(self, person, **at):
        await person.knock.fetch_file(await self.find(person, at))

    async def do_open_file(self, person, holds, **at):
        same("the file", (await person.knock.read_file(await self.find(person, at))).decode(), holds)

    async def do_publications(self, person, message, outcomes):
        async def asked():
            while True:
                table = await person.knock.publications(self.named[message].message_id)
                told = sorted(one.outcome.name.lower() for one in table)
                if "waiting" not in told:
                    return told
                await asyncio.sleep(0.05)

        same("what the relays did", await asyncio.wait_for(asked(), PATIENCE), outcomes)

    async def do_outbox(self, person, states):
        same("the outbox", [row.state.name.lower() for row in await person.knock.outbox()], states)

    # Messages in

    async def do_listen(self, person):
        person.listening = person.knock.listen()

    async def do_stop_listening(self, person):
        person.listening.stop()

    async def do_hear(self, person, text, **wanted):
        message = await person.next_message()
        same("the message", message.text, text)
        same("its sender", message.peer, self.people[wanted["from"]].npub)
        if "paid_msat" in wanted:
            same("what was paid", message.paid_msat, wanted["paid_msat"])

    async def do_catch_up(self, person, messages):
        came = [told for told in await person.knock.catch_up(DEADLINE_MS) if not told.is_request]
        same("messages that came", len(came), messages)

    async def do_sees(self, person, texts):
        messages = await person.knock.messages(None, 1000)
        same("the messages", [message.text for message in reversed(messages)], texts)

    async def do_paste(self, person, text=None, message=None, gives="message"):
        arrival = await person.knock.paste(text or self.named[message].comment)
        same("what became of it", arrival_name(arrival), gives)

    async def do_requests(self, person, **wanted):
        senders = sorted(request.sender for request in await person.knock.requests(100))
        same("who waits", senders, sorted(self.people[name].npub for name in wanted["from"]))

    async def do_accept(self, person, gives="message", **wanted):
        sender = self.people[wanted["from"]].npub
        waiting = await person.knock.requests(100)
        request = next(request for request in waiting if request.sender == sender)
        arrival = await person.knock.accept_request(request.event_id)
        same("what became of it", arrival_name(arrival), gives)

    async def do_decide(self, person, by, **wanted):
        sender = self.people[wanted["from"]].npub
        waiting = await person.knock.requests(100)
        request = next(request for request in waiting if request.sender == sender)
        decisions = {
            "accept_sender": person.knock.accept_sender,
            "accept_once": person.knock.accept_request,
            "block": person.knock.block_sender,
            "ignore": person.knock.ignore_request,
        }
        await decisions[by](request.event_id)

    # Chats

    async def do_scan(self, person, whom):
        await person.knock.scan_card((await self.people[whom].knock.card()).link)

    async def messages(self, person, peer):
        at = knock.PageAt.NEWEST()
        return (await person.knock.chat_page(self.people[peer].npub, at, 1000)).messages

    async def find(self, person, step):
        """The newest message with this text."""
        messages = await self.messages(person, step["with"])
        return next(message.id for message in reversed(messages) if message.text == step["on"])

    async def do_reply(self, person, text, **at):
        await person.knock.reply(await self.find(person, at), text, knock.SendOptions())

    async def do_react(self, person, content, **at):
        await person.knock.react(await self.find(person, at), content, knock.SendOptions())

    async def do_withdraw(self, person, **at):
        await person.knock.withdraw_reaction(await self.find(person, at), knock.SendOptions())

    async def do_edit(self, person, text, **at):
        await person.knock.edit(await self.find(person, at), text, knock.SendOptions())

    async def do_delete(self, person, **at):
        await person.knock.delete_message(await self.find(person, at))

    async def do_read(self, person, **at):
        await person.knock.mark_chat_read(self.people[at["with"]].npub)

    async def do_draft(self, person, text, **at):
        await person.knock.set_draft(self.people[at["with"]].npub, text, None)

    async def do_timer(self, person, secs, **at):
        await person.knock.set_timer(self.people[at["with"]].npub, secs)

    async def do_chat(self, person, lines, **at):
        messages = await self.messages(person, at["with"])
        same("the chat", [message.text for message in messages], [line["text"] for line in lines])
        for message, line in zip(messages, lines):
            same("the line", {name: LINE[name](message) for name in line}, line)

    async def do_conversations(self, person, list):
        found = await person.knock.conversations(False, 1000)
        same("with whom", [one.peer for one in found], [self.people[one["with"]].npub for one in list])
        for conversation, listed in zip(found, list):
            wanted = {name: value for name, value in listed.items() if name != "with"}
            same("it", {name: LISTED[name](conversation) for name in wanted}, wanted)

    async def do_search(self, person, words, texts):
        same("what is found", [found.text for found in await person.knock.search(words, 1000)], texts)

    # Home

    async def do_set(
        self,
        person,
        price_sat=None,
        contact_price_sat=None,
        ask_for_strangers=None,
        max_sat=None,
        file_server=None,
        blast_directory=None,
        relays=None,
    ):
        settings = await person.knock.settings()
        if file_server is not None:
            settings.file_server = self.sandbox.state()["file_server"] if file_server else None
        if blast_directory is not None:
            settings.blast_directory = blast_directory
        if relays is not None:
            urls = {
                "own": self.sandbox.relay_url,
                "second": self.sandbox.state()["wallet_relay_url"],
                "dead": "ws://127.0.0.1:1",
            }
            settings.relays = [urls[relay] for relay in relays]
        if price_sat is not None:
            settings.price_msat = price_sat * 1000
        if contact_price_sat is not None:
            settings.contact_price_msat = contact_price_sat * 1000
        if ask_for_strangers is not None:
            settings.ask_for_strangers = ask_for_strangers
        if max_sat is not None:
            settings.max_msat = max_sat * 1000
        await person.knock.set_settings(settings)

    async def do_restart(self, person):
        await person.restart()

    async def do_back_up(self, person, passphrase):
        await person.back_up(passphrase)

    async def do_restore(self, person, passphrase):
        await person.restore(passphrase)

    # World

    async def do_switch(self, _, switches):
        self.sandbox.switch(switches)

    async def do_relay(self, _, holds=None, fetched=None):
        relay = self.sandbox.state()["relay"]
        if holds is not None:
            same("messages on the relay", relay["events_by_kind"].get("1404", 0), holds)
        if fetched is not None:
            same("requests for messages", relay["requests_by_kind"].get("1404", 0), fetched)

    async def do_account(self, person, msat):
        same("the balance", self.sandbox.balance_msat(person.name), msat)


def reactions(message):
    own_first = sorted(message.reactions, key=lambda reaction: not reaction.mine)
    return [reaction.content for reaction in own_first]


# How a chat's line and a conversation of the list read what a scenario may ask of them.
LINE = {
    "text": lambda message: message.text,
    "mine": lambda message: message.mine,
    "edited": lambda message: message.edited_at is not None,
    "quotes": lambda message: message.quoted.message.text if message.quoted.message else "",
    "reactions": reactions,
    "stage": lambda message: message.delivery.stage.name.lower(),
    "file": lambda message: message.file.mime if message.file else None,
}
LISTED = {
    "unread": lambda conversation: conversation.unread,
    "last": lambda conversation: conversation.last.text,
    "draft": lambda conversation: conversation.draft.text if conversation.draft else "",
}


def arrival_name(arrival):
    names = {
        knock.Arrival.MESSAGE: "message",
        knock.Arrival.KNOWN: "known",
        knock.Arrival.REQUEST: "request",
        knock.Arrival.BLOCKED: "blocked",
        knock.Arrival.DELAYED: "delayed",
    }
    return next(name for variant, name in names.items() if isinstance(arrival, variant))
