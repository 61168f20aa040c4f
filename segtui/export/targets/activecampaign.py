"""ActiveCampaign's import of contacts.

Rows without an e-mail are skipped there, so they are left out here; dates are YYYY-MM-DD. Several tags stand in one
cell separated by commas, several values by || (both a third party's word).
"""

from segtui.export.target import Column, OptOut, Place, Target

TARGET = Target(
    name="activecampaign",
    title="ActiveCampaign",
    columns=(
        Column("Email", "email"),
        Column("First Name", "first_name"),
        Column("Last Name", "last_name"),
        Column("Phone", "phone"),
    ),
    needs=("email",),
    segment=Place("Tags", tag=True),
    optouts=(OptOut("Email", "email"),),
)
