"""What a sample says of the rows, said of all of them: who has no features, which ids are shared, who is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segtui.features.maker import Derived
from segtui.features.scaled_matrix.matrix import Matrix, gaps
from segtui.language.sentences import say
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import Spilled
from segtui.pipeline.preparing.prepare import PreparedRun


@dataclass(frozen=True)
class SaidOfRows:
    """Sentences of a sample, and the place among the notes of the run where they would stand."""

    place: int
    sentences: tuple[str, ...]


def told_of_all(
    prepared: PreparedRun, said: Sequence[SaidOfRows], joined: JoinedRows, spilled: Spilled
) -> tuple[PreparedRun, list[str]]:
    """The preparation with what was `said` of a sample told of all rows, and these sentences.

    Said was something of each maker of `joined`, then of ids that are shared, and of the matrix.
    """
    *of_makers, repeated, _of_matrix = said
    met = iter(spilled.met)
    told = [
        next(met).notes(maker) if isinstance(maker, Derived) and maker.id else list(one.sentences)
        for one, (_number, maker) in zip(of_makers, joined.makers, strict=True)
    ]
    told.append(_looked_at(repeated.sentences, prepared.frame.height, spilled.cleaned))
    matrix = _matrix(prepared.matrix, prepared.frame.height, spilled)
    told.append(list(matrix.notes))
    notes = list(prepared.notes)
    for one, sentences in reversed(list(zip(said, told, strict=True))):
        notes[one.place : one.place] = [note for note in sentences if note not in notes]
    new = list(dict.fromkeys(note for sentences in told for note in sentences))
    return replace(prepared, notes=tuple(notes), matrix=matrix), new


def _looked_at(sentences: Sequence[str], looked: int, rows: int) -> list[str]:
    """Sentences that count rows of the sample, where that is not all of them."""
    if looked == rows:
        return list(sentences)
    return [say("Of {looked:,} rows looked at: {note:sentence}", looked=looked, note=one) for one in sentences]


def _matrix(matrix: Matrix, looked: int, spilled: Spilled) -> Matrix:
    """The matrix of the sample, whose notes say how many of all rows are left out."""
    of_sample = gaps(matrix.left_out, len(matrix.kept), looked)
    lost = {name: count for name, count in spilled.left_out.items() if count}
    of_all = gaps(lost, spilled.rows, spilled.cleaned)
    place = matrix.notes.index(of_sample[0]) if of_sample else 0
    others = [note for note in matrix.notes if note not in of_sample]
    return replace(matrix, notes=(*others[:place], *of_all, *others[place:]))
