from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from oeplatform import securitysettings as own


def engine():
    return create_engine(
        URL.create("postgresql+psycopg2", own.dbuser, own.dbpasswd, own.dbhost, database=own.dbname)
    )
