"""Mail domains: which part of one somebody registered, and which belong to the public."""

from __future__ import annotations

# Under these a name is registered one level deeper: bluedoor.co.uk.
_SECOND_LEVELS = frozenset({"co", "com", "net", "org", "edu", "gov", "gob", "ac", "asso", "nom", "or", "ne"})
_COUNTRY_LENGTH = 2


def domain_of(address: str) -> str:
    """The domain of a mail address in lower case; empty where it has none."""
    return address.rpartition("@")[2].strip().strip(".").lower() if "@" in address else ""


def registered_domain(address: str) -> str:
    """The part of an address's domain that somebody registered: "bluedoor.co.uk" of "a@mail.bluedoor.co.uk"."""
    name, suffix = parted(domain_of(address))
    return f"{name}.{suffix}" if suffix else name


def parted(domain: str) -> tuple[str, str]:
    """A domain's registered name and what it is registered under: ("bluedoor", "co.uk")."""
    labels = domain.split(".")
    deep = len(labels) > _COUNTRY_LENGTH and len(labels[-1]) == _COUNTRY_LENGTH and labels[-2] in _SECOND_LEVELS
    under = 2 if deep else 1
    if len(labels) <= under:
        return domain, ""
    return labels[-under - 1], ".".join(labels[-under:])


# Mail domains at which anybody may have an address.
PUBLIC = frozenset(
    {
        "126.com", "163.com", "aliceadsl.fr", "aol.com", "aol.de", "aol.fr", "arcor.de", "att.net", "bbox.fr",
        "bell.net", "bellsouth.net", "bigpond.com", "bluewin.ch", "bluewin.com", "btinternet.com", "charter.net",
        "comcast.net", "cox.net", "earthlink.net", "email.com", "email.de", "fastmail.com", "fastmail.fm", "free.fr",
        "freenet.de", "frontier.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.es", "gmx.fr",
        "gmx.net", "googlemail.com", "hey.com", "hotmail.ca", "hotmail.co.uk", "hotmail.com", "hotmail.com.mx",
        "hotmail.de", "hotmail.es", "hotmail.fr", "icloud.com", "inbox.com", "juno.com", "kabelmail.de",
        "laposte.net", "libero.it", "live.ca", "live.co.uk", "live.com", "live.com.mx", "live.de", "live.fr",
        "mac.com", "magenta.de", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com", "neuf.fr",
        "numericable.fr", "online.de", "optonline.net", "orange.es", "orange.fr", "outlook.com", "outlook.de",
        "outlook.es", "outlook.fr", "pm.me", "posteo.de", "prodigy.net.mx", "proton.me", "protonmail.com", "qq.com",
        "rocketmail.com", "rogers.com", "sbcglobal.net", "sfr.fr", "shaw.ca", "sky.com", "swissonline.ch",
        "sympatico.ca", "t-online.de", "talktalk.net", "telefonica.net", "telus.net", "terra.com", "terra.es",
        "tutanota.com", "unitybox.de", "verizon.net", "videotron.ca", "virginmedia.com", "vodafone.de",
        "vodafonemail.de", "wanadoo.es", "wanadoo.fr", "web.de", "windstream.net", "yahoo.ca", "yahoo.co.uk",
        "yahoo.com", "yahoo.com.ar", "yahoo.com.mx", "yahoo.de", "yahoo.es", "yahoo.fr", "yandex.com", "yandex.ru",
        "ya.com", "ymail.com", "zoho.com",
    }
)  # fmt: skip
