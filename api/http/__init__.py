"""What every answer has in common: problems, pages of a list, ETags, idempotency, headers, files."""
