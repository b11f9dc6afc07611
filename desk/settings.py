"""Settings: environment variables ``ORDERDESK_*`` over ``orderdesk.toml``, over what the desk does by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from connectors.models.roles import Budget, ModelRole
from domain.errors import ConfigurationError
from domain.findings import AgentName

TOML_FILE = Path("orderdesk.toml")
# What a server that listens on every address is reached by here.
_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Settings(BaseSettings):
    """How this desk is set up.

    ``home`` is the folder that holds everything by default; the URLs replace the embedded parts one by one.
    ``worker_id`` names this worker among several on one PostgreSQL store: a worker that comes back under its name
    takes its unfinished jobs up again. An agent's chat model is the one of its role in ``seats``, else of the role that
    its prompt was written for; with no models every agent has its built-in reasoner alone. ``public_url`` is what links
    for people begin with, and the one name beside this machine's own that the page answers to.
    """

    model_config = SettingsConfigDict(
        env_prefix="ORDERDESK_", env_nested_delimiter="__", toml_file=TOML_FILE, extra="ignore"
    )

    home: Path = Field(default=Path(".orderdesk"), description="folder for everything the desk keeps")
    store_url: str | None = Field(default=None, description="SQLAlchemy URL of the store; SQLite in home by default")
    erp_url: str | None = Field(default=None, description="SQLAlchemy URL of the built-in ledger ERP; SQLite in home")
    jobs_url: str | None = Field(default=None, description="SQLAlchemy URL of the job engine's tables; SQLite in home")
    index_url: str | None = Field(default=None, description="URL of a Chroma server; embedded in home by default")
    worker_id: str = Field(default="desk", min_length=1, max_length=60)
    host: str = Field(default="127.0.0.1", description="the address that the page and the API are served on")
    port: int = Field(default=8000, ge=0, le=65_535, description="its port; 0 takes a free one")
    public_url: str | None = Field(default=None, description="where people reach the page; this machine by default")
    models: dict[str, ModelRole] = Field(default_factory=dict, description="chat models by the name of their role")
    seats: dict[AgentName, str] = Field(default_factory=dict, description="the role of an agent, or none")
    budget: Budget = Field(default=Budget(), description="what may be spent on models")
    calibration: Path | None = Field(default=None, description="what was counted of the models; in home by default")
    imap_url: str | None = Field(default=None, description="a mailbox to watch, as imaps://USER@HOST/FOLDER")
    imap_password: SecretStr | None = Field(default=None, description="its user's password")
    smtp_url: str | None = Field(default=None, description="the server that sends replies, as smtps://USER@HOST")
    smtp_password: SecretStr | None = Field(default=None, description="its user's password")
    mail_sending: bool = Field(default=False, description="whether replies are sent; else they are only drafted")
    mail_from: str | None = Field(default=None, description="the address that replies are from; the distributor's")
    mail_poll_seconds: float = Field(default=60.0, ge=1, le=1500, description="how often a mailbox is looked at anyway")
    transcriber_base_url: str | None = Field(default=None, description="an OpenAI-compatible audio endpoint, or none")
    transcriber_model: str | None = Field(default=None, description="the name of its model")
    transcriber_api_key: SecretStr | None = Field(default=None, description="its key; many local endpoints need none")
    transcriber_timeout_seconds: float = Field(default=120.0, gt=0, le=3600, description="for a whole recording")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code first, then the environment, then the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def url_of(self, given: str | None, file: str) -> str:
        """A database's URL: the given one, else a SQLite file in home."""
        return given or f"sqlite:///{(self.home / file).absolute()}"

    @property
    def calibration_file(self) -> Path:
        """Where it stands how often the models were right."""
        return self.calibration or self.home / "calibration.json"

    @field_validator("public_url")
    @classmethod
    def _a_place_of_its_own(cls, url: str | None) -> str | None:
        """The address of the page is a host's, without a path: cookies and links are made for that."""
        if url is None:
            return None
        pieces = urlsplit(url)
        if pieces.scheme not in ("http", "https") or not pieces.hostname or pieces.username is not None:
            raise ValueError("give it as https://desk.example")
        if pieces.path not in ("", "/") or pieces.query or pieces.fragment:
            raise ValueError("give it without a path: the page has a host of its own")
        return f"{pieces.scheme}://{pieces.netloc}".lower()

    def url_of_page(self, port: int) -> str:
        """Where people reach the page, when it is served on ``port``."""
        if self.public_url is not None:
            return self.public_url
        host = _THIS_MACHINE.get(self.host, self.host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def apart(self, home: Path, counted: bool = True) -> Self:
        """The same models in a home of their own, with every part embedded.

        A calibration in this home still counts, unless the models are to be ``counted`` anew. No mailbox is watched
        there, and nothing is sent.
        """
        file = self.calibration_file
        calibration = file if counted and (self.calibration is not None or file.is_file()) else None
        own = {"home": home, "store_url": None, "erp_url": None, "jobs_url": None, "index_url": None}
        no_mail = {"imap_url": None, "smtp_url": None, "mail_sending": False}
        return self.model_copy(update={**own, **no_mail, "calibration": calibration})

    def make_home(self) -> None:
        """Make the home folder, if it is not there yet.

        Raises:
            ConfigurationError: it cannot be made.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"The home {self.home} cannot be made: {error.strerror}.") from error


def load_settings(home: Path | None = None) -> Settings:
    """Read the settings; a home given on the command line wins.

    Raises:
        ConfigurationError: a setting cannot be understood; the sentence names it.
    """
    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(piece) for piece in first["loc"])
        raise ConfigurationError(f"The setting {name} cannot be used: {first['msg']}.") from error
