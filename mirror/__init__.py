"""f1-mirror: three Formula 1 data providers in one SQLite file."""
