"""What `flask db` runs, with the application at hand."""

import logging

from alembic import context
from flask import current_app

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
db = current_app.extensions["migrate"].db

if context.is_offline_mode():  # flask db upgrade --sql
    context.configure(url=db.engine.url, target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata)
        with context.begin_transaction():
            context.run_migrations()
