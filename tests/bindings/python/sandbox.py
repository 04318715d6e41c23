"""The sandbox process, and the HTTP by which it is told what to do."""

import json
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BINARY = ROOT / "target" / "debug" / "knock-sandbox"


class Sandbox:
    """Runs until it is left; its stdin closes with this process, however that ends."""

    def __enter__(self):
        arguments = [BINARY, "--json", "--until-stdin-closes", "--users"]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        facts = json.loads(self.process.stdout.readline())
        self.relay_url, self.base = facts["relay_url"], facts["lnurl_base"]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def create_user(self, name, balance_sat):
        return self._call("users", {"name": name, "balance_msat": balance_sat * 1000})

    def switch(self, switches):
        self._call("switches", switches)

    def state(self):
        return self._call("state")

    def balance_msat(self, name):
        return next(user["balance_msat"] for user in self.state()["users"] if user["name"] == name)

    def _call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.base}/sandbox/{path}", data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
