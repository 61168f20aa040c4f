"""Which metrics there are: names, types and what each means; and their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite, isnan

HELP = {
    "segtui_run_success": "1 if the command did its work, 0 if it failed or was interrupted.",
    "segtui_run_exit_code": "The exit code of the command; 1 of drift means that something is past its limit.",
    "segtui_run_timestamp_seconds": "When the command ended, in seconds since 1970.",
    "segtui_run_seconds": "How long the command took.",
    "segtui_run_rows": "Rows that the command clustered, assigned, compared or sent.",
    "segtui_run_rows_read": "Rows that the command read.",
    "segtui_run_segments": "Segments that the run has, without noise.",
    "segtui_run_noise_rows": "Rows that are in no segment.",
    "segtui_run_warnings": "Notes of the run that a person should read.",
    "segtui_run_psi": "How far a feature has drifted from what the run saw: population stability index.",
    "segtui_follow_up": "1 while segtui follow is running, 0 once it has ended.",
    "segtui_follow_success": "1 unless segtui follow has failed.",
    "segtui_follow_timestamp_seconds": "When the last batch ended, in seconds since 1970.",
    "segtui_follow_batch": "The number of the last batch.",
    "segtui_follow_batch_seconds": "How long the last batch took.",
    "segtui_follow_events_total": "Events since segtui follow was started.",
    "segtui_follow_rejected_total": "Events that could not be read, since segtui follow was started.",
    "segtui_follow_late_total": "Events that came too late to count, since segtui follow was started.",
    "segtui_follow_triggered_total": "Triggers fired since segtui follow was started.",
    "segtui_follow_moved_total": "Customers who changed segments, since segtui follow was started.",
    "segtui_follow_sink_rows_total": "Rows sent to a sink since segtui follow was started.",
    "segtui_follow_lag": "Events that wait at the source.",
    "segtui_follow_rate": "Events a second in the last batch.",
    "segtui_follow_customers": "Customers that are followed.",
    "segtui_follow_oldest_event_timestamp_seconds": "The time of the oldest event of the last batch, since 1970.",
}
"""The text for each metric; the ends of their names say the types."""

_LINE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
_SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
_ESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


@dataclass(frozen=True)
class Metric:
    """One value of a metric, with what tells it from others of that name."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """As Prometheus' text format has it."""
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in self.labels.items())
        return f"{self.name}{{{labels}}} {_number(self.value)}"


def text_of(samples: Iterable[Metric]) -> str:
    """All samples, grouped by metric with its help and type."""
    by_name: dict[str, list[str]] = {}
    for sample in samples:
        by_name.setdefault(sample.name, []).append(sample.line())
    lines: list[str] = []
    for name, found in by_name.items():
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} {kind}", *found]
    return "".join(line + "\n" for line in lines)


def read_samples(text: str) -> list[Metric]:
    """The samples of such a text whose metrics are known here; whatever else stands in it is dropped."""
    found = []
    for line in text.splitlines():
        if (parts := _LINE.fullmatch(line)) and parts[1] in HELP:
            labels = {name: _plain(value) for name, value in _LABEL.findall(parts[2])}
            try:
                found.append(Metric(parts[1], float(parts[3]), labels))
            except ValueError:
                continue
    return found


def _escaped(value: str) -> str:
    return re.sub(r'[\\"\n]', lambda sign: _SIGNS[sign[0]], value).replace("\r", " ")


def _plain(value: str) -> str:
    return re.sub(r'\\[\\"n]', lambda sign: _ESCAPED[sign[0]], value)


def _number(value: float) -> str:
    if isfinite(value):
        return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(float(value))
    return "NaN" if isnan(value) else "+Inf" if value > 0 else "-Inf"
