"""The frozen build: one folder that runs where no Python is, what is in it, whose that is, and its archive."""
