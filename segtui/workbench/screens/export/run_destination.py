"""The texts of the Export screen: the settings, and what was written."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.transport.messages import Failed
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, used_as
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.state.store import Store
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_MAIN = ("segments.csv", "report.html", "report.md", "leaderboard.csv", "comparison.csv", "plan.toml", "run.json")
_KINDS = ("Write", "SendPush", "PreviewPush", "PreviewExport", "Sample")


def destination(store: Store) -> Path:
    """The default folder of a run: `runs/<name>` beside the plan, as for `segtui run`."""
    return store.folder / "runs" / store.path.stem if store.path else Path(store.out or "runs/data")


def near(path: Path) -> Path:
    """The path relative to the folder where the workbench was started, if below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def settings_told(store: Store, out: Path) -> PlainText:
    """Two lines: the candidate with its columns, and the folder."""
    assert store.plan is not None
    columns = store.plan.output.columns
    if isinstance(columns, str):
        carried = used_as("columns", "all") if columns == "all" else used_as("columns", "id")
    else:
        carried = tell_counted("{count} column", "{count} columns", len(columns))
    if store.sampled:
        candidate = store.sampled.candidate
    elif store.searched is None:
        candidate = with_keys("not searched yet: {export.write} searches first")
    else:
        row = store.found.get(store.chosen or "")
        candidate = row["name"] if row else _("no candidate meets the conditions")
    lines = PlainText.assemble(
        (_("candidate") + " ", "dim"), (candidate, "bold"), (f"   {_('columns')} ", "dim"), carried
    )
    there = (
        " " + with_keys("(holds a run: {export.write} asks before it replaces it)")
        if (out / "run.json").exists()
        else ""
    )
    return (
        PlainText(" ")
        .append(lines)
        .append("\n ")
        .append(PlainText.assemble((_("folder") + " ", "dim"), visible(str(near(out))), (there, "dim")))
    )


def stopped(store: Store) -> Failed | None:
    """What stopped the writing, if anything."""
    return next((store.failed[kind] for kind in _KINDS if kind in store.failed), None)


def files_told(store: Store) -> PlainText:
    """What was written, or what stopped it."""
    if failed := stopped(store):
        return PlainText(f" {failed.what}", "bold")
    if store.wrote is None:
        return PlainText("")
    exported = [near(Path(path)) for paths in store.wrote.exports for path in paths]
    files = [name for name in _MAIN if name in store.wrote.files]
    more = len(store.wrote.files) - len(files)
    out = near(Path(store.wrote.out))
    lines = [tell("Written: {files} and {more} more, in {folder}", files=", ".join(files), more=more, folder=out)]
    if exported:
        lines.append(tell("Exported: {files}", files=", ".join(visible(str(each)) for each in exported)))
    if not store.wrote.chosen:
        lines.append(_("No candidate met the conditions, so there are no segments."))
    return PlainText("\n".join(f" {line}" for line in lines))
