"""A run from MariaDB, by its own protocol and by ODBC, gives the files of a run from CSV, and keeps the password."""

import subprocess

import pytest

MARKER = "Marker-geheim/7"
FILES = ("segments.csv", "leaderboard.csv", "comparison.csv")


@pytest.fixture
def shop(mariadb):
    mariadb.admin(
        "drop table if exists people",
        "create table people (id char(4) primary key, income double, visits int, since date)",
        "insert into people select concat('c', lpad(seq, 3, '0')), seq % 2 * 500 + seq * 7 % 90 + 0.25, seq % 5, "
        "date('2026-01-01') + interval seq % 60 day from seq_1_to_90 order by rand(7)",
        f"create or replace user ana@localhost identified by '{MARKER}'",
        "grant select on shop.people to ana@localhost",
        database="shop",
    )
    rows = mariadb.admin("select * from people order by id", database="shop")
    return mariadb, ["id,income,visits,since", *(",".join(map(str, row)) for row in rows)]


@pytest.mark.slow
@pytest.mark.parametrize("driver", ["mysql", "odbc"])
def test_a_run_gives_the_files_of_its_csv_and_keeps_the_password(driver, shop, segtui, tmp_path):
    server, lines = shop
    url = f"mysql://ana@localhost/shop?socket={server.socket}"
    if driver == "odbc":
        _need_odbc()
        url = f"odbc://ana@/?Driver=MariaDB Unicode;Socket={server.socket};Database=shop"
    config = tmp_path / "config/segtui/connections.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[shop]\nurl = "{url}"\npassword_env = "SHOP_WORD"\n')
    config.chmod(0o600)
    env = {"XDG_CONFIG_HOME": str(config.parents[1]), "SHOP_WORD": MARKER}
    (tmp_path / "people.csv").write_text("\n".join(lines) + "\n")
    said = ""
    for name, path in (("file", "people.csv"), ("table", "shop:people")):
        plan = f'[source]\npath = "{path}"\nid = "id"\n[search.kmeans]\nk = [2, 3]\n'
        (tmp_path / f"{name}.toml").write_text(plan)
        done = segtui("run", f"{name}.toml", "--out", name, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    for name in FILES:
        assert (tmp_path / "file" / name).read_bytes() == (tmp_path / "table" / name).read_bytes()
    env["SHOP_WORD"] = f"{MARKER}-wrong"
    refused = segtui("run", "table.toml", "--out", "refused", cwd=tmp_path, env=env)
    assert refused.returncode == 5 and "the server refused" in refused.stderr and not (tmp_path / "refused").exists()
    assert "geheim" not in said + refused.stdout + refused.stderr
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"geheim" in file.read_bytes()]


def _need_odbc():
    try:
        pytest.importorskip("arrow_odbc")
        known = subprocess.run(["odbcinst", "-q", "-d"], capture_output=True, text=True, check=False).stdout
    except OSError:
        known = ""
    if "MariaDB Unicode" not in known:
        pytest.skip("no ODBC driver: apt-get install odbc-mariadb")
