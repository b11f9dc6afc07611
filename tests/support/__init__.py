"""What the integration tests share: a small distributor, desks opened on a copy of it, and ERPs that fail."""
