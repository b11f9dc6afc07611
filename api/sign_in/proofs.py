"""What proves who somebody is: secrets that nobody can guess, kept as hashes, and passwords."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from api.http.problems import Refused
from domain.environment import Clock

TOKEN_PREFIX = "odt_"
_SECRET_BYTES = 32
_HASHED_AT_ONCE = 2
_FAILURES = 10
_WINDOW = timedelta(minutes=1)
_NAMES_WATCHED = 10_000


def new_secret() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hashed(secret: str) -> str:
    """What is kept of a secret. It needs no salt and no slow hash: it is too long to be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Passwords:
    """Passwords by argon2id. Checking takes as long for a name that nobody has."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
        # A check takes 64 MB: a flood of them must wait rather than fill the memory.
        self._turns = threading.BoundedSemaphore(_HASHED_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(new_secret())

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with self._turns:
            return self._hasher.hash(password.encode("utf-8", "replace"))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one that was kept; never, where none was."""
        with self._turns:
            nobodys = self._nobodys
            try:
                right = self._hasher.verify(kept or nobodys, password.encode("utf-8", "replace"))
            except (Argon2Error, InvalidHashError):
                return False
            return right and kept is not None


class Attempts:
    """Failed attempts to sign in, by name: after ten within a minute the name has to wait.

    Counted in the memory of this process: with several workers the limit is per worker, which still leaves guessing
    hopeless. The oldest names are forgotten where there are very many.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def check(self, name: str) -> None:
        """Let a name try.

        Raises:
            Refused: it has failed too often (429).
        """
        now = self._clock.now()
        with self._lock:
            failures = self._recent(name, now)
            if len(failures) >= _FAILURES:
                seconds = int((failures[0] + _WINDOW - now).total_seconds()) + 1
                raise Refused(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    f"Too many attempts under this name. Try again in {seconds} seconds.",
                    headers={"Retry-After": str(seconds)},
                )

    def failed(self, name: str) -> None:
        """Count a failure."""
        now = self._clock.now()
        with self._lock:
            failures = self._recent(name, now)
            failures.append(now)
            # The name goes to the end: the first of the dictionary is then the longest without a failure.
            self._failures.pop(name.lower(), None)
            self._failures[name.lower()] = failures
            while len(self._failures) > _NAMES_WATCHED:
                self._failures.pop(next(iter(self._failures)))

    def _recent(self, name: str, now: datetime) -> deque[datetime]:
        failures = self._failures.get(name.lower(), deque())
        while failures and failures[0] <= now - _WINDOW:
            failures.popleft()
        return failures
