"""Which network addresses a picture may be fetched from: public ones, unless the caller allows more."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

__all__ = ["is_public", "resolve"]

# Global by registry and yet a cloud's own: Azure's platform address, the block of Oracle's metadata.
_CLOUD_V4 = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"))
# Prefixes that carry an IPv4 address in their last 32 bits: RFC 6052 translation, RFC 4291 compatible.
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
_TRANSLATED_LOCALLY = IPv6Network("64:ff9b:1::/48")  # RFC 8215


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet.

    Private, loopback, link-local (with the clouds' metadata service), shared, reserved, multicast and
    unspecified addresses do not, nor does an IPv6 address that stands for such an IPv4 address.

    Args:
        address: IPv4 or IPv6 in its usual text form.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return _is_public_v4(parsed)
    carried = _carried(parsed)
    if carried is not None:
        return _is_public_v4(carried)
    special = parsed.is_multicast or parsed.is_reserved or parsed.is_site_local
    return parsed.is_global and not special and parsed not in _TRANSLATED_LOCALLY


def _is_public_v4(address: IPv4Address) -> bool:
    if any(address in network for network in _CLOUD_V4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def resolve(host: str, port: int, timeout_s: float) -> list[str]:
    """Look up the addresses of a host, in the order the system prefers.

    Decimal, octal and short forms of IPv4 are the system's to understand: what it makes of them is returned.

    Args:
        host: Name or literal address.
        port: Where it will be connected to.
        timeout_s: The system's look-up has no limit of its own, so it runs in a thread that is left behind.

    Raises:
        OSError: there is no such host, or the answer took too long (`TimeoutError`).
    """
    answers: list[str] = []
    failures: list[OSError] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        except (OSError, UnicodeError) as exc:
            failures.append(exc if isinstance(exc, OSError) else OSError(f"not a host name: {exc}"))

    worker = threading.Thread(target=look_up, name="fashion-search-resolve", daemon=True)
    worker.start()
    worker.join(max(0.0, timeout_s))
    if failures:
        raise failures[0]
    if not answers:
        raise TimeoutError(f"no answer within {timeout_s:.1f} s")
    return answers
