"""`jintu user` as an operator uses it, beside a running server and without one."""
import http.client
import json
import os
import pty
import re
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from store_folder import JINTU, Store, people

PASSWORD = people.PASSWORD


class Users(Store):
    def user(self, *args, password=None):
        return subprocess.run([JINTU, "-q", "--data", self.data, "user", *args], input=None if password is None else password + "\n",
                              stdin=subprocess.DEVNULL if password is None else None, capture_output=True, text=True, check=False)

    def as_json(self, *args):
        done = subprocess.run([JINTU, "--json", "--data", self.data, "user", *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def add(self, name, *roles):
        done = self.user("add", name, *[flag for role in roles for flag in ("--role", role)], password=PASSWORD)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_user_is_added_before_there_is_any_data_and_listed(self):
        self.add("root", "administrator")
        done = self.user("add", "wang", "--role", "manager", "--carrier", "p1", "--carrier", "p2", "--display", "王", password=PASSWORD)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {u["name"]: u for u in self.as_json("list")["users"]}
        self.assertEqual(found["wang"]["carriers"], ["p1", "p2"])
        self.assertEqual(found["wang"]["display"], "王")
        self.assertEqual(found["root"]["roles"], ["administrator"])
        self.assertEqual(stat.S_IMODE((self.data / "people.sqlite").stat().st_mode), 0o600)
        self.assertIn("wang\tmanager\t王", self.user("list").stdout)

    def test_what_is_wrong_is_said_and_changes_nothing(self):
        self.add("root", "administrator")
        for code, args, password in ((2, ("add", "x"), PASSWORD), (2, ("add", "x", "--role", "king"), PASSWORD), (2, (), None),
                                     (2, ("add",), None), (1, ("add", "Root", "--role", "editor"), PASSWORD),
                                     (1, ("add", "root", "--role", "editor"), PASSWORD), (1, ("add", "x", "--role", "editor"), "short"),
                                     (1, ("add", "x", "--role", "editor", "--carrier", "p1"), PASSWORD),
                                     (1, ("passwd", "nobody"), PASSWORD), (1, ("disable", "nobody"), None), (1, ("reset-totp", "nobody"), None),
                                     (1, ("token", "nobody"), None), (1, ("token", "root", "--right", "approve"), None),
                                     (2, ("token", "root", "--right", "everything"), None), (2, ("token", "root", "--days", "0"), None), (2, ("token", "root", "--days", "9999"), None),
                                     (1, ("token", "root", "--revoke", "none"), None),
                                     (2, ("add", "x", "--role", "editor", "--password", PASSWORD), None)):
            done = self.user(*args, password=password)
            self.assertEqual(done.returncode, code, (args, done.stderr))
        self.assertEqual([u["name"] for u in self.as_json("list")["users"]], ["root"])

    def test_a_carrier_that_is_not_in_the_store_is_said(self):
        subprocess.run([JINTU, "-q", "--data", self.data, "import", "--shipped"], capture_output=True, check=True)
        done = self.user("add", "wang", "--role", "manager", "--carrier", "necc", "--carrier", "nec", password=PASSWORD)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line.rsplit(": ", 1)[1] for line in done.stderr.splitlines() if "carrier" in line], ["nec"])

    def test_the_last_administrator_stays(self):
        self.add("root", "administrator")
        self.add("wang", "manager")
        for args in (("disable", "root"), ("change", "root", "--role", "editor")):
            refused = self.user(*args)
            self.assertEqual(refused.returncode, 1, args)
            self.assertIn("administrator", refused.stderr)
        self.assertEqual([(u["roles"], u["disabled"]) for u in self.as_json("list")["users"] if u["name"] == "root"], [(["administrator"], False)])
        self.assertEqual(self.user("disable", "wang").returncode, 0)
        self.add("second", "administrator")
        self.assertEqual(self.user("disable", "root").returncode, 0)

    def test_where_nobody_is_administrator_the_others_can_be_changed(self):
        self.add("wang", "manager")
        self.assertEqual(self.user("disable", "wang").returncode, 0)

    def test_a_folder_that_is_not_there_is_not_made_by_looking(self):
        for args in (("list",), ("passwd", "root"), ("disable", "root"), ("token", "root")):
            refused = self.user(*args, password=PASSWORD)
            self.assertEqual(refused.returncode, 1, args)
            self.assertIn(str(self.data), refused.stderr)
            self.assertFalse(self.data.exists())

    def test_help_tells_roles_and_rights(self):
        text = self.user("--help").stdout
        for word in ("manager", "editor", "reviewer", "planner", "administrator", "unconditional", "reset-totp", "passwd"):
            self.assertIn(word, text)
        for sub in ("add", "change", "passwd", "disable", "enable", "list", "token", "reset-totp"):
            self.assertEqual(self.user(sub, "--help").returncode, 0, sub)

    def test_on_a_terminal_the_password_is_asked_twice_and_not_shown(self):
        main, other = pty.openpty()
        process = subprocess.Popen([JINTU, "-q", "--data", self.data, "user", "add", "root", "--role", "administrator"],
                                   stdin=other, stdout=other, stderr=other, close_fds=True)
        os.close(other)
        said = b""

        def until(word):
            nonlocal said
            while word not in said:
                said += os.read(main, 4096)

        until(b"password of root: ")
        time.sleep(0.2)
        os.write(main, PASSWORD.encode() + b"\n")
        until(b"once more: ")
        time.sleep(0.2)
        os.write(main, PASSWORD.encode() + b"\n")
        self.assertEqual(process.wait(timeout=30), 0)
        try:
            said += os.read(main, 4096)
        except OSError:
            pass
        os.close(main)
        self.assertNotIn(PASSWORD.encode(), said)

    def test_a_running_server_takes_a_new_user_and_ends_a_disabled_one(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.add("li", "editor")
        text = self.user("token", "li").stdout.strip()
        self.assertTrue(text.startswith("jt_"))
        self.assertTrue(people.until_known(server.port, text))
        status, _, cookie = self.sign_in(server, "li", PASSWORD)
        self.assertEqual(status, 200)

        def known(**fields):
            return self.raw(server, "GET", "/auth/me", None, **fields)[1]["signed_in"]

        self.assertTrue(known(Cookie=cookie))
        self.assertEqual(self.user("disable", "li").returncode, 0)
        end = time.monotonic() + 5
        while known(Cookie=cookie) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertFalse(known(Cookie=cookie))
        self.assertFalse(known(Authorization="Bearer " + text))
        self.assertEqual(self.sign_in(server, "li", PASSWORD)[0], 401)
        self.assertEqual(self.user("enable", "li").returncode, 0)
        self.assertEqual(self.sign_in(server, "li", PASSWORD)[0], 200)
        self.assertEqual(self.user("passwd", "li", password="another long password").returncode, 0)
        self.assertEqual(self.sign_in(server, "li", "another long password")[0], 200)

    def test_sessions_and_tokens_outlive_a_restart(self):
        self.ok("import", "--shipped")
        self.add("li", "editor")
        text = self.user("token", "li").stdout.strip()
        server = self.serve()
        _, _, cookie = self.sign_in(server, "li", PASSWORD)
        self.assertEqual(server.stop(), 0)
        server = self.serve()
        for fields in ({"Cookie": cookie}, {"Authorization": "Bearer " + text}):
            self.assertTrue(self.raw(server, "GET", "/auth/me", None, **fields)[1]["signed_in"])

    def test_tokens_are_listed_and_revoked(self):
        self.add("li", "editor")
        made = self.as_json("token", "li", "--right", "write_content", "--right", "unconditional", "--note", "QGIS", "--days", "7")
        self.assertEqual(made["rights"], ["write_content", "unconditional"])
        listed = self.as_json("token", "li", "--list")["tokens"]
        self.assertEqual([(t["id"], t["note"]) for t in listed], [(made["id"], "QGIS")])
        self.assertNotIn(made["token"], json.dumps(listed))
        self.assertEqual(self.user("token", "li", "--revoke", made["id"]).returncode, 0)
        self.assertEqual(self.as_json("token", "li", "--list")["tokens"], [])

    def test_no_secret_stands_in_a_log_or_in_the_file_of_people(self):
        self.ok("import", "--shipped")
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[log]\nlevel = "debug"\n[server]\naccess_log = "%s/access"\n' % self.dir)
        self.add("li", "editor")
        text = self.user("token", "li").stdout.strip()
        process = subprocess.Popen([JINTU, "--config", self.dir / "jintu.toml", "serve", "--port", "0"], stdout=subprocess.PIPE,
                                   stderr=open(self.dir / "log", "w"), text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        server = type("S", (), {"port": int(re.search(r":(\d+)/", process.stdout.readline()).group(1))})
        _, me, cookie = self.sign_in(server, "li", PASSWORD)
        self.sign_in(server, "li", "a wrong password")
        self.sign_in(server, PASSWORD, "typed into the wrong field")
        self.raw(server, "GET", "/auth/me?token=" + text, None, Authorization="Bearer " + text, Cookie=cookie)
        self.raw(server, "GET", "/auth/me", None, Cookie=cookie, Referer="http://localhost/?token=" + text)
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        kept = b"".join(path.read_bytes() for path in [self.dir / "log", self.dir / "access", *self.data.glob("people.sqlite*")])
        self.assertIn(b"/auth/sign-in", kept)
        for secret in (text, cookie.split("=", 1)[1], PASSWORD, "a wrong password", "typed into the wrong field"):
            self.assertNotIn(secret.encode(), kept)
        self.assertNotIn(me["csrf"].encode(), (self.dir / "log").read_bytes() + (self.dir / "access").read_bytes())

    def test_what_an_operator_changes_is_in_the_audit_log(self):
        self.ok("import", "--shipped")
        self.add("li", "editor")
        self.user("token", "li")
        self.user("disable", "li")
        self.assertEqual(self.user("enable", "nobody").returncode, 1)
        with sqlite3.connect(self.data / "people.sqlite") as db:
            entries = [json.loads(body) for body, in db.execute("SELECT body FROM entries WHERE log = 'audit' ORDER BY n")]
        self.assertEqual([(e["who"], e["what"], e["subject"].split("/")[0]) for e in entries],
                         [("console", "user_add", "li"), ("console", "token_add", "li"), ("console", "user_disable", "li")])
        self.ok("audit", "verify")

    def test_the_former_token_of_the_configuration_still_writes_and_is_said_to_be_deprecated(self):
        self.ok("import", "--shipped")
        former = "a-token-of-16-bytes-or-more"
        (self.dir / "jintu.toml").write_text(f'[data]\ndir = "data"\n[edit]\ntoken = "{former}"\n')
        server = self.serve()
        server.token = former
        status, made, _ = server.edit("lk900001")
        self.assertEqual(status, 201)
        self.assertEqual(server.ask("DELETE", f"/ogc/collections/lockers/items/{made['id']}")[0], 428)
        me = self.raw(server, "GET", "/auth/me", None, Authorization="Bearer " + former)[1]
        self.assertEqual((me["by"], me["name"]), ("token", "token"))
        self.assertIn("plan", me["rights"])
        self.assertNotIn("administer", me["rights"])
        self.assertFalse(self.raw(server, "GET", "/auth/me", None, Authorization="Bearer " + former + "x")[1]["signed_in"])
        server.errors.seek(0)
        self.assertIn(b"[edit] token", server.errors.read())
        done = subprocess.run([JINTU, "--json", "--config", self.dir / "jintu.toml", "doctor"], capture_output=True, text=True, check=False)
        found = {f["subject"]: f for f in json.loads(done.stdout)["findings"]}
        self.assertEqual(found["[edit] token"]["verdict"], "warning")
        self.assertIn("jintu user token", found["[edit] token"]["advice"])

    def raw(self, server, method, path, body, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json", **fields})
        answer = connection.getresponse()
        content = json.loads(answer.read() or b"null")
        connection.close()
        return answer.status, content, answer

    def sign_in(self, server, name, password):
        status, content, answer = self.raw(server, "POST", "/auth/sign-in", {"name": name, "password": password})
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return status, content, cookie


if __name__ == "__main__":
    unittest.main()
