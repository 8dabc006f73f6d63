"""From an answer to rows: by the foreign keys of the tables, or the quick way where it is exactly as documented."""
