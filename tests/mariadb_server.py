"""A MariaDB server of Debian's package for the tests, and for measuring."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

_SMALL = ("--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0")
_PATIENCE = 60


class Server:
    """A server on a socket in a folder; `admin` runs statements as root."""

    def __init__(self, folder):
        self.folder, self.socket = folder, folder / "s.sock"
        self.ca = folder / "ca.pem"

    @property
    def root(self):
        """The address for the administrator, with no database."""
        return f"mysql://root@localhost/?socket={self.socket}"

    def admin(self, *statements, database=None):
        """Run statements; the rows of the last."""
        import pymysql

        known = {"unix_socket": str(self.socket), "user": "root", "database": database, "autocommit": True}
        with pymysql.connect(**known) as opened, opened.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()


@contextmanager
def mariadb_server(*options):
    """Start one, and stop it; skips the test where the package is not installed."""
    pytest.importorskip("pymysql")
    programs = [
        shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("mariadb-install-db", "mariadbd")
    ]
    if None in programs:
        pytest.skip("no mariadbd: apt-get install mariadb-server")
    folder = Path(tempfile.mkdtemp(prefix="segtui-mariadb-"))
    folder.chmod(0o755)
    user = []
    if os.geteuid() == 0:
        user = ["--user=mysql"]
        shutil.chown(folder, "mysql")
    # A server that starts empties its folder for temporary tables: no two share one.
    own = [f"--datadir={folder}/data", f"--tmpdir={folder}"]
    made = [programs[0], "--no-defaults", *own, "--auth-root-authentication-method=normal"]
    subprocess.run([*made, "--skip-test-db", *user], check=True, capture_output=True)
    server = Server(folder)
    certified = _certified(folder)
    begun = [programs[1], "--no-defaults", *own, f"--socket={server.socket}", *_SMALL, *certified]
    process = subprocess.Popen(
        [*begun, *user, *(options or ["--skip-networking"])], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(_PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server, process):
    for _ in range(_PATIENCE * 10):
        if server.socket.exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    server.admin("select 1")


def _certified(folder):
    """Options for TLS with a certificate of its own, where openssl is there to make one."""
    if not shutil.which("openssl"):
        return []
    key = folder / "key.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    made = ["openssl", *words.split(), "-keyout", str(key), "-out", str(folder / "ca.pem")]
    subprocess.run([*made, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    key.chmod(0o644)
    return [f"--ssl-cert={folder}/ca.pem", f"--ssl-key={key}"]
