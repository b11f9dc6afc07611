"""The HTTP API and the review page: FastAPI routes over what `graphs` does. Its room; nothing lives here yet."""
