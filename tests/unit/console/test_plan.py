"""`segtui plan`: a starter plan on standard output or in a file."""

import tomllib


def test_the_plan_is_printed_or_written_and_leads_to_the_data_from_its_own_folder(command, customers, tmp_path):
    printed = command("plan", "customers.csv")
    assert printed.returncode == 0 and printed.stderr == ""
    plan = tomllib.loads(printed.stdout)
    assert (plan["source"]["path"], plan["source"]["id"]) == ("customers.csv", "customer_id")
    assert plan["features"]["use"] == ["age", "spend", "visits"]
    assert "# customer_id: left out, it is the id" in printed.stdout
    (tmp_path / "plans").mkdir()
    written = command("plan", "customers.csv", "-o", "plans/first.toml")
    assert (written.returncode, written.stdout) == (0, "")
    assert tomllib.loads((tmp_path / "plans/first.toml").read_text())["source"]["path"] == "../customers.csv"
    done = command("run", "plans/first.toml", "--set", "search={kmeans={k=[3]}}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plans/runs/first/segments.csv").exists()


def test_a_file_that_is_there_is_replaced_only_with_force(command, customers, tmp_path):
    (tmp_path / "plan.toml").write_text("mine")
    refused = command("plan", "customers.csv", "-o", "plan.toml")
    assert refused.returncode == 2 and "already exists" in refused.stderr and "--force" in refused.stderr
    assert (tmp_path / "plan.toml").read_text() == "mine"
    assert command("plan", "customers.csv", "-o", "plan.toml", "--force").returncode == 0
    assert "[source]" in (tmp_path / "plan.toml").read_text()


def test_a_folder_that_is_not_there_is_a_usage_error(command, customers):
    done = command("plan", "customers.csv", "-o", "nowhere/plan.toml")
    assert done.returncode == 2
    assert "nowhere/plan.toml" in done.stderr and "can't be written" in done.stderr
