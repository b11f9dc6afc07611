"""Chat models behind any OpenAI-compatible endpoint: one client per named role, with what guards it."""
