import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "example_wind_farm",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("place", Geometry("POINT", srid=4326)),
    )


def downgrade():
    op.drop_table("example_wind_farm")
