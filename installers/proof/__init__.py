"""What tries a build from outside: the smoke test, a window that is looked at, a fresh Debian to install on."""
