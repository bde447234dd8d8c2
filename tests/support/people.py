"""Accounts and tokens for tests and benchmarks, made as an operator makes them."""
import http.client
import json
import subprocess
import time

PASSWORD = "correct horse battery"


def add_user(jintu, where, name, roles, more=()):
    """`where`: the flags that say which store: ("--data", folder)."""
    flags = [flag for role in roles for flag in ("--role", role)]
    subprocess.run([jintu, "-q", *where, "user", "add", name, *flags, *more], input=PASSWORD + "\n", text=True, check=True,
                   stdout=subprocess.DEVNULL)


def token(jintu, where, name="tester", roles=("administrator", "planner"), rights=()):
    """The token of a new user, with all rights of the roles unless some are named."""
    add_user(jintu, where, name, roles)
    flags = [flag for right in rights for flag in ("--right", right)]
    return subprocess.run([jintu, "-q", *where, "user", "token", name, *flags], check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.strip()


def until_known(port, token):
    """A running server knows within about a second what another process added."""
    end = time.monotonic() + 10
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/auth/me", headers={"Authorization": "Bearer " + token})
        known = json.loads(connection.getresponse().read())["signed_in"]
        connection.close()
        if known or time.monotonic() > end:
            return known
        time.sleep(0.05)
