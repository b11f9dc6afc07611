"""The HTTP API, and the review page in ``ui``: FastAPI routes over what ``graphs`` does."""
