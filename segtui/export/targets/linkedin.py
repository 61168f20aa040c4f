"""LinkedIn's contact targeting.

Headers must not be changed, so all seven are there; at least 300 rows, at most 300,000 or 20 MB. LinkedIn takes
e-mails as they are or as SHA-256 in lower case: they are hashed here. Each audience is a file of its own.
"""

from segtui.export.normalise import lower
from segtui.export.target import Column, OptOut, Target

TARGET = Target(
    name="linkedin",
    title="LinkedIn contact targeting",
    advertising=True,
    columns=(
        Column("email", "email", lower, hashed=True),
        Column("firstname", "first_name"),
        Column("lastname", "last_name"),
        Column("jobtitle", "job_title", asked=True),
        Column("employeecompany", "company", asked=True),
        Column("country", "country"),
        Column("googleaid", "madid", asked=True),
    ),
    needs=("email", "madid"),
    fixed=True,
    attributes=False,
    most_rows=300_000,
    most_bytes=20_000_000,
    fewest_rows=300,
    optouts=(OptOut("email", "email"),),
)
