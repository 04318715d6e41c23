"""Plays a scenario of tests/scenarios over the bindings. The vocabulary is in the README there."""

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

    async def do_send(self, person, to, text, ttl_secs=None, max_sat=None, name=None, gives="delivered"):
        max_msat = None if max_sat is None else max_sat * 1000
        options = knock.SendOptions(ttl_secs=ttl_secs, max_msat=max_msat)
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

    # Home

    async def do_set(self, person, price_sat=None, max_sat=None):
        settings = await person.knock.settings()
        if price_sat is not None:
            settings.price_msat = price_sat * 1000
        if max_sat is not None:
            settings.max_msat = max_sat * 1000
        await person.knock.set_settings(settings)

    async def do_restart(self, person):
        await person.restart()

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


def arrival_name(arrival):
    names = {
        knock.Arrival.MESSAGE: "message",
        knock.Arrival.KNOWN: "known",
        knock.Arrival.REQUEST: "request",
        knock.Arrival.BLOCKED: "blocked",
        knock.Arrival.DELAYED: "delayed",
    }
    return next(name for variant, name in names.items() if isinstance(arrival, variant))
