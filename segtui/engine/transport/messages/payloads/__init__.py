"""The payloads of the answers: the typed shape of everything that is neither a frame nor a plan.

Unknown figures are None. Shares go from 0 to 1.
"""

from __future__ import annotations

from segtui.engine.transport.messages.payloads.candidates import (
    AlgorithmForecast as AlgorithmForecast,
)
from segtui.engine.transport.messages.payloads.candidates import (
    CardFacts as CardFacts,
)
from segtui.engine.transport.messages.payloads.candidates import (
    CardTraitFacts as CardTraitFacts,
)
from segtui.engine.transport.messages.payloads.candidates import (
    CurveFacts as CurveFacts,
)
from segtui.engine.transport.messages.payloads.candidates import (
    LeaderboardRow as LeaderboardRow,
)
from segtui.engine.transport.messages.payloads.candidates import (
    StructureFacts as StructureFacts,
)
from segtui.engine.transport.messages.payloads.candidates import (
    TreeFacts as TreeFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    ColumnFacts as ColumnFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    ColumnReadingFacts as ColumnReadingFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    DerivedFacts as DerivedFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    FoundAlert as FoundAlert,
)
from segtui.engine.transport.messages.payloads.columns import (
    MakerNoteFacts as MakerNoteFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    MakerProposal as MakerProposal,
)
from segtui.engine.transport.messages.payloads.columns import (
    MatrixColumn as MatrixColumn,
)
from segtui.engine.transport.messages.payloads.columns import (
    ReadingFacts as ReadingFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    RowDamageFacts as RowDamageFacts,
)
from segtui.engine.transport.messages.payloads.columns import (
    StepLog as StepLog,
)
from segtui.engine.transport.messages.payloads.columns import (
    TableProfile as TableProfile,
)
from segtui.engine.transport.messages.payloads.columns import (
    TopValue as TopValue,
)
from segtui.engine.transport.messages.payloads.columns import (
    Value as Value,
)
from segtui.engine.transport.messages.payloads.columns import (
    WayFacts as WayFacts,
)
from segtui.engine.transport.messages.payloads.exhibits import (
    ExhibitFacts as ExhibitFacts,
)
from segtui.engine.transport.messages.payloads.exhibits import (
    ExhibitPicture as ExhibitPicture,
)
from segtui.engine.transport.messages.payloads.follow import (
    BatchFacts as BatchFacts,
)
from segtui.engine.transport.messages.payloads.follow import (
    MoveFacts as MoveFacts,
)
from segtui.engine.transport.messages.payloads.outputs import (
    ExportFile as ExportFile,
)
from segtui.engine.transport.messages.payloads.outputs import (
    ExportSummary as ExportSummary,
)
from segtui.engine.transport.messages.payloads.outputs import (
    MigrationCell as MigrationCell,
)
from segtui.engine.transport.messages.payloads.outputs import (
    PlanFault as PlanFault,
)
from segtui.engine.transport.messages.payloads.outputs import (
    SegmentPairFacts as SegmentPairFacts,
)
from segtui.engine.transport.messages.payloads.outputs import (
    SideFacts as SideFacts,
)
from segtui.engine.transport.messages.payloads.outputs import (
    SuppressionTally as SuppressionTally,
)
from segtui.engine.transport.messages.payloads.predictions import (
    ImportanceFacts as ImportanceFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    IntervalFacts as IntervalFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    LearnedRowsFacts as LearnedRowsFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    MoneyFacts as MoneyFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    PredictionFacts as PredictionFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    PredictionFigures as PredictionFigures,
)
from segtui.engine.transport.messages.payloads.predictions import (
    ScoredFacts as ScoredFacts,
)
from segtui.engine.transport.messages.payloads.predictions import (
    TriedFacts as TriedFacts,
)
from segtui.engine.transport.messages.payloads.pushes import (
    EarlierPushFacts as EarlierPushFacts,
)
from segtui.engine.transport.messages.payloads.pushes import (
    PushFacts as PushFacts,
)
from segtui.engine.transport.messages.payloads.pushes import (
    RefusedPerson as RefusedPerson,
)
from segtui.engine.transport.messages.payloads.segments import (
    AlternativeFacts as AlternativeFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    CohortFacts as CohortFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    CohortTriangleFacts as CohortTriangleFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    ContactFacts as ContactFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    OutcomeFacts as OutcomeFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    SegmentStabilityFacts as SegmentStabilityFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    SegmentValueFacts as SegmentValueFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    SplitFacts as SplitFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    StabilityFacts as StabilityFacts,
)
from segtui.engine.transport.messages.payloads.segments import (
    ValueFacts as ValueFacts,
)
