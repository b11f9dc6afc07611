"""What the desk remembers: tables, migrations, and repositories over them. SQLAlchemy lives here."""
