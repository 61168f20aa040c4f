"""New rows by a prediction of the run: the segment of the band that their probability is in."""

from __future__ import annotations

from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.first_match import keep, labelled, rule
from segtui.language.sentences import say

BAND_OF_PROBABILITY = Assigner(say("by the band of their probability"), keep, rule, labels=labelled)
