"""The Debian package of a folder build: what it unpacks, what it needs, what it says of itself, and its file format."""
