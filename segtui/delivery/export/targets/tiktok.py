"""TikTok's custom audiences.

SHA-256 of the e-mail in lower case without its +suffix, and of the phone in E.164 with its plus (according to a third
party); advertising ids unchanged. An audience needs 1,000 matched people before it is shown ads; each audience is a
file.
"""

from segtui.delivery.export.normalise import without_suffix
from segtui.delivery.export.target import OptOut, Target, TargetColumn

TARGET = Target(
    name="tiktok",
    title="TikTok custom audience",
    advertising=True,
    columns=(
        TargetColumn("Email_SHA256", "email", without_suffix, hashed=True),
        TargetColumn("Phone_SHA256", "phone", hashed=True),
        TargetColumn("MAID", "madid"),
    ),
    needs=("email", "phone", "madid"),
    attributes=False,
    fewest_rows=1_000,
    optouts=(OptOut("Email_SHA256", "email"),),
)
