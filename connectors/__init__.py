"""The outside world behind small ports: ERPs, channels, models."""
