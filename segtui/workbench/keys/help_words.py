"""What the help calls each widget that has keys, and what it is for, in the user's words."""

from __future__ import annotations

from textual.dom import DOMNode

_SCREENS, _WIDGETS = "segtui.workbench.screens.", "widgets."

_WORDS = {
    "clean.step_dialogs.Kinds": ("What to add", ""),
    "clean.step_dialogs.Settings": ("Settings", ""),
    "clean.suggestions.Suggestions": (
        "Suggestions",
        "Ways to fix the columns' alerts; each becomes a step.",
    ),
    "clean.steps.Steps": ("Steps", "The cleaning steps in their order; sideways shows another column of the step."),
    "clean.touched_cells.Cells": ("Changes", "The cells that the step changes and the rows that it removes."),
    "clean.touched_cells.Touched": ("Preview", "What the step would change, before you keep it."),
    "cluster.leaderboard.Board": ("Leaderboard", "A row for each candidate, with its indices."),
    "cluster.comparison.Compare": ("Two candidates", ""),
    "cluster.grid_form.GridForm": ("What is searched", ""),
    "data.frequencies.SideTable": ("Beside the table", "The values of the column, or the cells of the row."),
    "data.reading.Settings": ("How the file is read", "One setting per line, as detected or as you set it."),
    "data.rows.Rows": ("Rows", "The rows of the file. Sorting and filtering are for looking: the plan stays as it is."),
    "data.start.Files": ("Files", "Files and folders to open."),
    "export.actions.ExportForm": ("Settings of the export", ""),
    "export.columns.Columns": ("Columns of segments.csv", ""),
    "export.export_list.Exports": ("Exports", "segments.csv and the files for campaign platforms."),
    "export.pane.Rows": ("How the file begins", "The first rows, exactly as they will be written."),
    "features.heatmap.FeatureHeat": ("Correlations", "Correlations of the features, from -1 to 1."),
    "features.feature_list.FeatureList": ("Features", "A row for each column that could be clustered."),
    "profile.alerts.Alerts": ("Alerts", "Alerts about the column, and ways to fix them."),
    "profile.columns.Columns": ("Columns", "A row for each column, with its figures."),
    "profile.correlations.Correlations": ("Correlations", "Correlations of the numeric columns, from -1 to 1."),
    "segments.crosstab.Other": ("Other candidates", ""),
    "segments.card.CardView": ("Card", "What distinguishes the segment."),
    "segments.segment_list.SegmentList": ("Segments", "The segments by size; sideways goes to another view of them."),
    "segments.migration.Migration": ("Who moved", ""),
    "segments.rows.SegmentRows": ("Rows", "The rows of the segment."),
    "bars.Bars": ("Bars", "Counts by value, and their share of the total."),
    "frame.grid.FrameGrid": ("Table", ""),
    "heatmap.heatmap.Heatmap": ("Heatmap", "Blue is below the middle, orange above; the brighter, the further."),
    "inputs.choice.Choice": ("Choice", "One of the words in the line."),
    "inputs.prompt_line.PromptLine": ("Prompt", "A line to type in."),
    "inputs.range_input.RangeInput": ("Numbers", "Numbers or ranges, such as 2..12, 10..100 step 10, or 5, 10, 20."),
    "line.chart.LineChart": ("Chart", "A line by each value of the axis below; the mark can be moved."),
    "progress.line.ProgressLine": ("Progress", "What is computed, and how long it will take."),
    "scatter.scatter.Scatter": (
        "Scatter",
        "Rows as points; a cell has the colour of the segment that most of its rows are in.",
    ),
    "silhouette.plot.SilhouettePlot": ("Silhouettes", "How firmly each row belongs to its segment, from -1 to 1."),
    "tree.dendrogram.Dendrogram": (
        "Tree",
        "How the groups were joined, from the last merge down, and where it is cut.",
    ),
    "parts.form.Form": ("Settings", ""),
    "keys.help.Helping": ("Help", ""),
    "parts.question.Question": ("Question", ""),
}


def words(node: DOMNode) -> tuple[str, str]:
    """The title and the sentence for a widget, those of the widget that it is a kind of, or ("", "")."""
    for cls in type(node).__mro__:
        name = f"{cls.__module__}.{cls.__qualname__}"
        for before in (_SCREENS, "segtui.workbench.", _WIDGETS):
            if name.startswith(before) and name.removeprefix(before) in _WORDS:
                return _WORDS[name.removeprefix(before)]
    return "", ""
