"""What a frozen program does before anything else: give the system's own programs and certificates back.

PyInstaller runs it (as a runtime hook) before the program's first module is imported.
"""

import os
import sys
from collections.abc import MutableMapping

CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)
"""Where systems keep the certificates that they trust; the bundled OpenSSL knows the place of one system only."""


def give_back(environment: MutableMapping[str, str]) -> None:
    """Take out of `environment` what only this program needs: others that it starts would load its libraries."""
    if sys.platform == "linux":
        before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
        environment.pop("LD_LIBRARY_PATH", None)
        if before:
            environment["LD_LIBRARY_PATH"] = before
    if sys.platform != "win32" and not environment.get("SSL_CERT_FILE"):
        found = next((path for path in CERTIFICATES if os.path.exists(path)), None)  # noqa: PTH110 - pathlib takes time
        if found:
            environment["SSL_CERT_FILE"] = found


if __name__ == "__main__":
    give_back(os.environ)
