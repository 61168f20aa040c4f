"""ActiveCampaign's import of contacts.

Rows without an e-mail are skipped there, so they are left out here; dates are YYYY-MM-DD. Several tags in one cell are
separated by commas, several values by || (both according to a third party).
"""

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

TARGET = Target(
    name="activecampaign",
    title="ActiveCampaign",
    columns=(
        TargetColumn("Email", "email"),
        TargetColumn("First Name", "first_name"),
        TargetColumn("Last Name", "last_name"),
        TargetColumn("Phone", "phone"),
    ),
    needs=("email",),
    segment=TargetPlace("Tags", tag=True),
    optouts=(OptOut("Email", "email"),),
)
