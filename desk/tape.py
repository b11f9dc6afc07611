"""What stands between a replay's chat models and the network: a recorder, or a recording in the network's place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.models.recording import Recorder
from connectors.models.replaying import Replayer
from desk.settings import Settings
from domain.errors import ConfigurationError, InputRejected

# What a role has for a key where the endpoint needs none: no secret, but a word of many texts.
_NO_KEY = ("", "none")


@contextmanager
def tape_of(settings: Settings, record: Path | None, recorded: Path | None) -> Iterator[Recorder | Replayer | None]:
    """The recorder or the recording that a replay was given; None where it was given neither.

    A recording needs the models in the settings too: the requests it is asked for name the models and hold what the
    prompts and settings make of a message.

    Raises:
        InputRejected: both are given, or the file cannot be used.
        ConfigurationError: no chat model is configured.
    """
    if record is None and recorded is None:
        yield None
        return
    if record is not None and recorded is not None:
        raise InputRejected("Give --record or --recorded, not both: a replay asks the models or a recording of them.")
    if not settings.models:
        raise ConfigurationError(
            "No chat model is configured, so nothing is asked of one: name one in orderdesk.toml under [models.default]"
            " or by ORDERDESK_MODELS__DEFAULT__MODEL, the same for --recorded as for --record."
        )
    secrets = {role.api_key.get_secret_value() for role in settings.models.values()} - set(_NO_KEY)
    if recorded is not None:
        yield Replayer(recorded, secrets)
        return
    assert record is not None
    recorder = Recorder(record, secrets)
    try:
        yield recorder
    finally:
        recorder.close()
