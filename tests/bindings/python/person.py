"""Somebody with a home, a wallet and ears, over the bindings."""

import asyncio
import os
import secrets
import tempfile

import knock

PATIENCE = 20


class MemoryVault(knock.KeyVault):
    """A shell's vault, in the shell's own memory."""

    def __init__(self):
        self.secrets = {}

    def get(self, name):
        return self.secrets.get(name)

    def put(self, name, secret):
        self.secrets[name] = secret

    def delete(self, name):
        self.secrets.pop(name, None)


class Ears(knock.EventListener):
    """Brings events from the core's thread into the event loop."""

    def __init__(self):
        self.loop, self.events = asyncio.get_running_loop(), asyncio.Queue()

    def on_event(self, event):
        self.loop.call_soon_threadsafe(self.events.put_nowait, event)


class Person:
    def __init__(self, sandbox, user):
        self.name, self.user = user["name"], user
        self.folder = tempfile.TemporaryDirectory()
        self.vault, self.ears = MemoryVault(), Ears()
        self.listening = None
        self.settings = knock.default_settings()
        self.settings.relays = [sandbox.relay_url]
        self.settings.lightning_address = user["lightning_address"]
        self.settings.search_directory = False
        self.settings.allow_local = True

    @classmethod
    async def move_in(cls, sandbox, name, balance_sat=100_000, linked=True):
        person = cls(sandbox, sandbox.create_user(name, balance_sat))
        person.knock = knock.Knock(person.folder.name, person.vault)
        created = await person.knock.create(knock.Origin.NEW(), person.settings)
        person.npub = created.npub
        if linked:
            await person.knock.link_wallet(person.user["wallet_uri"])
        person.hear()
        return person

    def hear(self):
        self.subscription = self.knock.subscribe(self.ears)

    async def restart(self):
        """The same home in a new process, as it were."""
        self.listening = None
        self.subscription.stop()
        await self.knock.lock()
        self.knock = knock.Knock(self.folder.name, self.vault)
        await self.knock.unlock()
        self.ears = Ears()
        self.hear()

    async def back_up(self, passphrase):
        path = f"{self.folder.name}.backup-{secrets.token_hex(4)}"
        await self.knock.back_up(path, passphrase)
        self.backup = path

    async def restore(self, passphrase):
        """Lives in a home made from the backup from now on; if that fails, in the old one."""
        folder, vault = tempfile.TemporaryDirectory(), MemoryVault()
        phone = knock.Knock(folder.name, vault)
        try:
            npub = await phone.restore(self.backup, passphrase)
        except knock.KnockError:
            folder.cleanup()
            raise
        assert npub == self.npub
        await self.move_out()
        os.remove(self.backup)
        self.folder, self.vault, self.knock, self.ears = folder, vault, phone, Ears()
        self.hear()

    async def meet(self, other):
        await self.knock.add_contact(await other.as_contact())

    async def as_contact(self):
        return knock.NewContact(
            reference=(await self.knock.card()).link,
            name=self.name,
            lightning_address=self.user["lightning_address"],
        )

    async def next_message(self):
        async def heard():
            while True:
                event = await self.ears.events.get()
                if isinstance(event, knock.KnockEvent.MESSAGE_RECEIVED):
                    return event.message

        return await asyncio.wait_for(heard(), PATIENCE)

    async def move_out(self):
        self.listening = None
        self.subscription.stop()
        await self.knock.lock()
        self.folder.cleanup()
