"""LinkedIn's contact targeting.

Headers must not be changed, so all seven are there; at least 300 rows, at most 300,000 or 20 MB. LinkedIn takes e-mails
plain or as SHA-256 of the lower-case form: they are hashed here. Each audience is a file of its own.
"""

from segtui.delivery.export.normalise import lower
from segtui.delivery.export.target import OptOut, Target, TargetColumn

TARGET = Target(
    name="linkedin",
    title="LinkedIn contact targeting",
    advertising=True,
    columns=(
        TargetColumn("email", "email", lower, hashed=True),
        TargetColumn("firstname", "first_name"),
        TargetColumn("lastname", "last_name"),
        TargetColumn("jobtitle", "job_title", asked=True),
        TargetColumn("employeecompany", "company", asked=True),
        TargetColumn("country", "country"),
        TargetColumn("googleaid", "madid", asked=True),
    ),
    needs=("email", "madid"),
    fixed=True,
    attributes=False,
    most_rows=300_000,
    most_bytes=20_000_000,
    fewest_rows=300,
    optouts=(OptOut("email", "email"),),
)
