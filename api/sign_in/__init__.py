"""Who is asking: sessions, keys, one-time links, and the right that each endpoint needs."""
